package planning_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// february is a month of three panchayats: one near, one farther off, one on an island that no way leads to.
func february() planning.InspectionMonth {
	crews := []planning.CrewID{"crew-1", "crew-2"}
	return planning.InspectionMonth{
		FirstDay: day("2026-02-01"), Off: []planning.WorksDay{{Day: day("2026-02-04"), Off: "a feast"}}, WeeklyOff: []int{0},
		GapDays: 10, Minutes: 90, Priority: 3, Checklist: []string{"attendance register", "stock book"},
		Groups: []planning.InspectionGroup{
			{ID: "gp-1", Name: "Galsi", At: orb.Point{87.83, 23.21}, People: 4000, Only: crews},
			{ID: "gp-2", Name: "Memari", At: orb.Point{87.9, 23.25}, People: 6000, Only: crews},
			{ID: "gp-3", Name: "Char", At: orb.Point{87.85, 21.5}, People: 900, Only: crews},
		},
	}
}

// inspected gives the problem and plan of some days from the month's first, with the month's works and nothing else.
func inspected(t *testing.T, m planning.InspectionMonth, days int) (planning.WorksProblem, planning.WorksPlan) {
	t.Helper()
	works, err := m.Works()
	if err != nil {
		t.Fatal(err)
	}
	g := worksGround()
	g.FirstDay, g.Days, g.Off, g.Closures, g.Works = m.FirstDay, days, m.Off, nil, nil
	g.Crews[1].Shifts = nil
	g.AddWorks(works...)
	return routed(t, g)
}

func routed(t *testing.T, g planning.WorksGround) (planning.WorksProblem, planning.WorksPlan) {
	t.Helper()
	asked := 0
	p, err := planning.NewWorksProblem(t.Context(), g, flat{&asked})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := planning.SolveWorks(t.Context(), p, planning.WorksOptions{Seed: 1, Units: 60})
	if err != nil {
		t.Fatal(err)
	}
	held(t, p, plan, "%d works", len(p.Works))
	return p, plan
}

// Worked out by hand: February 2026 has 23 working days without its Sundays and the feast of the 4th. Its first eleven end on
// the 14th, the other twelve begin on the 16th.
func TestInspectionsOfAMonth(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(m *planning.InspectionMonth)
		want   []string // id, release, due, after of each work of gp-1
	}{
		{"two halves", func(*planning.InspectionMonth) {}, []string{
			"inspection-2026-02-gp-1-1 2026-02-02 2026-02-14 []",
			"inspection-2026-02-gp-1-2 2026-02-16 2026-02-28 [{inspection-2026-02-gp-1-1 10}]",
		}},
		{"once", func(m *planning.InspectionMonth) { m.Visits = 1 }, []string{"inspection-2026-02-gp-1-1 2026-02-02 2026-02-28 []"}},
		{"three parts", func(m *planning.InspectionMonth) { m.Visits = 3 }, []string{
			"inspection-2026-02-gp-1-1 2026-02-02 2026-02-10 []",
			"inspection-2026-02-gp-1-2 2026-02-11 2026-02-19 [{inspection-2026-02-gp-1-1 10}]",
			"inspection-2026-02-gp-1-3 2026-02-20 2026-02-28 [{inspection-2026-02-gp-1-2 10}]",
		}},
		{"the first is made", done("gp-1", "2026-02-05"), []string{"inspection-2026-02-gp-1-2 2026-02-16 2026-02-28 []"}},
		{"the first was late", done("gp-1", "2026-02-13"), []string{"inspection-2026-02-gp-1-2 2026-02-23 2026-02-28 []"}},
		{"the first was too late", done("gp-1", "2026-02-20"), []string{"inspection-2026-02-gp-1-2 2026-03-02 2026-03-02 []"}},
		{"another group's", done("gp-2", "2026-02-13"), []string{
			"inspection-2026-02-gp-1-1 2026-02-02 2026-02-14 []",
			"inspection-2026-02-gp-1-2 2026-02-16 2026-02-28 [{inspection-2026-02-gp-1-1 10}]",
		}},
		{"last month's gap", done("gp-1", "2026-01-30"), []string{
			"inspection-2026-02-gp-1-1 2026-02-09 2026-02-14 []",
			"inspection-2026-02-gp-1-2 2026-02-16 2026-02-28 [{inspection-2026-02-gp-1-1 10}]",
		}},
		{"all are made", func(m *planning.InspectionMonth) { done("gp-1", "2026-02-05")(m); done("gp-1", "2026-02-25")(m) }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := february()
			c.change(&m)
			works, err := m.Works()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range works {
				if w.Area == "gp-1" {
					got = append(got, fmt.Sprintf("%s %s %s %v", w.ID, w.Release, w.Due, w.After))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("the works are\n%s\nwanted are\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func done(group planning.AreaID, on string) func(m *planning.InspectionMonth) {
	return func(m *planning.InspectionMonth) {
		m.Done = append(m.Done, planning.InspectionRecord{Group: group, Day: day(on)})
	}
}

func TestInspectionsThatMakeNoSense(t *testing.T) {
	for _, c := range []struct {
		name, at string
		change   func(m *planning.InspectionMonth)
	}{
		{"no month", "/first_day", func(m *planning.InspectionMonth) { m.FirstDay++ }},
		{"too many visits", "/visits", func(m *planning.InspectionMonth) { m.Visits = 9 }},
		{"too long a gap", "/gap_days", func(m *planning.InspectionMonth) { m.GapDays = 32 }},
		{"no working day", "/off", func(m *planning.InspectionMonth) { m.WeeklyOff = []int{0, 1, 2, 3, 4, 5, 6} }},
		{"a group twice", "/groups/1/id", func(m *planning.InspectionMonth) { m.Groups[1].ID = "gp-1" }},
		{"a visit to nobody", "/done/0/group", done("gp-9", "2026-02-05")},
		{"a visit to come", "/done/0/day", done("gp-1", "2026-03-05")},
		{"a suggestion of nobody", "/suggested/0/group", func(m *planning.InspectionMonth) { m.Suggested = []planning.Suggestion{{ID: "s", Group: "gp-9"}} }},
		{"a suggestion of no visit", "/suggested/0/visit", func(m *planning.InspectionMonth) {
			m.Suggested = []planning.Suggestion{{ID: "s", Group: "gp-1", Visit: 3}}
		}},
		{"one id twice", "/s/id", func(m *planning.InspectionMonth) { m.Suggested = []planning.Suggestion{roof("s", 1), roof("s", 1)} }},
		{"a suggestion without minutes", "/minutes", func(m *planning.InspectionMonth) {
			m.Suggested = []planning.Suggestion{{ID: "s", Text: "Roof", Kind: planning.WorkRepair, Group: "gp-1", Priority: 1}}
		}},
		{"a visit without minutes", "/minutes", func(m *planning.InspectionMonth) { m.Minutes = 0 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := february()
			c.change(&m)
			_, err := m.Works()
			if fault.CodeOf(err) != "inspection.malformed" || !strings.Contains(fmt.Sprint(pointers(err)), c.at) {
				t.Errorf("%v %v", err, pointers(err))
			}
		})
	}
}

func roof(id planning.WorkID, visit int) planning.Suggestion {
	return planning.Suggestion{
		ID: id, Text: "Mend the roof", Kind: planning.WorkRepair, Group: "gp-1", Visit: visit, Skills: []string{"masonry"}, Minutes: 120, Priority: 2, People: 300,
	}
}

// A suggestion waits for the visit that makes it, and for nothing once that is made.
func TestSuggestionsFollowTheirInspection(t *testing.T) {
	m := february()
	done("gp-1", "2026-02-05")(&m)
	here := orb.Point{87.84, 23.22}
	m.Suggested = []planning.Suggestion{roof("s-1", 0), roof("s-2", 1), roof("s-3", 2)}
	m.Suggested[2].At = &here
	p, plan := inspected(t, m, 28)
	var got []string
	for _, w := range p.Works {
		if w.Kind == planning.WorkRepair {
			got = append(got, fmt.Sprintf("%s %s %v %d", w.ID, w.Release, w.After, w.Worth))
		}
	}
	want := []string{"s-1 1970-01-01 [] 800", "s-2 2026-02-05 [] 800", "s-3 1970-01-01 [{inspection-2026-02-gp-1-2 0}] 800"}
	if !slices.Equal(got, want) {
		t.Errorf("the suggestions are\n%s\nwanted are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if v, u := plan.Score.Visited, plan.Score.Unvisited; v != 6 || u != 2 {
		t.Errorf("%d are visited and %d not", v, u)
	}
}

// A month planned whole: what can be reached is visited in its half with the gap between, what cannot is missed and says
// why.
func TestTheAccountOfAMonth(t *testing.T) {
	m := february()
	done("gp-2", "2026-02-03")(&m)
	p, plan := inspected(t, m, 28)
	a, err := m.Account(p, plan)
	if err != nil {
		t.Fatal(err)
	}
	if a.Month != "2026-02" || a.Done != 1 || a.Planned != 3 || a.Late != 0 || a.Owed != 0 || a.Missed != 2 {
		t.Errorf("the account is %+v", a)
	}
	one, two := a.Groups[0].Visits[0], a.Groups[0].Visits[1]
	if one.Day > day("2026-02-14") || two.Day < day("2026-02-16") || two.Day < one.Day+10 || one.Crew == "" || one.Begin == 0 {
		t.Errorf("the visits to Galsi are %+v", a.Groups[0].Visits)
	}
	if !stands(&plan, one.Work, one.Crew, one.Day) {
		t.Errorf("%s does not stand where the account says", one.Work)
	}
	if v := a.Groups[1].Visits[0]; v.State != planning.InspectionDone || v.Day != day("2026-02-03") {
		t.Errorf("the visit that was made is %+v", v)
	}
	for _, v := range a.Groups[2].Visits {
		if v.State != planning.InspectionMissed || v.Reason != planning.UnvisitedUnreachable || v.Text == "" || v.Earliest != 0 {
			t.Errorf("the visit to the island is %+v", v)
		}
	}
	plan.Problem = "another"
	if _, err := m.Account(p, plan); fault.CodeOf(err) != "works_plan.other" {
		t.Errorf("a plan of another problem: %v", err)
	}
}

// A plan of one week leaves the second half owed, not missed; a group without a crew is named; what was made by then keeps
// the id of the rest.
func TestTheAccountOfAWeek(t *testing.T) {
	m := february()
	m.Groups[1].Only = nil
	p, plan := inspected(t, m, 7)
	a, err := m.Account(p, plan)
	if err != nil {
		t.Fatal(err)
	}
	if a.Planned != 1 || a.Owed != 5 || a.Missed != 0 {
		t.Errorf("the account is %+v", a)
	}
	if v := a.Groups[0].Visits[1]; v.Reason != planning.UnvisitedRelease {
		t.Errorf("the second visit to Galsi is %+v", v)
	}
	if v := a.Groups[1].Visits[0]; v.Reason != "" || !strings.Contains(v.Text, "No crew") {
		t.Errorf("the visit that nobody may make is %+v", v)
	}
	next := m
	next.Done = []planning.InspectionRecord{{Group: "gp-1", Day: a.Groups[0].Visits[0].Day}}
	works, err := next.Works()
	if err != nil {
		t.Fatal(err)
	}
	if works[0].ID != a.Groups[0].Visits[1].Work || len(works) != 5 {
		t.Errorf("of %d works the first is %s", len(works), works[0].ID)
	}
}

// One crew holds all halts of its camp in order, at their clocks, with a work between them; a halt that its crew cannot
// reach in time is left out with the reason.
func TestHaltsAreRoutedWithTheRest(t *testing.T) {
	monday := day("2026-02-02")
	camp := func(id planning.CampID, team planning.TeamID, halts ...planning.Halt) planning.Camp {
		return planning.Camp{ID: id, Team: team, Day: monday + 1, Visitors: 90, Halts: halts}
	}
	halt := func(at orb.Point, from, to planning.Clock) planning.Halt {
		return planning.Halt{Name: "Ground", Area: "gp-1", At: at, From: from, To: to}
	}
	camps := []planning.Camp{
		camp("c-1", "t-1", halt(orb.Point{87.82, 23.2}, 10*60, 11*60), halt(orb.Point{87.84, 23.2}, 12*60, 13*60), halt(orb.Point{87.86, 23.2}, 14*60, 16*60)),
		camp("c-2", "t-2", halt(orb.Point{87.82, 23.2}, 10*60, 12*60), halt(orb.Point{88.8, 23.2}, 12*60+10, 14*60)),
		camp("c-3", "t-9", halt(orb.Point{87.82, 23.2}, 10*60, 12*60)),
		camp("c-4", "t-1"),
	}
	g := worksGround()
	g.Closures, g.Crews[1].Shifts, g.Works = nil, nil, nil
	works := planning.HaltWorks(camps, map[planning.TeamID]planning.CrewID{"t-1": "crew-1", "t-2": "crew-2"}, 0)
	for _, w := range works {
		if err := w.Check(); err != nil {
			t.Error(err)
		}
	}
	g.AddWorks(works...)
	p, plan := routed(t, g)
	if len(p.Works) != 5 || len(p.Left) != 1 || p.Left[0].ID != "halt-c-3-01" {
		t.Fatalf("%d works, left out: %+v", len(p.Works), p.Left)
	}
	var of []string
	for _, s := range plan.Sheets {
		if s.Day != monday+1 {
			t.Errorf("a halt on %s", s.Day)
		}
		for _, stop := range s.Stops {
			of = append(of, fmt.Sprintf("%s %s %d-%d", s.Crew, stop.Work, stop.Begin/60, stop.End/60))
		}
	}
	want := []string{"crew-1 halt-c-1-01 600-660", "crew-1 halt-c-1-02 720-780", "crew-1 halt-c-1-03 840-960"}
	if !slices.Equal(of[:3], want) || len(of) != 4 || len(plan.Unvisited) != 1 || plan.Unvisited[0].Reason != planning.UnvisitedRoom || plan.Unvisited[0].Text == "" {
		t.Errorf("the halts are\n%s\nand %+v", strings.Join(of, "\n"), plan.Unvisited)
	}
}

// With slack the halts of a camp move within it: two that stand at the same time are held one after the other.
func TestHaltsWithSlack(t *testing.T) {
	here := planning.Halt{Name: "Ground", Area: "gp-1", At: orb.Point{87.82, 23.2}, From: 10 * 60, To: 11 * 60}
	there := here
	there.At = orb.Point{87.83, 23.2}
	camps := []planning.Camp{{ID: "c", Team: "t", Day: day("2026-02-03"), Visitors: 90, Halts: []planning.Halt{here, there}}}
	for slack, visited := range map[int64]int64{0: 1, 29: 1, 60: 2} {
		g := worksGround()
		g.Closures, g.Works = nil, planning.HaltWorks(camps, map[planning.TeamID]planning.CrewID{"t": "crew-1"}, slack)
		if _, plan := routed(t, g); plan.Score.Visited != visited {
			t.Errorf("with %d minutes of slack %d are visited", slack, plan.Score.Visited)
		}
	}
	night := here
	night.From, night.To = 0, lastMinute
	camps[0].Halts = []planning.Halt{night}
	if w := planning.HaltWorks(camps, nil, 30)[0].Windows[0]; w.From != 0 || w.To != lastMinute {
		t.Errorf("a halt of a whole day is open from %s to %s", w.From, w.To)
	}
}

const lastMinute = planning.Clock(24 * 60)

// pointers lists the places that a fault names.
func pointers(err error) (list []string) {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		for _, d := range f.Details {
			list = append(list, d.Pointer)
		}
	}
	return list
}

// Whatever groups, records and parts a month has, its plans keep every rule and its account leaves no visit out.
func TestInspectionsAtRandom(t *testing.T) {
	seen := planning.InspectionAccount{}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 17))
		m := february()
		m.Visits, m.GapDays = 1+r.IntN(3), int64(r.IntN(12))
		m.Groups = m.Groups[:0]
		m.Done = nil
		for i := range 3 + r.IntN(15) {
			id := planning.AreaID(fmt.Sprintf("gp-%02d", i))
			m.Groups = append(m.Groups, planning.InspectionGroup{
				ID: id, Name: string(id), At: orb.Point{87.5 + 0.9*r.Float64(), 21.9 + r.Float64()}, People: int64(r.IntN(9000)), Only: []planning.CrewID{"crew-1", "crew-2"},
			})
			for range r.IntN(3) {
				m.Done = append(m.Done, planning.InspectionRecord{Group: id, Day: m.FirstDay + planning.Day(r.IntN(30)-10)})
			}
		}
		m.Minutes = int64(60 + r.IntN(300))
		p, plan := inspected(t, m, 1+r.IntN(28))
		a, err := m.Account(p, plan)
		if err != nil {
			t.Fatal(err)
		}
		visits, left := 0, 0
		for _, g := range a.Groups {
			visits += len(g.Visits)
			for _, v := range g.Visits {
				if v.State == planning.InspectionMissed || v.State == planning.InspectionOwed {
					left++
					if v.Text == "" {
						t.Errorf("seed %d: nothing says why %s is left", seed, v.Work)
					}
				}
			}
		}
		if a.Done+a.Planned+a.Owed+a.Missed != visits || a.Owed+a.Missed != left || int64(left) != plan.Score.Unvisited || int64(a.Planned) != plan.Score.Visited {
			t.Errorf("seed %d: the account is %+v of %+v", seed, a, plan.Score)
		}
		seen.Done, seen.Planned, seen.Late, seen.Owed, seen.Missed = seen.Done+a.Done, seen.Planned+a.Planned, seen.Late+a.Late, seen.Owed+a.Owed, seen.Missed+a.Missed
	}
	if min(seen.Done, seen.Planned, seen.Late, seen.Owed, seen.Missed) == 0 {
		t.Errorf("the months met only %+v", seen)
	}
}
