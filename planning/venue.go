package planning

import (
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Host says what a venue may be used for.
type Host string

// What a venue may host.
const (
	HostFixed  Host = "fixed"  // a camp for a whole day
	HostMobile Host = "mobile" // a halt of a mobile camp
	HostNone   Host = "none"   // a landmark only
)

// Permission is the state of the owner's leave to use a venue.
type Permission string

// States of a venue's permission.
const (
	PermissionNotAsked Permission = "not_asked"
	PermissionAsked    Permission = "asked"
	PermissionGranted  Permission = "granted" // with the letter's number and the dates it holds for
	PermissionRefused  Permission = "refused" // never planned
)

// Venue is a place where a camp may be held, or a landmark.
type Venue struct {
	ID               VenueID
	Name             string
	Kind             string // school, high_school, college, community_hall, market, panchayat_office, ...
	Host             Host
	Area             AreaID // block or town
	Group            AreaID // the group of the demand it stands in
	At               orb.Point
	Cell             geo.Cell
	Radius           geo.Meters // 68 % radius of the chosen point; 0: the source states none
	Capacity         int64      // visitors a day; 0: unknown, the drive's cap holds
	Facilities       []string   // ramp, network, power, water, rooms:3; nil: not known
	Permission       Permission
	PermissionLetter string
	PermissionFrom   Day
	PermissionTo     Day
	Locality         string
	Urban            bool
	Flags            []string // the source's own warnings, kept: dup_point, outside_block, district_mismatch
	Source           string
	SourceID         string
	Version          int64
	UpdatedAt        time.Time
}

// VenueDuplicate is a pair of venues that are probably one place. Nothing is merged without a person.
type VenueDuplicate struct {
	A, B       VenueID // A < B
	Distance   geo.Meters
	Similarity float64 // of the folded names, 0..1
	Reason     string
	State      string // suspected, confirmed, rejected
}
