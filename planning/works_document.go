package planning

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
)

// ReadWorksProblem reads a works problem from its canonical JSON form. Space and the order of fields are free,
// everything else is strict, as in ReadProblem: it refuses with works_problem.malformed, works_problem.order or
// works_problem.invalid, and tells the JSON pointer of each bad place. Work is linear in the document.
func ReadWorksProblem(r io.Reader) (WorksProblem, error) {
	var p WorksProblem
	if err := readCanon(r, "works_problem", &p); err != nil {
		return WorksProblem{}, err
	}
	if err := p.Validate(); err != nil {
		return WorksProblem{}, err
	}
	return p, nil
}

// WriteWorksProblem writes the canonical JSON form of a works problem: the bytes that Hash is taken of. It refuses
// what ReadWorksProblem refuses.
func WriteWorksProblem(w io.Writer, p WorksProblem) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return writeCanon(w, p)
}

// Hash is the sha-256 of the canonical form, in hexadecimal. It refuses what WriteWorksProblem refuses.
func (p WorksProblem) Hash() (string, error) {
	h := sha256.New()
	if err := WriteWorksProblem(h, p); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// ReadWorksPlan reads a works plan from its canonical JSON form, as strictly as ReadWorksProblem, with the codes
// works_plan.malformed, works_plan.order and works_plan.invalid. Whether the plan keeps the rules is for CheckWorks
// to say.
func ReadWorksPlan(r io.Reader) (WorksPlan, error) {
	var plan WorksPlan
	if err := readCanon(r, "works_plan", &plan); err != nil {
		return WorksPlan{}, err
	}
	if err := plan.Validate(); err != nil {
		return WorksPlan{}, err
	}
	return plan, nil
}

// WriteWorksPlan writes the canonical JSON form of a works plan. It refuses what ReadWorksPlan refuses.
func WriteWorksPlan(w io.Writer, plan WorksPlan) error {
	if err := plan.Validate(); err != nil {
		return err
	}
	return writeCanon(w, plan)
}

// WorksEventsFormat is the format name of a file of events.
const WorksEventsFormat = "doorstep.worksevents/1"

// WorksEvents is what became of an issued works plan, and when it is now.
type WorksEvents struct {
	Format string       `json:"format"`
	Now    Moment       `json:"now"`
	Events []WorksEvent `json:"events"`
}

// ReadWorksEvents reads events from their canonical JSON form, as strictly as ReadWorksProblem, with the codes
// works_events.malformed and works_events.invalid. What they are about is for ReplanWorks to look at.
func ReadWorksEvents(r io.Reader) (WorksEvents, error) {
	var e WorksEvents
	if err := readCanon(r, "works_events", &e); err != nil {
		return WorksEvents{}, err
	}
	c := &complaints{noun: "works_events"}
	c.must(e.Format == WorksEventsFormat, "/format", "%q is not %q; this program reads no other.", e.Format, WorksEventsFormat)
	c.must(len(e.Events) > 0 && len(e.Events) <= maxWorks, "/events", "%d events are none, or more than %d.", len(e.Events), maxWorks)
	c.within(e.Now.Second, 0, secondsOfDay, "", -1, "/now/second")
	return e, c.err()
}

// The canonical orders.

func compareSheets(a, b DaySheet) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Crew, b.Crew))
}

func compareTables(a, b TravelTable) int {
	return cmp.Or(cmp.Compare(a.Profile, b.Profile), slices.Compare(a.Days, b.Days))
}

func compareWindows(a, b WorkWindow) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), slices.Compare(a.Days, b.Days))
}
