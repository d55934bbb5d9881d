package report

import (
	_ "embed"
	"html/template"
	"io"

	"doorstep/planning"
)

//go:embed compare.html
var comparePage string

var compareTemplate = template.Must(template.New("compare").Funcs(words).Parse(comparePage))

// Rows of the longest tables of a comparison on paper.
const comparedOnPaper = 60

// comparedPage is what the template is given.
type comparedPage struct {
	planning.Comparison
	District, Drive   string
	First, Second     string // what the plans are called
	TeamsOf           map[planning.TeamID]string
	Changes           []comparedCamp
	ChangesMore       int64
	CellsTop          []planning.ComparedCell
	CellsMore         int64
	GapA, GapB        float64
	ProblemA, SolverA string
	ProblemB, SolverB string
}

// comparedCamp is one line of the table of camps: moved, added or removed.
type comparedCamp struct {
	What     string
	Venue    string
	Group    string
	From, To *planning.Camp
}

// Comparison writes two plans of one problem side by side as a page to print: the figures, what each block gains
// and loses, the venues and camps that change, the places most affected. first and second are what the plans are
// called in it. Linear in what planning.Compare gives.
func Comparison(w io.Writer, p planning.Problem, a, b planning.Plan, first, second string) error {
	c := planning.Compare(p, a, b)
	v := comparedPage{
		Comparison: c, District: p.Name, Drive: p.Drive.Name, First: first, Second: second, CellsTop: c.Cells,
		GapA: planning.GapPercent(c.BoundA, c.A.Counted()), GapB: planning.GapPercent(c.BoundB, c.B.Counted()),
		ProblemA: a.Problem, ProblemB: b.Problem, SolverA: a.Solver, SolverB: b.Solver, TeamsOf: map[planning.TeamID]string{},
	}
	for _, t := range p.Teams {
		v.TeamsOf[t.ID] = t.Name
	}
	if len(v.CellsTop) > comparedOnPaper {
		v.CellsTop, v.CellsMore = v.CellsTop[:comparedOnPaper], int64(len(v.CellsTop)-comparedOnPaper)
	}
	v.Changes = comparedCamps(p, c)
	if len(v.Changes) > comparedOnPaper {
		v.Changes, v.ChangesMore = v.Changes[:comparedOnPaper], int64(len(v.Changes)-comparedOnPaper)
	}
	return compareTemplate.Execute(w, v)
}

func comparedCamps(p planning.Problem, c planning.Comparison) (out []comparedCamp) {
	venues, groups := candidates(p), groupNames(p)
	add := func(what string, from, to *planning.Camp) {
		camp := from
		if camp == nil {
			camp = to
		}
		out = append(out, comparedCamp{What: what, Venue: venues[camp.Venue].Name, Group: groups[camp.Group], From: from, To: to})
	}
	for i := range c.Moved {
		what := "another day"
		if c.Moved[i].From.Day == c.Moved[i].To.Day {
			what = "another team"
		}
		add(what, &c.Moved[i].From, &c.Moved[i].To)
	}
	for i := range c.Removed {
		add("not held", &c.Removed[i], nil)
	}
	for i := range c.Added {
		add("added", nil, &c.Added[i])
	}
	return out
}
