package planning

import "strings"

// Drive is one edition of a camp drive: its days and the figures a plan is made with. A reader starts
// from DefaultDrive, so what a file leaves out has its figures.
type Drive struct {
	ID               DriveID `json:"id"`
	Name             string  `json:"name"`
	FirstDay         Day     `json:"first_day"`
	WorkingDays      int     `json:"working_days"` // usable days wanted from FirstDay on, weekly days off not counted
	WeeklyOff        []int   `json:"weekly_off"`   // 0 = Sunday
	CapPerCampDay    int64   `json:"cap_per_camp_day"`
	PeoplePerCampDay int64   `json:"people_per_camp_day"` // camp-days = ceil(people / this), never fewer than groups
	TurnoutPermille  int64   `json:"turnout_permille"`    // visitors per thousand people
	TurnoutSource    string  `json:"turnout_source"`
	Threshold        int64   `json:"threshold_m"`     // metres on foot
	DetourPermille   int64   `json:"detour_permille"` // metres on foot per thousand metres straight
	DetourSource     string  `json:"detour_source"`
	SpareTeams       int     `json:"spare_teams"`         // teams per block beyond ceil(camp-days / usable days)
	CampDays         int64   `json:"camp_days,omitempty"` // budget by hand for each district; 0: by PeoplePerCampDay
	Rules
}

// DefaultDrive is used, and printed, where a folder has no drive.json.
func DefaultDrive() Drive {
	return Drive{
		Name: "Default drive", FirstDay: mustDay("2027-01-04"), WorkingDays: 45, WeeklyOff: []int{0},
		CapPerCampDay: 859, PeoplePerCampDay: 2780,
		TurnoutPermille: 300, TurnoutSource: "first drive: 27.5 million registered of 91.3 million people",
		Threshold: 2000, DetourPermille: 1300, DetourSource: "assumption: a walk is 1.3 times the straight line",
		SpareTeams: 1,
	}
}

func mustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Closure takes days out of the calendar. Every scope that is given must match: a closure with Block
// and VenueKind closes that kind of venue in that block; one with no scope closes the whole drive.
type Closure struct {
	Day       Day     `json:"day"`
	Kind      string  `json:"kind"`           // weekly_off, holiday, market, exam, order, ferry, tide
	Area      AreaID  `json:"area,omitempty"` // district, block or group
	Venue     VenueID `json:"venue,omitempty"`
	VenueKind string  `json:"venue_kind,omitempty"`
	Source    string  `json:"source"`
	OrderKind string  `json:"order_kind,omitempty"` // what an order is about: one of OrderKinds
	Number    string  `json:"number,omitempty"`     // of the order or letter
}

// OrderKinds are what an order that takes days may be about, as far as it is said.
func OrderKinds() []string {
	return []string{"bandh", "disaster", "model_code", "polling", "vip_duty"}
}

// Why says in a few words what closes the day, and on whose word.
func (x Closure) Why() string {
	what := strings.ReplaceAll(x.Kind, "_", " ")
	if x.OrderKind != "" {
		what += ": " + strings.ReplaceAll(x.OrderKind, "_", " ")
	}
	if x.Number != "" {
		return what + " (" + x.Source + ", no. " + x.Number + ")"
	}
	return what + " (" + x.Source + ")"
}

// Team runs one camp a day in its block.
type Team struct {
	ID      TeamID `json:"id"`
	Name    string `json:"name"`
	Block   AreaID `json:"block"`
	DaysOff []Day  `json:"days_off,omitempty"`
}

// PastCamp is one camp of an earlier drive, for turnout.
type PastCamp struct {
	Drive        string
	Group        AreaID
	Day          Day
	Footfall     int64
	Applications map[string]int64 // by scheme
}
