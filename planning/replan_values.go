package planning

// ReplanFormat is the format name of a canonical account of a re-plan.
const ReplanFormat = "doorstep.replan/1"

// What a change weighs: the heaviest that applies. Weeks run from Monday to Sunday.
const (
	WeightDay       = 1  // another day of the same week at the same venue
	WeightVenue     = 3  // another venue of the same group, in the same week
	WeightWeek      = 5  // another week
	WeightCancelled = 50 // not held in its group any more
)

// DefaultNotice is how many days ahead camps count as announced, when nothing else is said: 48 hours.
const DefaultNotice = 2

// ReplanOptions say when a re-plan is made and how much it may change.
type ReplanOptions struct {
	Today  Day
	Notice int // days ahead that are announced; 0: DefaultNotice, below 0: none but today
	Seed   uint64
	// Percent of the camps not announced that may be changed for more visitors, beyond the changes that rules
	// force; 0: none.
	Percent int64
	// MaxChanges bounds these changes by number too; 0: no bound.
	MaxChanges int64
	// Curve asks what 0, 5, 10 and 15 % would gain.
	Curve bool
}

// Replanned is a re-plan: the problem as it is now, the plan for it, and an account of what changed.
type Replanned struct {
	Problem Problem
	Plan    Plan
	Account Account
}

// Account says what a re-plan changed and why. Its weight is that of the changes which rules forced.
type Account struct {
	Format         string        `json:"format"`
	Before         string        `json:"before"`  // sha-256 of the problem the old plan answers
	Problem        string        `json:"problem"` // sha-256 of the new problem
	Today          Day           `json:"today"`
	Notice         int           `json:"notice_days"`
	AnnouncedUntil Day           `json:"announced_until"` // camps up to this day moved only where a rule forced it
	Seed           uint64        `json:"seed"`
	Events         []Event       `json:"events"`
	Changes        []Change      `json:"changes"` // by old day, then new, then camp
	Weight         int64         `json:"weight"`  // of the changes that rules forced
	Least          int64         `json:"least"`   // no re-plan of these camps weighs less
	Announced      int64         `json:"announced_changed"`
	LeastAnnounced int64         `json:"announced_least"` // no re-plan changes fewer announced camps
	Remaining      int64         `json:"remaining"`       // camps that were not announced
	ServedBefore   int64         `json:"served_before"`   // visitors, by the old plan
	Served         int64         `json:"served"`
	Proven         bool          `json:"proven_fewest"` // weight = least and announced changes = their least
	Within         string        `json:"within"`        // one sentence: what that holds within
	Curve          []CurveOption `json:"curve"`
}

// Change is one camp that a re-plan changed.
type Change struct {
	Camp      CampID     `json:"camp"`
	What      ChangeKind `json:"what"`
	Old       Spot       `json:"old"` // zero where the camp is new
	New       Spot       `json:"new"` // zero where it is cancelled
	Announced bool       `json:"announced"`
	Why       Cause      `json:"why"`
	Weight    int64      `json:"weight"`
	Event     int        `json:"event"` // number of the event that forced it, from 1; 0: none by itself
	Text      string     `json:"text"`  // why, in one sentence
	Notice    string     `json:"notice"`
	NoticeBn  string     `json:"notice_bn"`
}

// Spot is where, when and with whom a camp is held.
type Spot struct {
	Venue VenueID `json:"venue,omitempty"`
	Group string  `json:"group,omitempty"`
	Day   Day     `json:"day,omitempty"`
	Team  TeamID  `json:"team,omitempty"`
}

// ChangeKind is what became of a camp.
type ChangeKind string

// The kinds of change.
const (
	ChangeTeam      ChangeKind = "team"  // only another team: nothing to announce
	ChangeDay       ChangeKind = "day"   // the same week and venue
	ChangeVenue     ChangeKind = "venue" // another venue of the group, the same week
	ChangeWeek      ChangeKind = "week"
	ChangeGroup     ChangeKind = "group" // to another group: for its people it is cancelled
	ChangeCancelled ChangeKind = "cancelled"
	ChangeAdded     ChangeKind = "added"
)

// Cause is the hard rule or the aim that changed a camp.
type Cause string

// The causes.
const (
	CauseClosed  Cause = "venue_closed"  // its venue is closed on its day
	CauseTeams   Cause = "teams_missing" // its team is off, or its block has too few that day
	CauseOrder   Cause = "order"         // it is ordered so, or an ordered camp has its group's day
	CauseGaveWay Cause = "gave_way"      // so that another camp that had to move finds a day
	CauseMinimum Cause = "minimum"       // so that another group gets its minimum
	CauseGain    Cause = "gain"          // chosen: more visitors
	CauseAdded   Cause = "camp_days"     // a camp-day was added, or became free
)

// CurveOption is what more changes would gain.
type CurveOption struct {
	Percent int64 `json:"percent"` // of the camps not announced
	Changes int64 `json:"changes"` // made, beyond those that rules force; at most the percentage allows
	Served  int64 `json:"served"`
	Gained  int64 `json:"gained"` // visitors more than with none
}
