package planning

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// ReadProblem reads a problem from its canonical JSON form. Space and the order of fields are free;
// everything else is strict. It refuses with problem.malformed what cannot be read (a field that is not
// known, given twice or missing, a number too large, text that is not UTF-8), with problem.order a list
// that is out of order or names one thing twice, with problem.invalid what makes no sense (an unknown
// group, a cell of another resolution, a point off the map, a negative number); the JSON pointer of each
// bad place is told. Work is linear in the document.
func ReadProblem(r io.Reader) (Problem, error) {
	var p Problem
	if err := readCanon(r, "problem", &p); err != nil {
		return Problem{}, err
	}
	if err := p.Validate(); err != nil {
		return Problem{}, err
	}
	return p, nil
}

// WriteProblem writes the canonical JSON form of a problem: the bytes that Hash is taken of. It refuses
// what ReadProblem refuses.
func WriteProblem(w io.Writer, p Problem) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return writeCanon(w, p)
}

// Hash is the sha-256 of the canonical form, in hexadecimal. It refuses what WriteProblem refuses.
func (p Problem) Hash() (string, error) {
	h := sha256.New()
	if err := WriteProblem(h, p); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// ReadPlan reads a plan from its canonical JSON form, as strictly as ReadProblem, with the codes
// plan.malformed, plan.order and plan.invalid. Whether the plan keeps the rules is for Check to say.
func ReadPlan(r io.Reader) (Plan, error) {
	var plan Plan
	if err := readCanon(r, "plan", &plan); err != nil {
		return Plan{}, err
	}
	if err := plan.Validate(); err != nil {
		return Plan{}, err
	}
	return plan, nil
}

// WritePlan writes the canonical JSON form of a plan. It refuses what ReadPlan refuses.
func WritePlan(w io.Writer, plan Plan) error {
	if err := plan.Validate(); err != nil {
		return err
	}
	return writeCanon(w, plan)
}

// The canonical orders.

func compareClosures(a, b Closure) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Area, b.Area),
		cmp.Compare(a.Venue, b.Venue), cmp.Compare(a.VenueKind, b.VenueKind), cmp.Compare(a.Source, b.Source),
		cmp.Compare(a.OrderKind, b.OrderKind), cmp.Compare(a.Number, b.Number))
}

func compareCamps(a, b Camp) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Venue, b.Venue), cmp.Compare(a.ID, b.ID))
}

func compareGaps(a, b GroupGap) int {
	return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Phase, b.Phase))
}

func compareServed(a, b Served) int {
	return cmp.Or(cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Venue, b.Venue))
}
