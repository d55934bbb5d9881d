// Package casework holds the rules of what people say at a camp: registrations, grievances and issue
// sites. It is pure: state, request and time in; decision out.
package casework

import (
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// Actor is who asks. Until accounts exist it is the local operator.
type Actor struct {
	Name    string // "operator" until accounts exist
	Request string // request id, for the audit row
}

// Key makes a creation safe to send again: the same key and request hash give the same answer, the
// same key with another hash is a conflict. The zero Key asks for nothing.
type Key struct {
	Key     string
	Route   string
	Request [32]byte // sha-256 of the request body
}

// Registration is a person registered at a camp for one scheme.
type Registration struct {
	ID        string
	Camp      planning.CampID
	Applicant string // uuid of the person
	Name      string
	Phone     string
	Scheme    string
	Cell      geo.Cell // of the camp's venue
	At        orb.Point
	Area      planning.AreaID
	State     string // received, closed
	Tracking  string
	Received  time.Time
}

// Grievance is a complaint, tracked by a number that only its author is given.
type Grievance struct {
	ID          string
	Tracking    string
	Category    string
	Description string
	Name        string
	Phone       string
	Camp        planning.CampID // "" where it was not taken at a camp
	IssueSite   string          // "" where it is not about one
	At          orb.Point
	Cell        geo.Cell
	Area        planning.AreaID
	State       string // received, closed
	Received    time.Time
}

// IssueSite is a place where something is broken; At and Radius are derived from its fixes.
type IssueSite struct {
	ID          string
	Tracking    string
	Category    string
	Description string
	Fixes       []geo.Fix
	At          orb.Point
	Radius      geo.Meters
	Cell        geo.Cell
	Area        planning.AreaID
	State       string // reported, closed
	Received    time.Time
	Version     int64
}

// Query narrows a list of cases.
type Query struct {
	planning.Page
	planning.Place
	Camp planning.CampID
}
