package planning

import (
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Page asks for part of a list in keyset order: up to Limit rows whose id is greater than After.
type Page struct {
	After string
	Limit int // 1..1000
}

// Place narrows a list to a part of the map. Every field that is given must match.
type Place struct {
	Bound  *orb.Bound
	Area   AreaID   // and all areas within it
	Cell   geo.Cell // any resolution from 0 to 9
	Near   *orb.Point
	Within geo.Meters // of Near
}

// AreaQuery narrows the list of areas. Text is searched in every language and script.
type AreaQuery struct {
	Page
	Level    Level
	Parent   AreaID
	Within   AreaID
	System   string // code system, with Code
	Code     string
	Text     string
	Geometry bool // load geometries too
}

// SettlementQuery narrows the list of settlements.
type SettlementQuery struct {
	Page
	Place
	Text string
}

// VenueQuery narrows the list of venues.
type VenueQuery struct {
	Page
	Place
	Text       string
	Kind       string
	Host       Host
	Permission Permission
}

// VenueChange is a partial change of a venue; nil fields stay.
type VenueChange struct {
	Name             *string
	Kind             *string
	Host             *Host
	Capacity         *int64
	Facilities       *[]string
	Permission       *Permission
	PermissionLetter *string
	PermissionFrom   *Day
	PermissionTo     *Day
}

// PlanState is where a plan stands: queued > solving > ready > published > superseded; or draft
// (imported), failed, cancelled.
type PlanState string

// States of a plan.
const (
	PlanQueued     PlanState = "queued"
	PlanSolving    PlanState = "solving"
	PlanReady      PlanState = "ready"
	PlanFailed     PlanState = "failed"
	PlanCancelled  PlanState = "cancelled"
	PlanPublished  PlanState = "published"
	PlanSuperseded PlanState = "superseded"
	PlanDraft      PlanState = "draft"
)

// PlanRequest asks for a plan of one district.
type PlanRequest struct {
	ID       PlanID // minted by the caller
	Drive    DriveID
	District AreaID
	Seed     uint64
	Options  Options
	Bans     []Ban // venues that no camp may be held at
}

// PlanRecord is a plan as the service keeps it; the documents themselves are fetched apart.
type PlanRecord struct {
	ID           PlanID
	Drive        DriveID
	DriveName    string
	District     AreaID
	DistrictName string
	Origin       string // solved, imported
	Bans         []Ban  // asked for with the plan
	State        PlanState
	Seed         uint64
	Options      Options
	Progress     int // percent
	Stage        string
	ProblemHash  string
	Solver       string
	Score        *Score // nil until solved
	Bound        int64  // visitors; 0 until solved
	Violations   []Violation
	Failure      string
	RequestedAt  time.Time
	RequestedBy  string
	FinishedAt   *time.Time
	PublishedAt  *time.Time
	Replaces     PlanID // of a re-plan: the plan it was made from
	Standing     PlanID // of a re-plan: the plan that was published when it was asked for, "" where none was
	Share        int64  // of a re-plan: percent of the camps not announced that may change for more visitors
	Version      int64
}

// PlanQuery narrows the list of plans.
type PlanQuery struct {
	Page
	Drive    DriveID
	District AreaID
	State    PlanState
}

// PlanCell is what a plan does for one demand cell.
type PlanCell struct {
	Cell      geo.Cell
	Group     string
	GroupName string
	Block     AreaID
	BlockName string
	Place     string
	At        orb.Point
	People    int64
	Estimated int64
	Visitors  int64
	Served    int64
	Within    bool
	Reason    Reason
	Detail    string
	Distance  int64
}

// CampQuery narrows the list of camps of a plan.
type CampQuery struct {
	Page
	Place
	Plan PlanID
	Day  Day
	Team string // team name
}

// CampRecord is a camp as the service keeps it, with what a reader needs beside it.
type CampRecord struct {
	ID        CampID // the service's own id, new for each plan
	Plan      PlanID
	PlanCamp  CampID // its id in the plan document, kept when the drive is planned again
	PlanState PlanState
	// Superseded is when another plan replaced the camp's, nil where none did.
	Superseded *time.Time

	Venue     VenueID
	VenueName string
	VenueKind string
	At        orb.Point
	Cell      geo.Cell
	Group     string
	GroupName string
	Block     AreaID
	BlockName string
	Day       Day
	Team      TeamID // "" where the team exists only in the plan
	TeamName  string
	Visitors  int64
	Cap       int64
	CapBy     string // what limits Cap; "" where only the plain cap and the venue's do
	Opens     Clock
	Closes    Clock
	Halts     []Halt // of a tour, in their order
	Pinned    bool
	Row       int
	Remarks   string
	Booths    []SeatedBooth // in a drive by booths: whose sitting it is
}
