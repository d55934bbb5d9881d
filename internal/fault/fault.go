// Package fault holds the error kinds of the service. A fault has a closed kind, which decides the
// HTTP status, the exit code and whether a job is tried again, and an open, stable code of the form
// noun.reason, which has a paragraph in docs/faults.md.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of trouble a fault is.
type Kind int

// The closed list of kinds, with the HTTP status each is answered with.
const (
	Internal        Kind = iota // 500: a defect; shown as a request id only
	Invalid                     // 400: malformed input
	Unauthenticated             // 401
	Denied                      // 403
	NotFound                    // 404
	Conflict                    // 409: the stored state says no
	Stale                       // 412: If-Match names another version
	Refused                     // 422: well-formed, but the rules say no
	Limited                     // 429
	Unavailable                 // 503: try again later
)

// Code is a stable name of a fault, "noun.reason".
type Code string

// Detail is one bad place in the input.
type Detail struct {
	Pointer string `json:"pointer"` // JSON pointer, query parameter or file:line:field
	Detail  string `json:"detail"`  // what is wrong there and what to do
}

// Fault is an error with a kind, a code and words for the person who has to act on it.
type Fault struct {
	Kind    Kind
	Code    Code
	Text    string
	Details []Detail
	Cause   error
}

func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Text)
	for _, d := range f.Details {
		fmt.Fprintf(&b, "\n  %s: %s", d.Pointer, d.Detail)
	}
	return b.String()
}

// Unwrap gives the cause, which is logged but never shown to a client.
func (f *Fault) Unwrap() error { return f.Cause }

// New makes a fault of any kind.
func New(kind Kind, code Code, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Code: code, Text: fmt.Sprintf(format, args...)}
}

// Malformed is input that cannot be read.
func Malformed(code Code, format string, args ...any) *Fault {
	return New(Invalid, code, format, args...)
}

// Refuse is well-formed input that a rule forbids.
func Refuse(code Code, format string, args ...any) *Fault {
	return New(Refused, code, format, args...)
}

// Clash is a request that the stored state forbids.
func Clash(code Code, format string, args ...any) *Fault {
	return New(Conflict, code, format, args...)
}

// Missing is a thing that is not there.
func Missing(code Code, format string, args ...any) *Fault {
	return New(NotFound, code, format, args...)
}

// With adds a bad place and returns the fault.
func (f *Fault) With(pointer, format string, args ...any) *Fault {
	f.Details = append(f.Details, Detail{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
	return f
}

// Because keeps the cause and returns the fault.
func (f *Fault) Because(err error) *Fault {
	f.Cause = err
	return f
}

// KindOf gives the kind of the first fault in err's chain, Internal where there is none.
func KindOf(err error) Kind {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Kind
	}
	return Internal
}

// CodeOf gives the code of the first fault in err's chain, "" where there is none.
func CodeOf(err error) Code {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Code
	}
	return ""
}

// Wrap puts the name of the function and its arguments before *err; call it deferred, as the first
// line of an exported impure function. It does nothing when *err is nil.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}
