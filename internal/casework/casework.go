// Package casework holds the rules of what people say at a camp: registrations, grievances and issue
// sites. It is pure: state, request and time in; decision out. The caller loads the state, mints what
// is random, and keeps what is decided.
package casework

import (
	"time"

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

// Minted is what a new case needs and a rule must not make up.
type Minted struct {
	ID       string    // of the case, where the client sent none
	Person   string    // id of the applicant, where the client sent none
	Tracking string    // of NewTracking
	Now      time.Time // when it is received
}

// Query narrows a list of cases.
type Query struct {
	planning.Page
	planning.Place
	Camp planning.CampID
}

// States of a case.
const (
	StateReceived = "received" // registrations and grievances
	StateReported = "reported" // issue sites
	StateClosed   = "closed"
)
