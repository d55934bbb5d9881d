package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"

	"doorstep/planning"
)

//go:embed works.html
var worksHTMLPage string

var worksTemplate = template.Must(template.New("works").Funcs(words).Funcs(template.FuncMap{
	"km":       kilometres,
	"hm":       hoursMinutes,
	"permille": func(n int64) string { return fmt.Sprintf("%.1f", float64(n)/10) },
	"left":     unvisitedWords,
	"len64":    func(works []planning.Work) int64 { return int64(len(works)) },
}).Parse(worksHTMLPage))

// Rows of the table of unvisited works on paper.
const unvisitedOnPaper = 200

// worksPage is what the template is given.
type worksPage struct {
	Problem    planning.WorksProblem
	Plan       planning.WorksPlan
	First      planning.Day
	Last       planning.Day
	Worth      int64 // of all works
	InTime     float64
	Late       int64 // works visited after their due day
	Crews      []crewWeek
	Days       []dayLoad
	Reasons    []unvisitedSum
	Unvisited  []unvisitedRow
	More       int
	Estimated  float64 // percent of the metres
	Conditions []string
}

// crewWeek is what a crew does in all.
type crewWeek struct {
	Name                              string
	Days, Visits                      int
	Travel, AtWorks, Overtime, Metres int64
	Load                              float64 // percent of its shifts, without overtime
}

// dayLoad is what all crews do on a day.
type dayLoad struct {
	planning.WorksDay
	Crews, Visits  int
	Travel, Metres int64
}

type unvisitedSum struct {
	Reason planning.UnvisitedReason
	Works  int
	People int64
	Worth  int64
}

type unvisitedRow struct {
	planning.Unvisited
	Work planning.Work
}

// Works writes the summary of a works plan as a page to print: what is done in time, what each crew and each day
// holds, what is left undone with the reason and the first day on which it could be done. Linear in the two documents.
func Works(w io.Writer, p planning.WorksProblem, plan planning.WorksPlan) error {
	v := worksPage{Problem: p, Plan: plan}
	if len(p.Days) > 0 {
		v.First, v.Last = p.Days[0].Day, p.Days[len(p.Days)-1].Day
	}
	works := map[planning.WorkID]planning.Work{}
	for _, x := range p.Works {
		works[x.ID] = x
		v.Worth += x.Worth
	}
	if v.Worth > 0 {
		v.InTime = 100 * float64(plan.Score.WorthInTime) / float64(v.Worth)
	}
	v.Crews, v.Days = crewWeeks(p, plan), dayLoads(p, plan)
	v.Late = lateVisits(works, plan)
	v.Estimated = estimatedPercent(plan)
	v.Reasons, v.Unvisited = unvisitedRows(works, plan)
	if len(v.Unvisited) > unvisitedOnPaper {
		v.More = len(v.Unvisited) - unvisitedOnPaper
		v.Unvisited = v.Unvisited[:unvisitedOnPaper]
	}
	v.Conditions = conditions(p, v.Estimated)
	return worksTemplate.Execute(w, v)
}

func crewWeeks(p planning.WorksProblem, plan planning.WorksPlan) []crewWeek {
	at, shifts := map[planning.CrewID]int{}, make([]int64, len(p.Crews))
	off := map[planning.Day]bool{}
	for _, d := range p.Days {
		off[d.Day] = d.Off != ""
	}
	list := make([]crewWeek, len(p.Crews))
	for k, c := range p.Crews {
		at[c.ID], list[k].Name = k, cmp.Or(c.Name, string(c.ID))
		for _, s := range c.Shifts {
			if !off[s.Day] {
				shifts[k] += int64(s.To-s.From) * 60
			}
		}
	}
	for _, s := range plan.Sheets {
		k, ok := at[s.Crew]
		if !ok {
			continue
		}
		c := &list[k]
		c.Days++
		c.Travel, c.Metres, c.Overtime = c.Travel+s.Travel, c.Metres+s.Metres, c.Overtime+s.Overtime
		for _, stop := range s.Stops {
			if stop.Kind != planning.StopBreak {
				c.AtWorks += stop.End - stop.Begin
			}
			if stop.Kind == planning.StopVisit {
				c.Visits++
			}
		}
	}
	for k := range list {
		if shifts[k] > 0 {
			list[k].Load = 100 * float64(list[k].Travel+list[k].AtWorks) / float64(shifts[k])
		}
	}
	return list
}

func dayLoads(p planning.WorksProblem, plan planning.WorksPlan) []dayLoad {
	list := make([]dayLoad, len(p.Days))
	for k, d := range p.Days {
		list[k].WorksDay = d
		for _, s := range plan.Sheets {
			if s.Day != d.Day {
				continue
			}
			list[k].Crews++
			list[k].Travel, list[k].Metres = list[k].Travel+s.Travel, list[k].Metres+s.Metres
			for _, stop := range s.Stops {
				if stop.Kind == planning.StopVisit {
					list[k].Visits++
				}
			}
		}
	}
	return list
}

// lateVisits counts the works that are visited after their due day.
func lateVisits(works map[planning.WorkID]planning.Work, plan planning.WorksPlan) int64 {
	late := map[planning.WorkID]bool{}
	for _, s := range plan.Sheets {
		for _, stop := range s.Stops {
			if w := works[stop.Work]; stop.Kind == planning.StopVisit && w.Due != 0 && s.Day > w.Due {
				late[stop.Work] = true
			}
		}
	}
	return int64(len(late))
}

// estimatedPercent is how much of the way, in metres, is estimated.
func estimatedPercent(plan planning.WorksPlan) float64 {
	var all, guessed int64
	for _, s := range plan.Sheets {
		all += s.Metres
		if s.BackEstimated {
			guessed += s.BackMetres
		}
		for _, stop := range s.Stops {
			if stop.Estimated {
				guessed += stop.Metres
			}
		}
	}
	if all == 0 {
		return 0
	}
	return 100 * float64(guessed) / float64(all)
}

// unvisitedRows lists the works on no sheet, those of most worth first, and counts them by reason.
func unvisitedRows(works map[planning.WorkID]planning.Work, plan planning.WorksPlan) (sums []unvisitedSum, rows []unvisitedRow) {
	at := map[planning.UnvisitedReason]int{}
	for _, u := range plan.Unvisited {
		w := works[u.Work]
		rows = append(rows, unvisitedRow{u, w})
		k, ok := at[u.Reason]
		if !ok {
			k = len(sums)
			at[u.Reason] = k
			sums = append(sums, unvisitedSum{Reason: u.Reason})
		}
		sums[k].Works++
		sums[k].People += w.People
		sums[k].Worth += w.Worth
	}
	slices.SortFunc(sums, func(a, b unvisitedSum) int {
		return cmp.Or(cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.Reason, b.Reason))
	})
	slices.SortStableFunc(rows, func(a, b unvisitedRow) int { return cmp.Compare(b.Work.Worth, a.Work.Worth) })
	return sums, rows
}

// conditions are what a reader must know before he quotes a figure.
func conditions(p planning.WorksProblem, estimated float64) (out []string) {
	if estimated > 0 {
		out = append(out, fmt.Sprintf("%.1f %% of the way is estimated: worked out by a rule, not measured along roads.", estimated))
	}
	if p.Travel.Rivers == "unknown" {
		out = append(out, "Rivers unknown: a way may cross water where there is no bridge or ferry.")
	}
	if n := len(p.Left); n > 0 {
		out = append(out, fmt.Sprintf("Works of the office that are not in this plan: %d. They are listed at the end.", n))
	}
	return out
}

// unvisitedWords says a reason in an engineer's words.
func unvisitedWords(r planning.UnvisitedReason) string {
	switch r {
	case planning.UnvisitedSkill:
		return "No crew has the skills"
	case planning.UnvisitedEquipment:
		return "No crew has the equipment"
	case planning.UnvisitedRelease:
		return "It may not be visited before the plan ends"
	case planning.UnvisitedClosed:
		return "Its place is closed on every day left"
	case planning.UnvisitedWindow:
		return "It is never open long enough"
	case planning.UnvisitedShift:
		return "No shift is as long as the visit"
	case planning.UnvisitedUnreachable:
		return "No way leads there"
	case planning.UnvisitedPair:
		return "The two crews it wants are never free together"
	case planning.UnvisitedTooFar:
		return "Too far for one day"
	case planning.UnvisitedPin:
		return "What was promised cannot be kept"
	case planning.UnvisitedAfter:
		return "It waits for a work that is not visited"
	case planning.UnvisitedRoom:
		return "No room beside what is planned"
	}
	return string(r)
}
