package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

//go:embed sheet.html
var sheetHTMLPage string

//go:embed sheet.css
var sheetStyle string

var sheetTemplate = template.Must(template.New("sheet").Funcs(words).Funcs(template.FuncMap{
	"sheetStyle": func() template.CSS { return template.CSS(sheetStyle) },
	"clock":      clock,
	"km":         kilometres,
	"hm":         hoursMinutes,
	"latlon":     latLon,
	"join":       func(things []string) string { return strings.Join(things, ", ") },
	"codes":      func(things []string) string { return strings.Join(plain(things), ", ") },
	"mins":       func(seconds int64) int64 { return (seconds + 59) / 60 },
	"stamp":      func(t time.Time) string { return t.In(geo.IST).Format("02-01-2006 15:04") },
	"weekdayKey": func(d planning.Day) string { return fmt.Sprintf("day.%d", d.Weekday()) },
}).Parse(sheetHTMLPage))

// sheetPage is what the template is given.
type sheetPage struct {
	crewDay
	Map      sheetMap
	Carry    []string
	Fetch    []sheetStop // pick-ups
	Visits   int
	Travel   int64 // seconds
	AtWorks  int64 // seconds
	Guessed  bool  // some way is estimated
	AllWays  bool  // every way is
	District string
	say      map[string]string
}

// T is a word of the page in its language.
func (p sheetPage) T(key string) string {
	if w, ok := p.say[key]; ok {
		return w
	}
	return sheetWords["en"][key]
}

// N writes a number with the digits of the language.
func (p sheetPage) N(x any) string {
	if p.Lang == "bn" {
		return bengaliDigits(fmt.Sprint(x))
	}
	return fmt.Sprint(x)
}

// KindWord names what sort of visit a work is.
func (p sheetPage) KindWord(k planning.WorkKind) string {
	if w := p.T("kind." + string(k)); w != "" {
		return w
	}
	return string(k)
}

// Late says that a visit is after its due day.
func (p sheetPage) Late(s sheetStop) bool { return s.Work.Due != 0 && p.Day > s.Work.Due }

// Waits says that the crew is there well before it can begin.
func (p sheetPage) Waits(s sheetStop) bool { return s.Begin-s.Arrive >= 5*60 }

// Windows says when a place can be visited on the day; "" at any time.
func (p sheetPage) Windows(s sheetStop) string {
	var open []string
	for _, w := range s.Work.Windows {
		if len(w.Days) == 0 || slices.Contains(w.Days, p.Day) {
			open = append(open, w.From.String()+"–"+w.To.String())
		}
	}
	return p.N(strings.Join(open, ", "))
}

func sheetHTML(w io.Writer, d crewDay) error {
	v := sheetPage{crewDay: d, Map: drawSheet(d), Carry: d.carried(), Travel: d.Sheet.Travel, District: d.Problem.Name, AllWays: true, say: sheetWords[d.Lang]}
	see := func(l leg) {
		if len(l.Line) > 0 {
			v.Guessed = v.Guessed || l.Estimated
			v.AllWays = v.AllWays && l.Estimated
		}
	}
	for _, s := range d.Stops {
		if s.Kind == planning.StopVisit {
			v.Visits++
			v.AtWorks += s.End - s.Begin
		}
		if s.Kind == planning.StopPickUp {
			v.Fetch = append(v.Fetch, s)
		}
		if s.N > 0 {
			see(s.Leg)
		}
	}
	see(d.Back)
	v.AllWays = v.AllWays && v.Guessed
	if v.Lang != "bn" {
		v.Lang = "en"
	}
	return sheetTemplate.Execute(w, v)
}

// kilometres writes metres as 12.4, in kilometres.
func kilometres(metres int64) string { return fmt.Sprintf("%.1f", float64(metres)/1000) }

// hoursMinutes writes seconds as 3:05, to the nearest minute.
func hoursMinutes(seconds int64) string {
	minutes := (seconds + 30) / 60
	return fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
}

// latLon writes a place as people read it from a map: 23.24510 N, 87.86120 E.
func latLon(at orb.Point) string {
	side := func(v float64, positive, negative string) string {
		if v < 0 {
			return fmt.Sprintf("%.5f %s", -v, negative)
		}
		return fmt.Sprintf("%.5f %s", v, positive)
	}
	return side(at[1], "N", "S") + ", " + side(at[0], "E", "W")
}

func bengaliDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '০'
		}
		return r
	}, s)
}
