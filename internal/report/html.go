package report

import (
	_ "embed"
	"html/template"
	"io"

	"doorstep/planning"
)

//go:embed coverage.html
var coveragePage string

// Rows of the longest tables on paper; the CSV has them all.
const uncoveredOnPaper = 60

//go:embed page.css
var pageStyle string

// words are what every page says things with.
var words = template.FuncMap{
	"style":    func() template.CSS { return template.CSS(pageStyle) },
	"grouped":  planning.Grouped,
	"percent":  percent,
	"date":     func(d planning.Day) string { return d.Time().Format("02-01-2006") },
	"weekday":  func(d planning.Day) string { return d.Weekday().String()[:3] },
	"share":    func(part, most int64) float64 { return 100 * float64(part) / float64(max(most, 1)) },
	"reason":   reasonWords,
	"unseated": boothReasonWords,
	"less":     func(a, b int64) int64 { return a - b },
	"signed":   signed,
}

var coverageTemplate = template.Must(template.New("coverage").Funcs(words).Parse(coveragePage))

// page is what the template is given.
type page struct {
	planning.Summary
	notes
	Map       sketch
	Warnings  []string                 // what a reader must know besides the bound
	Left      []planning.UncoveredCell // the largest of Uncovered
	LeftMore  int
	MostCamps int64 // on one day
	Booths    []sitting
}

func coverageHTML(w io.Writer, p planning.Problem, plan planning.Plan) error {
	s := planning.Summarise(p, plan)
	v := page{Summary: s, notes: notesOf(p, plan, s), Map: draw(p, plan), Left: s.Uncovered, Booths: sittingsOf(p, plan)}
	if len(v.Left) > uncoveredOnPaper {
		v.Left, v.LeftMore = v.Left[:uncoveredOnPaper], len(v.Left)-uncoveredOnPaper
	}
	for _, words := range s.Sentences {
		if words != s.Bound.Sentence && (s.People == nil || words != s.People.Sentence) {
			v.Warnings = append(v.Warnings, words)
		}
	}
	for _, d := range s.Calendar {
		v.MostCamps = max(v.MostCamps, d.Camps)
	}
	return coverageTemplate.Execute(w, v)
}

// reasonWords says a reason in an officer's words.
func reasonWords(r planning.Reason) string {
	switch r {
	case planning.ReasonNoVenue:
		return "No venue within reach"
	case planning.ReasonBudget:
		return "A venue is in reach, the camp-days are spent elsewhere"
	case planning.ReasonTeams:
		return "Every team-day of the block is taken"
	case planning.ReasonResource:
		return "What camps share between blocks is spent on the days that are left"
	case planning.ReasonGroupDays:
		return "The group has a camp on every usable day"
	case planning.ReasonVenueDays:
		return "Every venue in reach is used on every day it is open"
	case planning.ReasonClosed:
		return "Every venue in reach is closed on all days"
	case planning.ReasonBanned:
		return "No camp may be held at the venues in reach"
	case planning.ReasonNotListed:
		return "A camp could be held in reach, the imported list has none"
	}
	return string(r)
}

// signed writes a difference with its sign.
func signed(n int64) string {
	switch {
	case n > 0:
		return "+" + planning.Grouped(n)
	case n < 0:
		return "\u2212" + planning.Grouped(-n)
	}
	return "0"
}
