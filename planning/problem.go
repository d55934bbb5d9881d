package planning

import (
	"github.com/paulmach/orb"

	"doorstep/geo"
)

// ProblemFormat is the format name of a canonical problem.
const ProblemFormat = "doorstep.problem/1"

// Problem is one district's planning problem, complete in itself: Solve and Check need nothing else.
// Every list is sorted by id (days by date); WriteProblem refuses any other order.
type Problem struct {
	Format string `json:"format"`
	Area   string `json:"area"` // id of the district
	Name   string `json:"name"` // its name
	Drive  Drive  `json:"drive"`
	// Travel says what the walks are from; nil: straight lines times the drive's detour.
	Travel     *TravelRecord `json:"travel,omitempty"`
	Days       []Day         `json:"days"` // every civil day of the drive, the days off among them
	Closures   []Closure     `json:"closures"`
	CampDays   int64         `json:"camp_days"` // budget of camp-days for the district
	Blocks     []Block       `json:"blocks"`
	Groups     []Group       `json:"groups"`
	Teams      []Team        `json:"teams"`
	Candidates []Candidate   `json:"candidates"`
	Demand     []Demand      `json:"demand"`
	Booths     []Booth       `json:"booths,omitempty"` // of a drive by booths
	Pins       []Pin         `json:"pins,omitempty"`
	Bans       []Ban         `json:"bans,omitempty"`     // venues that no camp may be held at, by venue
	Excluded   []Excluded    `json:"excluded,omitempty"` // venues that might host a camp and are not planned, by id
	// AnnouncedUntil is the last day that people have been told about: up to it only pinned camps are held. 0: none.
	AnnouncedUntil Day       `json:"announced_until,omitempty"`
	Placement      Placement `json:"placement"`
	Absent         []Absence `json:"absent"` // what the source lacks, and which rule is off for it
}

// Block is a block or town: the unit that teams belong to.
type Block struct {
	ID   AreaID `json:"id"`
	Name string `json:"name"`
}

// Group is a GP, ward or stand-in group, or a contiguous part of one (Of names the whole): it gets
// at least Minimum camps and never two on one day.
type Group struct {
	ID        string `json:"id"` // the area's id; a part carries "/1", "/2", ... after it
	Name      string `json:"name"`
	Of        AreaID `json:"of"`
	Block     AreaID `json:"block"`
	Level     Level  `json:"level"`
	Estimated bool   `json:"estimated"` // a stand-in group
	Minimum   int64  `json:"minimum"`
	Sittings  int64  `json:"sittings,omitempty"` // in a drive by booths: most sittings
}

// Candidate is a venue that a camp may be held at.
type Candidate struct {
	ID     VenueID   `json:"id"`
	Name   string    `json:"name"`
	Kind   string    `json:"kind"`
	Group  string    `json:"group"`
	At     orb.Point `json:"at"` // rounded to 6 decimals
	Mobile bool      `json:"mobile,omitempty"`
	Cap    int64     `json:"cap"`            // visitors a camp-day: the venue's capacity or the drive's cap, the lesser
	From   Day       `json:"from,omitempty"` // permission holds from this day, 0: no limit
	To     Day       `json:"to,omitempty"`   // permission holds until this day, 0: no limit

	Permission Permission `json:"permission,omitempty"` // asked, not_asked: its use is not granted yet; "": it is, or need not be

	Minutes  int64  `json:"minutes,omitempty"`  // it is open for on each of its days; 0: caps are not worked out
	Capacity int64  `json:"capacity,omitempty"` // of the venue, visitors a day, where caps are worked out; 0: unknown
	Special  string `json:"special,omitempty"`  // the special camp of the drive that it is for
	Halts    []Halt `json:"halts,omitempty"`    // of a mobile camp that tours, in their order; the nearest counts
	CapBy    string `json:"cap_by,omitempty"`   // what limits Cap: drive, venue, special, order, or the id of a scheme or supply

	Walks []CellWalk `json:"walks,omitempty"` // from the cells that can walk to it, by cell, where the travel is listed

	Needs []string `json:"needs,omitempty"` // ids of the drive's resources, one of each for a camp
}

// Ban forbids camps at a venue, on somebody's word.
type Ban struct {
	Venue  VenueID `json:"venue"`
	Source string  `json:"source"`
}

// ExcludedReason is why a venue that might host a camp is no candidate.
type ExcludedReason string

// Why a venue is excluded.
const (
	ExcludedFacility ExcludedReason = "facility_lacking"   // the drive wants a facility that it does not have
	ExcludedUnknown  ExcludedReason = "facilities_unknown" // the drive wants facilities to be known
	ExcludedHours    ExcludedReason = "no_hours"           // ferry, tide and other hours leave no time on any day
	ExcludedRefused  ExcludedReason = "refused"            // the venue of a special camp, its use refused
	ExcludedRoom     ExcludedReason = "no_room"            // its desks, kits or staff could take nobody
)

// Excluded is a venue that might host a camp and is not planned.
type Excluded struct {
	ID     VenueID        `json:"id"`
	Name   string         `json:"name"`
	Group  string         `json:"group"`
	At     orb.Point      `json:"at"` // rounded to 6 decimals
	Reason ExcludedReason `json:"reason"`
	Text   string         `json:"text"`
}

// Demand is the people of one resolution-9 cell.
type Demand struct {
	Cell      geo.Cell  `json:"cell"`
	Place     string    `json:"place"` // its largest settlement
	Group     string    `json:"group"`
	At        orb.Point `json:"at"` // population-weighted mean of its settlements, 6 decimals
	People    int64     `json:"people"`
	Estimated int64     `json:"estimated"` // of People, how many were put here by rule
	Visitors  int64     `json:"visitors"`  // expected over the drive
	// Radius is the longest walk from a settlement of the cell to At, metres, estimated. 0: one settlement, or not known.
	Radius int64 `json:"radius_m,omitempty"`
	// Barred names the water between the cell and the venue nearest to it as the crow flies, where the travel is listed
	// and no way leads to any venue.
	Barred string `json:"barred,omitempty"`
}

// Pin is a camp that must stand as it is: promised, ordered, or a row of an imported list. Zero
// fields are free. Row is the line of the imported file, 0 otherwise.
type Pin struct {
	ID      CampID   `json:"id"`
	Venue   VenueID  `json:"venue"`
	Day     Day      `json:"day,omitempty"`
	Team    TeamID   `json:"team,omitempty"`
	Row     int      `json:"row,omitempty"`
	Remarks string   `json:"remarks,omitempty"`
	Booths  []AreaID `json:"booths,omitempty"` // in a drive by booths: those of the sitting, free where left out
}

// Placement says how much of the census stands behind the problem.
type Placement struct {
	CensusPeople    int64    `json:"census_people"` // 0: no census figure for the area
	CensusYear      int      `json:"census_year"`
	People          int64    `json:"people"`           // placed on cells
	EstimatedPeople int64    `json:"estimated_people"` // of those, put there by rule
	GroupLevel      string   `json:"group_level"`      // e.g. "stand-in gram panchayat (estimated)"
	MissingTowns    []string `json:"missing_towns"`
}
