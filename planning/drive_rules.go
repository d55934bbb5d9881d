package planning

// Rules are what a drive asks beyond its plain figures. Each is optional: left out (zero), a drive is
// planned as if the rule did not exist.
type Rules struct {
	Unit             Unit  `json:"unit,omitempty"`               // what a camp is promised to; UnitGroup where left out
	BoothsPerSitting int64 `json:"booths_per_sitting,omitempty"` // in a drive by booths; DefaultBoothsPerSitting where left out

	FloorPermille  int64 `json:"floor_permille,omitempty"`           // share of a block's visitors that is raised first
	FullWorth      int64 `json:"full_worth_m,omitempty"`             // metres on foot up to which a visitor served counts whole
	ThresholdWorth int64 `json:"threshold_worth_permille,omitempty"` // what one served at the threshold counts, falling evenly to it

	Phases      []Phase `json:"phases,omitempty"`       // rounds of the drive, in time's order
	SpacingDays int     `json:"spacing_days,omitempty"` // days from a group's last camp of a phase to its first of the next, at least

	Schemes     []Scheme `json:"schemes,omitempty"`      // what a camp's desks do, by id; none: the plain cap
	Opens       Clock    `json:"opens,omitempty"`        // when a camp opens; DefaultOpens where left out
	OpenMinutes int64    `json:"open_minutes,omitempty"` // how long it is open; DefaultOpenMinutes where left out
	Supplies    []Supply `json:"supplies,omitempty"`     // kits and staff that a camp gets, by id and area
	Hours       []Hours  `json:"hours,omitempty"`        // narrower hours of areas and venues: ferry, tide

	Facilities      []string `json:"facilities,omitempty"`       // what every venue must have: "ramp", "rooms:3"
	FacilitiesKnown bool     `json:"facilities_known,omitempty"` // a venue whose facilities are not known is not planned

	HaltsPerDay  int       `json:"halts_per_day,omitempty"` // most halts of a mobile camp in a day; 0: no tours
	HaltMinutes  int64     `json:"halt_minutes,omitempty"`  // least minutes at each halt; DefaultHaltMinutes where left out
	TravelKMH    int64     `json:"travel_kmh,omitempty"`    // km an hour between halts; DefaultTravelKMH where left out
	TravelSource string    `json:"travel_source,omitempty"` // who says so
	Special      []Special `json:"special,omitempty"`       // camps of their own kind, by name

	Resources []Resource `json:"resources,omitempty"` // what camps of several blocks share, by id

	Risks []Risk `json:"risks,omitempty"` // days on which the weather may keep visitors away, by day and area
}

// What holds where a drive that needs the figure leaves it out.
const (
	DefaultOpens       = Clock(10 * 60)
	DefaultOpenMinutes = 360
	DefaultHaltMinutes = 60
	DefaultTravelKMH   = 20
)

// Phase is a round of a drive: every group is owed Minimum camps between its days, both included.
type Phase struct {
	Name     string `json:"name"`
	FirstDay Day    `json:"first_day"`
	LastDay  Day    `json:"last_day"`
	Minimum  int64  `json:"minimum"`
}

// Scheme is what some of a camp's desks are for. Of a thousand visitors SharePermille come for it; the
// shares of a drive's schemes add up to 1000.
type Scheme struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	SharePermille int64  `json:"share_permille"`
	Minutes       int64  `json:"minutes"`              // of one case at a desk
	Desks         int64  `json:"desks"`                // at a camp
	Kit           string `json:"kit,omitempty"`        // the supply that a case takes up: biometric, aadhaar
	Department    string `json:"department,omitempty"` // the supply of staff that a case takes up
}

// Supply is what each camp of an area gets of a kit or of a department's staff. The narrowest area that
// holds a venue counts; one without Area holds everywhere.
type Supply struct {
	ID      string `json:"id"`
	Area    AreaID `json:"area,omitempty"` // district, block or group
	PerCamp int64  `json:"per_camp"`
	Source  string `json:"source"`
}

// Hours says when the venues of an area, or one venue, can be used at all: while the ferry runs, while
// the tide is out. Several narrow each other. One with a Day stands for the others of its Kind on it.
type Hours struct {
	Kind   string  `json:"kind"`            // ferry_hours, tide_hours, ...
	Area   AreaID  `json:"area,omitempty"`  // district, block or group
	Venue  VenueID `json:"venue,omitempty"` // one venue
	Day    Day     `json:"day,omitempty"`   // 0: every day
	From   Clock   `json:"from"`
	To     Clock   `json:"to"`
	Source string  `json:"source"`
}

// Special is a camp of its own kind for a named group of people: a prison, a tea garden, a fair. It
// stands like a pin and is held at its venue whatever that venue may host.
type Special struct {
	Name   string  `json:"name"`
	Venue  VenueID `json:"venue"`
	Day    Day     `json:"day"`
	Cap    int64   `json:"cap,omitempty"` // visitors it takes; 0: as any camp
	Source string  `json:"source"`
}

// Risk is a day on which some of an area's visitors are expected to be kept away, by rain or storm.
type Risk struct {
	Area     AreaID `json:"area,omitempty"` // district, block or group; "": everywhere
	Day      Day    `json:"day"`
	Permille int64  `json:"permille"` // visitors expected to be lost, of a thousand, 1..1000
	Source   string `json:"source"`   // whose forecast
}

// Resource is a specialist, a van or a kit that camps of several blocks share: each of the venues that match every scope
// given needs one on each day of a camp.
type Resource struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	PerDay    int64  `json:"per_day"` // how many there are
	Off       []Day  `json:"off,omitempty"`
	Area      AreaID `json:"area,omitempty"`       // district, block or group of the venue
	VenueKind string `json:"venue_kind,omitempty"` // only venues of this kind
	Mobile    bool   `json:"mobile,omitempty"`     // only mobile camps
	Source    string `json:"source"`
}

// Open gives the hours of a camp: the drive's own, or from DefaultOpens for DefaultOpenMinutes.
func (r Rules) Open() (from, to Clock) {
	from, minutes := r.Opens, r.OpenMinutes
	if from == 0 {
		from = DefaultOpens
	}
	if minutes == 0 {
		minutes = DefaultOpenMinutes
	}
	return from, from + Clock(minutes)
}
