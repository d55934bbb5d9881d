package planning_test

import (
	"bytes"
	"go/ast"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// toyWorks is a small problem with every rule in it. The office, the store and the works lie on a line, a minute of
// travel for each place between them; the last place cannot be reached.
func toyWorks() planning.WorksProblem {
	monday := day("2026-02-02")
	p := planning.WorksProblem{
		Format: planning.WorksFormat, Area: "d", Name: "Toy", Days: []planning.WorksDay{{Day: monday}, {Day: monday + 1}},
		Prices: planning.DefaultWorksPrices(), Travel: planning.TravelSource{Engine: "road", Source: "a line", Rivers: "known"},
	}
	for i, id := range []planning.PlaceID{"a-office", "b-store", "c", "d", "e", "f", "g", "h", "z-island"} {
		p.Places = append(p.Places, planning.WorksPlace{ID: id, Name: string(id), At: orb.Point{87.8, 23 + float64(i)/100}})
	}
	n := len(p.Places)
	t := planning.TravelTable{Profile: "car", Seconds: make([]int32, n*n), Metres: make([]int32, n*n)}
	for i := range n {
		for j := range n {
			k := i*n + j
			t.Seconds[k], t.Metres[k] = int32(600*max(i-j, j-i)), int32(5000*max(i-j, j-i))
			if i != j && (i == n-1 || j == n-1) {
				t.Seconds[k], t.Metres[k] = -1, -1
			}
		}
	}
	p.Matrices = []planning.TravelTable{t}
	shifts := []planning.Shift{{Day: monday, From: 9 * 60, To: 17 * 60, Overtime: 30}, {Day: monday + 1, From: 9 * 60, To: 17 * 60, Overtime: 30}}
	rest := planning.Break{Minutes: 30, From: 12 * 60, To: 14 * 60}
	p.Crews = []planning.Crew{
		{ID: "crew-1", Name: "One", Base: "a-office", Profile: "car", Skills: []string{"masonry"}, Equipment: []string{"digger"}, Shifts: slices.Clone(shifts), Break: &rest},
		{ID: "crew-2", Name: "Two", Base: "a-office", Profile: "car", Skills: []string{"masonry"}, Shifts: slices.Clone(shifts[1:]), Break: &rest},
	}
	work := func(id planning.WorkID, place planning.PlaceID, minutes int64) planning.Work {
		return planning.Work{ID: id, Name: string(id), Kind: planning.WorkRepair, Place: place, Minutes: minutes, Skills: []string{"masonry"}, Crews: 1, Priority: 3, People: 10, Worth: 100}
	}
	p.Works = []planning.Work{
		work("w01-digger", "c", 60), work("w02-after", "d", 45), work("w03-window", "e", 30), work("w04-store", "f", 60), work("w05-two", "g", 60),
		work("w06-pinned", "h", 30), work("w07-line", "c", 40), work("w08-late", "d", 60), work("w09-island", "z-island", 30), work("w10-roof", "e", 30),
		work("w11-waits", "e", 20), work("w12-large", "f", 220), work("w13-second", "g", 60),
	}
	w := p.Works
	w[0].Equipment, w[0].Only = []string{"digger"}, []planning.CrewID{"crew-1"}
	w[1].After = []planning.WorkAfter{{Work: "w01-digger", GapDays: 1}}
	w[2].Windows = []planning.WorkWindow{{From: 10 * 60, To: 12 * 60, Days: []planning.Day{monday}}}
	w[3].PickUp = &planning.PickUp{Place: "b-store", Minutes: 10, What: "bricks"}
	w[4].Crews = 2
	w[5].Pin = &planning.WorkPin{Crews: []planning.CrewID{"crew-2"}, Day: monday + 1, Begin: 11 * 3600, State: planning.PinAnnounced}
	w[6].Exit = "e"
	w[7].Release, w[7].Due = monday+1, monday+1
	w[9].Skills = []string{"roofing"}
	w[10].After = []planning.WorkAfter{{Work: "w10-roof"}}
	w[11].Worth = 1
	for _, i := range []int{3, 6, 11} { // on the first day or never
		w[i].Closed = []planning.Day{monday + 1}
	}
	w[12].Due, w[12].Release, w[12].Closed = monday, monday, []planning.Day{monday}
	return p
}

// toyBegun is the toy at eleven on its first day, the plan issued.
func toyBegun(t *testing.T) (planning.WorksProblem, planning.WorksPlan) {
	t.Helper()
	p := toyWorks()
	plan := solveWorks(t, p)
	p.Now, p.IssuedUntil, p.Issued = planning.Moment{Day: p.Days[0].Day, Second: 11 * 3600}, p.Days[1].Day, plan.Sheets
	return p, solveWorks(t, p)
}

func solveWorks(t *testing.T, p planning.WorksProblem) planning.WorksPlan {
	t.Helper()
	plan, err := planning.SolveWorks(t.Context(), p, planning.WorksOptions{Seed: 1, Threads: 1, Units: 2000})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// spot gives a stop of the plan by kind and work, and the index of its sheet.
func spot(plan *planning.WorksPlan, kind planning.StopKind, work planning.WorkID) (stop *planning.Stop, sheet int) {
	for i := range plan.Sheets {
		for k := range plan.Sheets[i].Stops {
			if s := &plan.Sheets[i].Stops[k]; s.Kind == kind && (work == "" || s.Work == work) {
				return s, i
			}
		}
	}
	panic("the plan has no " + string(kind) + " of " + string(work))
}

func dropStop(plan *planning.WorksPlan, kind planning.StopKind, work planning.WorkID) {
	for i := range plan.Sheets {
		plan.Sheets[i].Stops = slices.DeleteFunc(plan.Sheets[i].Stops, func(s planning.Stop) bool { return s.Kind == kind && (work == "" || s.Work == work) })
	}
}

func workOf(p *planning.WorksProblem, id planning.WorkID) *planning.Work {
	return &p.Works[slices.IndexFunc(p.Works, func(w planning.Work) bool { return w.ID == id })]
}

func gapOf(plan *planning.WorksPlan, id planning.WorkID) *planning.Unvisited {
	return &plan.Unvisited[slices.IndexFunc(plan.Unvisited, func(u planning.Unvisited) bool { return u.Work == id })]
}

// ruleShape is the shape of a rule's code.
var ruleShape = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

type plantWorks = func(p *planning.WorksProblem, plan *planning.WorksPlan)

// plantedWorks is one violation of each rule, planted in the plan of the toy or in the problem it is checked against.
var plantedWorks = map[string]plantWorks{
	"works_problem.invalid": func(p *planning.WorksProblem, _ *planning.WorksPlan) { p.Works[0].Minutes = 0 },
	"works_plan.invalid":    func(_ *planning.WorksProblem, plan *planning.WorksPlan) { slices.Reverse(plan.Sheets) },
	"works_plan.problem":    func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Problem = "f00d" },
	"sheet.crew": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		plan.Sheets[len(plan.Sheets)-1].Crew = "crew-9"
	},
	"sheet.shift": func(p *planning.WorksProblem, _ *planning.WorksPlan) { p.Crews[1].Shifts = nil },
	"sheet.empty": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		plan.Sheets[0].Stops = slices.DeleteFunc(plan.Sheets[0].Stops, func(s planning.Stop) bool { return s.Kind == planning.StopVisit })
	},
	"sheet.ends":     func(p *planning.WorksProblem, _ *planning.WorksPlan) { p.Crews[0].Shifts[0].End = "c" },
	"sheet.leave":    func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Sheets[0].Leave = 8 * 3600 },
	"sheet.return":   func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Sheets[0].Return = 18 * 3600 },
	"sheet.overtime": func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Sheets[0].Overtime += 60 },
	"sheet.sums":     func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Sheets[0].Metres++ },
	"sheet.back":     func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Sheets[0].Return = 10 * 3600 },
	"stop.place": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, _ := spot(plan, planning.StopVisit, "w01-digger")
		s.Place = "d"
	},
	"stop.work": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, _ := spot(plan, planning.StopVisit, "w01-digger")
		s.Work = "w99"
	},
	"stop.arrive": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, _ := spot(plan, planning.StopVisit, "w05-two")
		s.Arrive = 9 * 3600
	},
	"stop.begin": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, _ := spot(plan, planning.StopVisit, "w04-store")
		s.Arrive = s.Begin + 1
	},
	"stop.end": func(p *planning.WorksProblem, _ *planning.WorksPlan) { workOf(p, "w01-digger").Minutes += 5 },
	"stop.closed": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		p.Places[2].Closed = []planning.Day{p.Days[0].Day, p.Days[1].Day}
	},
	"stop.unreachable": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		for k := range p.Matrices[0].Seconds {
			p.Matrices[0].Seconds[k], p.Matrices[0].Metres[k] = -1, -1
		}
	},
	"stop.travel": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, _ := spot(plan, planning.StopVisit, "w05-two")
		s.Metres += 7
	},
	"stop.estimated": func(p *planning.WorksProblem, _ *planning.WorksPlan) { p.Matrices[0].Estimated = true },
	"stop.past": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		p.Now = planning.Moment{Day: p.Days[0].Day, Second: 15 * 3600}
	},
	"sheet.past": func(p *planning.WorksProblem, plan *planning.WorksPlan) {
		p.Now = planning.Moment{Day: p.Days[0].Day, Second: 15 * 3600}
		p.Issued = []planning.DaySheet{plan.Sheets[0]}
		plan.Sheets[0].Stops = plan.Sheets[0].Stops[1:]
	},
	"break.place": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, _ := spot(plan, planning.StopBreak, "")
		s.Place = "z-island"
	},
	"break.time": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		for i := range p.Crews {
			p.Crews[i].Break = &planning.Break{Minutes: 30, From: 15 * 60, To: 15*60 + 30}
		}
	},
	"break.needless": func(p *planning.WorksProblem, _ *planning.WorksPlan) { p.Crews[0].Break, p.Crews[1].Break = nil, nil },
	"break.missing":  func(_ *planning.WorksProblem, plan *planning.WorksPlan) { dropStop(plan, planning.StopBreak, "") },
	"break.twice": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, i := spot(plan, planning.StopBreak, "")
		plan.Sheets[i].Stops = append(plan.Sheets[i].Stops, *s)
	},
	"pick_up.needless": func(p *planning.WorksProblem, _ *planning.WorksPlan) { workOf(p, "w04-store").PickUp = nil },
	"visit.pick_up": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		dropStop(plan, planning.StopPickUp, "w04-store")
	},
	"work.missing": func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Unvisited = plan.Unvisited[1:] },
	"work.both": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		plan.Unvisited = slices.Insert(plan.Unvisited, 0, planning.Unvisited{Work: "w01-digger", Reason: planning.UnvisitedRoom, Text: "?"})
	},
	"visit.crews": func(p *planning.WorksProblem, _ *planning.WorksPlan) { workOf(p, "w05-two").Crews = 1 },
	"visit.together": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		s, _ := spot(plan, planning.StopVisit, "w05-two")
		s.Begin, s.End = s.Begin+60, s.End+60
	},
	"visit.skill": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		workOf(p, "w01-digger").Skills = []string{"roofing"}
	},
	"visit.equipment": func(p *planning.WorksProblem, _ *planning.WorksPlan) { p.Crews[0].Equipment = nil },
	"visit.only": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		workOf(p, "w01-digger").Only = []planning.CrewID{"crew-2"}
	},
	"visit.release": func(p *planning.WorksProblem, _ *planning.WorksPlan) { workOf(p, "w03-window").Release = p.Days[1].Day },
	"visit.closed": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		workOf(p, "w03-window").Closed = []planning.Day{p.Days[0].Day}
	},
	"visit.window": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		workOf(p, "w03-window").Windows = []planning.WorkWindow{{From: 15 * 60, To: 16 * 60}}
	},
	"visit.pin": func(p *planning.WorksProblem, _ *planning.WorksPlan) { workOf(p, "w06-pinned").Pin.Begin += 60 },
	"visit.after": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		workOf(p, "w02-after").After[0].GapDays = 2
	},
	"unvisited.unknown": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		plan.Unvisited = append(plan.Unvisited, planning.Unvisited{Work: "w99", Reason: planning.UnvisitedRoom, Text: "?"})
	},
	"unvisited.reason": func(_ *planning.WorksProblem, plan *planning.WorksPlan) {
		gapOf(plan, "w09-island").Reason = planning.UnvisitedRoom
	},
	"unvisited.earliest": func(p *planning.WorksProblem, plan *planning.WorksPlan) {
		gapOf(plan, "w12-large").Earliest = p.Days[1].Day
	},
	"unvisited.room": func(p *planning.WorksProblem, _ *planning.WorksPlan) {
		workOf(p, "w12-large").Minutes = 1
	},
	"unvisited.displaces": func(_ *planning.WorksProblem, plan *planning.WorksPlan) { gapOf(plan, "w12-large").Extra++ },

	"score.worth_in_time":    func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.WorthInTime++ },
	"score.worth_late":       func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.WorthLate++ },
	"score.lateness":         func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Lateness++ },
	"score.crew_days":        func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.CrewDays++ },
	"score.overtime_seconds": func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Overtime++ },
	"score.cost_seconds":     func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Cost++ },
	"score.travel_seconds":   func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Travel++ },
	"score.changes":          func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Changes++ },
	"score.unfair_permille":  func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Unfair++ },
	"score.visited":          func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Visited++ },
	"score.unvisited":        func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Unvisited++ },
	"score.metres":           func(_ *planning.WorksProblem, plan *planning.WorksPlan) { plan.Score.Metres++ },
}

func TestTheToyOfWorksBreaksNothing(t *testing.T) {
	p := toyWorks()
	plan := solveWorks(t, p)
	if found := planning.CheckWorks(p, plan); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
	reasons := map[planning.WorkID]planning.UnvisitedReason{}
	for _, u := range plan.Unvisited {
		reasons[u.Work] = u.Reason
	}
	want := map[planning.WorkID]planning.UnvisitedReason{
		"w09-island": planning.UnvisitedUnreachable, "w10-roof": planning.UnvisitedSkill, "w11-waits": planning.UnvisitedAfter, "w12-large": planning.UnvisitedRoom,
	}
	if !maps.Equal(reasons, want) || plan.Score.WorthLate != 100 || plan.Score.Lateness != 3 {
		t.Errorf("unvisited: %v, score %+v", reasons, plan.Score)
	}
	begun, again := toyBegun(t)
	if found := planning.CheckWorks(begun, again); len(found) > 0 || again.Score.Changes != 0 {
		t.Errorf("at eleven: %d changes, violations %v", again.Score.Changes, found)
	}
}

func TestCheckWorksFindsEachPlantedViolation(t *testing.T) {
	good := toyWorks()
	var text bytes.Buffer
	if err := planning.WriteWorksPlan(&text, solveWorks(t, good)); err != nil {
		t.Fatal(err)
	}
	for rule, plant := range plantedWorks {
		t.Run(rule, func(t *testing.T) {
			p := toyWorks()
			plan, err := planning.ReadWorksPlan(bytes.NewReader(text.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			plant(&p, &plan)
			if hash, err := p.Hash(); err == nil && rule != "works_plan.problem" {
				plan.Problem = hash
			}
			found := planning.CheckWorks(p, plan)
			for _, v := range found {
				if v.Rule == rule {
					if v.Where == "" || v.Text == "" {
						t.Errorf("the violation says too little: %+v", v)
					}
					return
				}
			}
			t.Errorf("not found; these were: %v", found)
		})
	}
}

// worksValues are all that the checker of works may use of the package.
var worksValues = []string{
	"canon_read.go", "canon_write.go", "clock.go", "day.go", "planning.go", "solve_options.go", "validate.go", "works.go", "works_document.go", "works_plan.go", "works_validate.go",
}

func TestTheCheckerOfWorksSharesNoCodeWithTheSolver(t *testing.T) {
	looked := sharesOnly(t, "works_check", worksValues)
	if looked < 200 {
		t.Errorf("only %d calls were looked at", looked)
	}
}

func TestEveryRuleOfWorksHasAPlantedViolationAndAPlaceInTheDocs(t *testing.T) {
	files, _ := parsePackage(t)
	rules := map[string]bool{"works_problem.invalid": true, "works_plan.invalid": true}
	for name, f := range files {
		if !strings.HasPrefix(name, "works_check") {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok {
				if s, err := strconv.Unquote(lit.Value); err == nil && ruleShape.MatchString(s) {
					rules[s] = true
				}
			}
			return true
		})
	}
	doc, err := os.ReadFile("../docs/works.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) < 50 {
		t.Errorf("only %d rules were found", len(rules))
	}
	for rule := range plantedWorks {
		rules[rule] = true
	}
	for rule := range rules {
		if plantedWorks[rule] == nil {
			t.Errorf("no violation of %s is planted", rule)
		}
		if !strings.Contains(string(doc), "`"+rule+"`") {
			t.Errorf("docs/works.md does not name %s", rule)
		}
	}
}
