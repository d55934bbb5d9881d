package planning

// WorksPlanFormat is the format name of a canonical works plan.
const WorksPlanFormat = "doorstep.worksplan/1"

// WorksPlan answers a WorksProblem. Every work of it stands either on sheets or in Unvisited. Sheets are sorted
// by day, then crew; Unvisited by work.
type WorksPlan struct {
	Format    string      `json:"format"`
	Problem   string      `json:"problem"` // sha-256 of the canonical problem, hex
	Solver    string      `json:"solver"`  // name and version of what made it
	Seed      uint64      `json:"seed"`
	Threads   int         `json:"threads"`
	Units     int64       `json:"units"` // of search that were done
	Sheets    []DaySheet  `json:"sheets"`
	Unvisited []Unvisited `json:"unvisited"`
	Score     WorksScore  `json:"score"`
}

// DaySheet is what one crew does on one day, in order. A crew without a visit on a day has no sheet. Times are
// seconds of the day.
type DaySheet struct {
	Crew     CrewID  `json:"crew"`
	Day      Day     `json:"day"`
	Start    PlaceID `json:"start"`  // where it sets out
	Leave    int64   `json:"leave"`  // when
	End      PlaceID `json:"end"`    // where the day ends
	Return   int64   `json:"return"` // when it is there
	Stops    []Stop  `json:"stops"`
	Travel   int64   `json:"travel_seconds"`             // of the whole day, the way to End among it
	Metres   int64   `json:"metres"`                     // the same
	Overtime int64   `json:"overtime_seconds,omitempty"` // Return less the end of the shift, at least 0
	// Of the last leg, to End.
	BackSeconds   int64 `json:"back_seconds"`
	BackMetres    int64 `json:"back_metres"`
	BackEstimated bool  `json:"back_estimated,omitempty"`
}

// StopKind says what a crew does at a stop.
type StopKind string

// Kinds of stops.
const (
	StopVisit  StopKind = "visit"
	StopBreak  StopKind = "break"
	StopPickUp StopKind = "pick_up"
)

// Stop is one halt on a sheet. The crew sets out for it as soon as the stop before has ended (or later), arrives,
// waits, begins and ends. A break is held at the place of the stop before it or of the one after.
type Stop struct {
	Kind      StopKind `json:"kind"`
	Work      WorkID   `json:"work,omitempty"` // of a visit, or what a pick-up is for
	Place     PlaceID  `json:"place"`
	Arrive    int64    `json:"arrive"` // second of the day
	Begin     int64    `json:"begin"`
	End       int64    `json:"end"`
	Travel    int64    `json:"travel_seconds"` // of the leg to it
	Metres    int64    `json:"metres"`
	Estimated bool     `json:"estimated,omitempty"` // its leg, or either end of it
}

// UnvisitedReason is why a work is on no sheet.
type UnvisitedReason string

// Reasons, in the order in which they are asked: the one given is the first that is true. Each counts only what the
// ones before it leave. "As many crews" are one, or two for a work that wants two at once.
const (
	UnvisitedSkill       UnvisitedReason = "no_skill"             // not as many crews, of those in Only, have all its skills
	UnvisitedEquipment   UnvisitedReason = "no_equipment"         // not as many of them have all its equipment too
	UnvisitedRelease     UnvisitedReason = "released_later"       // its release is after the last day of the problem
	UnvisitedClosed      UnvisitedReason = "place_closed"         // on each day from its release (and from Now) it, its place, exit or store is closed, or nobody works
	UnvisitedWindow      UnvisitedReason = "window_never_open"    // on none of the days left is a window as long as the visit
	UnvisitedShift       UnvisitedReason = "no_shift_long_enough" // on none of them have as many crews a shift, with overtime, that has room for the visit within a window
	UnvisitedUnreachable UnvisitedReason = "unreachable"          // on none of them has each of as many such crews a way from its start, by the store if any, to the place and from the exit to its end
	UnvisitedTooFar      UnvisitedReason = "too_far_for_a_day"    // one crew: none could do it on any day, with its break, and nothing else
	UnvisitedPair        UnvisitedReason = "two_crews_never_meet" // two crews: the same
	UnvisitedPin         UnvisitedReason = "pin_conflict"         // it is pinned, and cannot be kept there beside the other pinned visits
	UnvisitedAfter       UnvisitedReason = "after_unvisited"      // what it waits for is unvisited, or on too late a day
	UnvisitedRoom        UnvisitedReason = "no_room"              // it could be done alone; no sheet takes it as it stands
)

// Unvisited is a work on no sheet, and why.
type Unvisited struct {
	Work   WorkID          `json:"work"`
	Reason UnvisitedReason `json:"reason"`
	// Earliest is the first day on which crews with nothing else to do could visit it: what it waits for counts as
	// planned or, unvisited, on its own earliest day, and its own pin for nothing. 0: no day of the problem.
	Earliest Day `json:"earliest,omitempty"`
	// Of no_room: where it would cost least. Crew would take it on Day in place of Displaces (none only where the plan
	// forbids it otherwise), its travel growing by Extra (which may be below 0).
	Crew      CrewID   `json:"crew,omitempty"`
	Day       Day      `json:"day,omitempty"`
	Displaces []WorkID `json:"displaces,omitempty"`
	Extra     int64    `json:"extra_seconds,omitempty"`
	Text      string   `json:"text"` // one sentence for the office
}

// WorksScore is what a plan reaches. Plans are compared by Compare, aim by aim in the order of the fields up to Cost,
// then by Changes and Unfair; CheckWorks computes all of it again.
type WorksScore struct {
	WorthInTime int64 `json:"worth_in_time"`    // of works visited by their due day: most
	WorthLate   int64 `json:"worth_late"`       // of works visited after it: most
	Lateness    int64 `json:"lateness"`         // sum of priority x days after the due day: least
	CrewDays    int64 `json:"crew_days"`        // sheets: fewest
	Overtime    int64 `json:"overtime_seconds"` // least
	Cost        int64 `json:"cost_seconds"`     // Travel + Changes x its price + Unfair x its price: least
	Travel      int64 `json:"travel_seconds"`
	// Changes counts the works of the issued sheets that have other crews or another day now, or none.
	Changes int64 `json:"changes"`
	// Unfair sums over the groups of crews with the same skills: the highest load less the lowest, where a crew's load is
	// its seconds of travel, pick-ups and visits, a thousandfold, by the seconds of its shifts without overtime, rounded down.
	Unfair    int64 `json:"unfair_permille"`
	Visited   int64 `json:"visited"` // works; no aim
	Unvisited int64 `json:"unvisited"`
	Metres    int64 `json:"metres"`
}

// Compare says whether a plan of score s is better than one of t (negative), as good (0), or worse (positive).
func (s WorksScore) Compare(t WorksScore) int {
	for _, x := range [...][2]int64{
		{t.WorthInTime, s.WorthInTime},
		{t.WorthLate, s.WorthLate},
		{s.Lateness, t.Lateness},
		{s.CrewDays, t.CrewDays},
		{s.Overtime, t.Overtime},
		{s.Cost, t.Cost},
		{s.Changes, t.Changes},
		{s.Unfair, t.Unfair},
	} {
		if x[0] != x[1] {
			if x[0] < x[1] {
				return -1
			}
			return 1
		}
	}
	return 0
}
