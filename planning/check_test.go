package planning_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/geo"
	"doorstep/planning"
)

// planted is one violation of each rule, planted in the plan of the toy district or in the problem it
// is checked against. Camps: 0 venue-1 on the 24th, 1 venue-3 and 2 venue-4 on the 27th, 3 venue-2 on the
// 28th; West's team holds 0, 1 and 3.
var planted = map[string]func(p *planning.Problem, plan *planning.Plan){
	"travel.short":     byWater(shortenWalks),
	"travel.estimated": byWater(func(p *planning.Problem, _ *planning.Plan) { p.Travel.EstimatedPermille = 500 }),
	"served.unlisted":  byWater(dropWalk),
	"sitting.none": func(_ *planning.Problem, plan *planning.Plan) {
		plan.Camps[0].Booths = []planning.CampBooth{{Booth: "booth-a1"}}
	},
	"booth.unknown": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Booths[0].Booth = "booth-z" }),
	"booth.twice":   sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Booths[0].Booth = "booth-b3" }),
	"booth.missing": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Unseated = plan.Unseated[1:] }),
	"booth.distance": sits(func(_ *planning.Problem, plan *planning.Plan) {
		plan.Camps[0].Booths[1].Distance -= 3
	}),
	"booth.group": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Booths[0].Booth = "booth-c1" }),
	"sitting.size": sits(func(_ *planning.Problem, plan *planning.Plan) {
		plan.Camps[1].Booths = plan.Camps[1].Booths[:1]
	}),
	"sitting.neighbours": sits(func(p *planning.Problem, _ *planning.Plan) { // five booths more stand between 1 and 2 of Bakul
		for k := range 6 {
			x := p.Booths[5]
			x.ID, x.People, x.Visitors = planning.AreaID(fmt.Sprintf("booth-b5%d", k)), 0, 0
			x.At[1] += 0.0001 * float64(k+1)
			x.At[1] = math.Round(x.At[1]*1e6) / 1e6
			p.Booths = append(p.Booths, x)
		}
		for k := range 6 {
			x := p.Booths[6]
			x.ID, x.People, x.Visitors = planning.AreaID(fmt.Sprintf("booth-b6%d", k)), 0, 0
			x.At[1] -= 0.0001 * float64(k+1)
			x.At[1] = math.Round(x.At[1]*1e6) / 1e6
			p.Booths = append(p.Booths, x)
		}
		slices.SortFunc(p.Booths, func(a, b planning.Booth) int { return strings.Compare(string(a.ID), string(b.ID)) })
	}),
	"sitting.near": sits(func(p *planning.Problem, _ *planning.Plan) { // eight halls stand nearer to both booths
		v := p.Candidates[3]
		for k := range 8 {
			x := v
			x.ID = planning.VenueID(fmt.Sprintf("venue-b0%d", k))
			p.Candidates = append(p.Candidates, x)
		}
		slices.SortFunc(p.Candidates, func(a, b planning.Candidate) int { return strings.Compare(string(a.ID), string(b.ID)) })
		k := slices.IndexFunc(p.Candidates, func(c planning.Candidate) bool { return c.ID == v.ID })
		p.Candidates[k].At[1] -= 0.2
	}),
	"sitting.limit": sits(func(p *planning.Problem, _ *planning.Plan) { p.Groups[0].Sittings = 1 }),
	"sitting.group": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Sittings = plan.Sittings[1:] }),
	"sitting.plan":  sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Sittings[0].Plan.PersonMetres-- }),
	"sitting.price": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Sittings[0].Prices[0].Price += 10 }),
	"sitting.cut": sits(func(_ *planning.Problem, plan *planning.Plan) {
		plan.Sittings[0].Cuts = []planning.BoothCut{{Booths: []planning.AreaID{"booth-a1", "booth-a1", "booth-b1"}, Weight: 1}}
	}),
	"sitting.bound": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Sittings[0].Bound.PersonMetres-- }),
	"unseated.unknown": sits(func(_ *planning.Problem, plan *planning.Plan) {
		plan.Unseated[2].Booth = "booth-z"
	}),
	"unseated.seated": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Unseated[0].Booth = "booth-a1" }),
	"unseated.reason": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Unseated[0].Reason = planning.BoothCap }),
	"pin.booths": sits(func(p *planning.Problem, plan *planning.Plan) {
		x := plan.Camps[0]
		p.Pins = []planning.Pin{{ID: x.ID, Venue: x.Venue, Day: x.Day, Booths: []planning.AreaID{"booth-b1", "booth-b3"}}}
	}),
	"score.booths":        sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Score.Booths-- }),
	"score.booths_seated": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Score.BoothsSeated++ }),
	"score.people_beyond": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Score.PeopleBeyond++ }),
	"score.person_metres": sits(func(_ *planning.Problem, plan *planning.Plan) { plan.Score.PersonMetres++ }),
	"plan.problem":        func(p *planning.Problem, _ *planning.Plan) { p.Name = "Another" },
	"plan.origin":         func(_ *planning.Problem, plan *planning.Plan) { plan.Origin = planning.OriginDraft },
	"plan.format":         func(_ *planning.Problem, plan *planning.Plan) { plan.Format = "doorstep.plan/0" },
	"plan.order":          func(_ *planning.Problem, plan *planning.Plan) { slices.Reverse(plan.Served) },
	"plan.budget":         func(p *planning.Problem, _ *planning.Plan) { p.CampDays = 3 },
	"camp.id":             func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[1].ID = plan.Camps[0].ID },
	"camp.day":            func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[3].Day += 7 },
	"camp.venue":          func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Venue = "venue-9" },
	"camp.group":          func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Group = "group-b" },
	"camp.block":          func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Block = "east" },
	"camp.cap_stated": func(_ *planning.Problem, plan *planning.Plan) {
		plan.Camps[1].Cap = 100
	},
	"camp.cap":    func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[1].Visitors = 51 },
	"camp.closed": func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[3].Day -= 3 }, // to Sunday
	"resource.day": func(p *planning.Problem, _ *planning.Plan) { // two camps on the 27th
		p.Drive.Resources = []planning.Resource{{ID: "van", Name: "the van", PerDay: 1, Source: "list"}}
		for i := range p.Candidates {
			p.Candidates[i].Needs = []string{"van"}
		}
	},
	"camp.risk":              func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Risk = 1 },
	"score.visitors_at_risk": func(_ *planning.Problem, plan *planning.Plan) { plan.Score.VisitorsAtRisk++ },
	"camp.phase": func(p *planning.Problem, _ *planning.Plan) {
		p.Drive.Phases = []planning.Phase{{Name: "I", FirstDay: p.Days[0], LastDay: p.Days[3]}}
	},
	"group.phase": func(p *planning.Problem, _ *planning.Plan) { // Bakul has its camp on the 27th
		p.Drive.Phases = []planning.Phase{{Name: "I", FirstDay: p.Days[0], LastDay: p.Days[3]}, {Name: "II", FirstDay: p.Days[4], LastDay: p.Days[4], Minimum: 1}}
	},
	"camp.announced": func(p *planning.Problem, _ *planning.Plan) { p.AnnouncedUntil = p.Days[0] },
	"camp.banned": func(p *planning.Problem, plan *planning.Plan) {
		p.Bans = []planning.Ban{{Venue: plan.Camps[0].Venue, Source: "order 3"}}
	},
	"candidate.hours": func(p *planning.Problem, _ *planning.Plan) {
		capsWorkedOut(p)
		p.Drive.Hours[0].To--
	},
	"candidate.cap": func(p *planning.Problem, _ *planning.Plan) {
		capsWorkedOut(p)
		p.Candidates[1].Cap++
	},
	"candidate.halts": func(p *planning.Problem, _ *planning.Plan) {
		onTour(p)
		p.Candidates[1].Halts[1].From -= 5
	},
	"camp.halts": func(p *planning.Problem, plan *planning.Plan) {
		onTour(p)
		plan.Camps[0].Venue = p.Candidates[1].ID
	},
	"candidate.special": func(p *planning.Problem, _ *planning.Plan) { p.Candidates[1].Special = "Fair" },
	"candidate.cap_by": func(p *planning.Problem, _ *planning.Plan) {
		capsWorkedOut(p)
		p.Candidates[1].CapBy = "desk"
	},
	"camp.permission": func(p *planning.Problem, _ *planning.Plan) {
		p.Candidates[1].To = p.Days[3]
	},
	"camp.venue_day": func(_ *planning.Problem, plan *planning.Plan) {
		plan.Camps[3].Venue, plan.Camps[3].Day = plan.Camps[0].Venue, plan.Camps[0].Day
	},
	"camp.group_day":  func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[3].Day = plan.Camps[0].Day },
	"camp.team":       func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Team = "" },
	"camp.visitors":   func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Visitors-- },
	"team.unknown":    func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Team = "team-north" },
	"team.block":      func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[3].Team = "team-east" },
	"team.off":        func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[2].Day -= 3 },
	"team.day":        func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[3].Day = plan.Camps[1].Day },
	"pin.missing":     pin(planning.Pin{ID: "promised", Venue: "venue-1"}),
	"pin.venue":       pin(planning.Pin{Venue: "venue-2"}),
	"pin.day":         pin(planning.Pin{Venue: "venue-1", Day: day("2026-01-27")}),
	"pin.team":        pin(planning.Pin{Venue: "venue-1", Team: "team-east"}),
	"pin.marks":       pin(planning.Pin{Venue: "venue-1"}),
	"pin.unknown":     func(_ *planning.Problem, plan *planning.Plan) { plan.Camps[0].Pinned = true },
	"served.reach":    func(_ *planning.Problem, plan *planning.Plan) { plan.Served[0].Venue = "venue-3" },
	"served.distance": func(_ *planning.Problem, plan *planning.Plan) { plan.Served[0].Distance += 3 },
	"served.none":     func(_ *planning.Problem, plan *planning.Plan) { plan.Served[0].Visitors = 0 },
	"served.cell":     func(p *planning.Problem, _ *planning.Plan) { p.Demand[0].Visitors = 50 },
	"served.room":     func(_ *planning.Problem, plan *planning.Plan) { plan.Served[3].Visitors++ },
	"served.cell_unknown": func(p *planning.Problem, _ *planning.Plan) {
		p.Demand = p.Demand[1:]
	},
	"served.venue_unknown": func(_ *planning.Problem, plan *planning.Plan) { plan.Served[0].Venue = "venue-9" },
	"unserved.unknown":     func(p *planning.Problem, _ *planning.Plan) { p.Demand = slices.Delete(p.Demand, 4, 5) },
	"unserved.count":       func(_ *planning.Problem, plan *planning.Plan) { plan.Unserved[0].Visitors-- },
	"unserved.within":      func(_ *planning.Problem, plan *planning.Plan) { plan.Unserved[0].Within = false },
	"unserved.room": func(_ *planning.Problem, plan *planning.Plan) { // 10 of Amra sent home though there is room
		plan.Served[1].Visitors -= 10
		plan.Camps[0].Visitors -= 10
		plan.Unserved[0].Visitors += 10
	},
	"unserved.missing":  func(_ *planning.Problem, plan *planning.Plan) { plan.Unserved = plan.Unserved[1:] },
	"unserved.reason":   func(_ *planning.Problem, plan *planning.Plan) { plan.Unserved[0].Reason = planning.ReasonBudget },
	"unserved.venue":    func(_ *planning.Problem, plan *planning.Plan) { plan.Unserved[0].Venue = "venue-3" },
	"unserved.distance": func(_ *planning.Problem, plan *planning.Plan) { plan.Unserved[1].Distance -= 100 },
	"unserved.nearest": func(_ *planning.Problem, plan *planning.Plan) { // the nearest is venue-4
		plan.Unserved[1].Venue, plan.Unserved[1].Distance = "venue-1", 29099
	},
	"group.unknown": func(_ *planning.Problem, plan *planning.Plan) {
		plan.Groups = []planning.GroupGap{{Group: "group-z", Missing: 1}}
	},
	"group.missing": func(_ *planning.Problem, plan *planning.Plan) {
		plan.Groups = []planning.GroupGap{{Group: "group-b", Missing: 1, Reason: "no_candidate"}}
	},
	"group.minimum": func(p *planning.Problem, _ *planning.Plan) { p.Groups[1].Minimum = 2 },
	"group.reason": func(p *planning.Problem, plan *planning.Plan) { // two camps of A, so B could have had one
		p.Groups[1].Minimum = 2
		plan.Groups = []planning.GroupGap{{Group: "group-b", Missing: 1, Reason: "block_teams_missing"}}
	},
	"score.groups":                 func(_ *planning.Problem, plan *planning.Plan) { plan.Score.Groups++ },
	"score.groups_at_minimum":      func(_ *planning.Problem, plan *planning.Plan) { plan.Score.GroupsAtMinimum-- },
	"score.camp_days":              func(_ *planning.Problem, plan *planning.Plan) { plan.Score.CampDays++ },
	"score.camp_days_allowed":      func(_ *planning.Problem, plan *planning.Plan) { plan.Score.CampDaysAllowed++ },
	"score.venues_used":            func(_ *planning.Problem, plan *planning.Plan) { plan.Score.VenuesUsed++ },
	"score.people":                 func(_ *planning.Problem, plan *planning.Plan) { plan.Score.People++ },
	"score.people_within":          func(_ *planning.Problem, plan *planning.Plan) { plan.Score.PeopleWithin++ },
	"score.visitors":               func(_ *planning.Problem, plan *planning.Plan) { plan.Score.Visitors++ },
	"score.visitors_served":        func(_ *planning.Problem, plan *planning.Plan) { plan.Score.VisitorsServed-- },
	"score.worth_served":           func(_ *planning.Problem, plan *planning.Plan) { plan.Score.WorthServed = 1 },
	"score.district_day_spread":    func(_ *planning.Problem, plan *planning.Plan) { plan.Score.DistrictDaySpread-- },
	"score.block_day_spread":       func(_ *planning.Problem, plan *planning.Plan) { plan.Score.BlockDaySpread-- },
	"bound.value":                  func(_ *planning.Problem, plan *planning.Plan) { plan.Bound.Visitors++ },
	"score.people_surely_within":   func(p *planning.Problem, _ *planning.Plan) { p.Demand[1].Radius = 100 },
	"score.people_possibly_within": func(_ *planning.Problem, plan *planning.Plan) { plan.Score.PeoplePossible = 1133 },
	"score.visitors_surely_served": func(_ *planning.Problem, plan *planning.Plan) { plan.Score.VisitorsSure = 290 },
	"bound.people": func(p *planning.Problem, plan *planning.Plan) {
		p.Demand[1].Radius, plan.Bound.People = 100, 289
	},
	"bound.below": func(_ *planning.Problem, plan *planning.Plan) { plan.Bound.Visitors = 289 },
	"bound.cell": func(_ *planning.Problem, plan *planning.Plan) {
		plan.Bound.Prices = []planning.Price{{Cell: geo.Cell(1), Price: 1}}
	},
	"bound.cluster": func(_ *planning.Problem, plan *planning.Plan) {
		plan.Bound.Clusters = []planning.BoundCluster{{Cells: []geo.Cell{1}, Divisor: 1, Weight: 1}}
	},
	"bound.price": func(p *planning.Problem, plan *planning.Plan) {
		plan.Bound.Prices = []planning.Price{{Cell: p.Demand[0].Cell, Price: 1001}}
	},
}

// capsWorkedOut makes of the problem one whose caps are worked out, each as it must be: open for two hours
// of six, 6 cases of 10 minutes at each of 2 desks, half of the visitors.
func capsWorkedOut(p *planning.Problem) {
	p.Drive.Hours = []planning.Hours{{Kind: "ferry_hours", From: 10 * 60, To: 12 * 60, Source: "ferry table"}}
	p.Drive.Schemes = []planning.Scheme{
		{ID: "caste", Name: "Certificate", SharePermille: 500, Minutes: 1, Desks: 9},
		{ID: "pension", Name: "Pension", SharePermille: 500, Minutes: 10, Desks: 2},
	}
	for j := range p.Candidates {
		p.Candidates[j].Minutes, p.Candidates[j].Cap, p.Candidates[j].CapBy = 120, 48, "pension"
		if most := p.Drive.CapPerCampDay / 3; most < 48 {
			p.Candidates[j].Cap, p.Candidates[j].CapBy = most, "drive"
		}
	}
}

// onTour makes a tour of candidate 1: it halts where it stands and on the same spot again, an hour each.
func onTour(p *planning.Problem) {
	p.Drive.HaltsPerDay = 2
	v := &p.Candidates[1]
	area := p.Groups[slices.IndexFunc(p.Groups, func(g planning.Group) bool { return g.ID == v.Group })].Of
	v.Halts = []planning.Halt{
		{Name: "First", Area: area, At: v.At, From: 10 * 60, To: 11 * 60}, {Name: "Second", Area: area, At: v.At, From: 11 * 60, To: 12 * 60},
	}
	v.Mobile, v.Minutes, v.Cap, v.CapBy = true, 120, p.Drive.CapPerCampDay/3, "drive"
}

func TestTheProblemThatATourIsPlantedInIsRight(t *testing.T) {
	p := toy(t)
	onTour(&p)
	if found := planning.Check(p, solve(t, p, 1)); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
}

func TestTheProblemThatCapsArePlantedInIsRight(t *testing.T) {
	p := toy(t)
	capsWorkedOut(&p)
	if found := planning.Check(p, solve(t, p, 1)); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
}

// pin plants a pin that the plan does not keep; without an id it is that of camp 0.
func pin(x planning.Pin) func(p *planning.Problem, plan *planning.Plan) {
	return func(p *planning.Problem, plan *planning.Plan) {
		if x.ID == "" {
			x.ID = plan.Camps[0].ID
		}
		p.Pins = []planning.Pin{x}
	}
}

func day(s string) planning.Day {
	d, err := planning.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestTheUntouchedPlanBreaksNoRule(t *testing.T) {
	p := toy(t)
	if found := planning.Check(p, solve(t, p, 1)); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
}

func TestCheckFindsEachPlantedViolation(t *testing.T) {
	for _, rule := range slices.Sorted(maps.Keys(planted)) {
		t.Run(rule, func(t *testing.T) {
			p := toy(t)
			plan := solve(t, p, 1)
			planted[rule](&p, &plan)
			found := planning.Check(p, plan)
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

func TestCheckNamesTheRowOfAnImportedCamp(t *testing.T) {
	p := toy(t)
	p.Pins = []planning.Pin{
		{ID: "row-2", Venue: "venue-1", Day: day("2026-01-27"), Row: 2},
		{ID: "row-3", Venue: "venue-2", Day: day("2026-01-27"), Row: 3}, // the same group on the same day
		{ID: "row-4", Venue: "venue-3", Day: day("2026-01-25"), Row: 4}, // a Sunday
	}
	plan, err := planning.Draft(t.Context(), p, 1, quick, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[int][]string{}
	for _, v := range planning.Check(p, plan) {
		rows[v.Row] = append(rows[v.Row], v.Rule)
	}
	if !slices.Contains(rows[3], "camp.group_day") || !slices.Contains(rows[4], "camp.closed") || len(rows[2]) > 0 || len(rows[0]) > 0 {
		t.Errorf("violations by row: %v", rows)
	}
}

func TestASolvedPlanOfPromisesAloneIsHeldToWhatASolvedPlanIs(t *testing.T) {
	p := toy(t)
	p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-1", Day: day("2026-01-27"), Row: 2}}
	plan, err := planning.Draft(t.Context(), p, 1, quick, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := planning.Check(p, plan); plan.Origin != planning.OriginDraft || len(plan.Groups) == 0 || len(found) > 0 {
		t.Fatalf("the draft, of origin %s, breaks %v", plan.Origin, found)
	}
	plan.Origin = planning.OriginSolved
	found := planning.Check(p, plan)
	for _, rule := range []string{"group.reason", "unserved.reason"} {
		if !slices.ContainsFunc(found, func(v planning.Violation) bool { return v.Rule == rule }) {
			t.Errorf("%s is not found: %v", rule, found)
		}
	}
	if solved := solve(t, p, 1); solved.Origin != planning.OriginSolved || len(solved.Camps) < 2 {
		t.Errorf("the solved plan is of origin %s with %d camps", solved.Origin, len(solved.Camps))
	}
}

func TestCheckRefusesAProblemThatMakesNoSense(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	p.Demand[0].Group = "group-z"
	if found := planning.Check(p, plan); len(found) != 1 || found[0].Rule != "problem.invalid" {
		t.Errorf("violations: %v", found)
	}
}

// checkerFiles are the checker; valueFiles are all it may use of the package.
var valueFiles = []string{
	"area.go", "booth.go", "canon_read.go", "canon_write.go", "day.go", "document.go", "drive.go", "plan.go", "planning.go",
	"problem.go", "problem_validate.go", "replan_values.go", "solve_options.go", "validate.go",
	"clock.go", "drive_rules.go",
}

func TestTheCheckerSharesNoCodeWithTheSolver(t *testing.T) {
	if looked := sharesOnly(t, "check", valueFiles); looked < 100 {
		t.Errorf("only %d calls were looked at", looked)
	}
}

// sharesOnly looks at every call and literal of the files whose names begin with prefix: they may use each other and the
// files named, and import nothing below planning.
func sharesOnly(t *testing.T, prefix string, values []string) (looked int) {
	t.Helper()
	files, fset := parsePackage(t)
	owner := map[string][]string{} // top-level names and methods -> files
	for name, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				owner[d.Name.Name] = append(owner[d.Name.Name], name)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok {
						owner[s.Name.Name] = append(owner[s.Name.Name], name)
					}
				}
			}
		}
	}
	allowed := func(file string) bool { return strings.HasPrefix(file, prefix) || slices.Contains(values, file) }
	for name, f := range files {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		imported := map[string]bool{}
		for _, i := range f.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			if strings.Contains(path, "planning/") {
				t.Errorf("%s imports %s", name, path)
			}
			imported[path[strings.LastIndex(path, "/")+1:]] = true
		}
		ast.Inspect(f, func(n ast.Node) bool {
			var id *ast.Ident
			switch n := n.(type) {
			case *ast.CallExpr:
				switch fun := n.Fun.(type) {
				case *ast.Ident:
					id = fun
				case *ast.SelectorExpr:
					if x, ok := fun.X.(*ast.Ident); !ok || !imported[x.Name] {
						id = fun.Sel
					}
				}
			case *ast.CompositeLit:
				id, _ = n.Type.(*ast.Ident)
			}
			if id == nil {
				return true
			}
			looked++
			if from := owner[id.Name]; len(from) > 0 && !slices.ContainsFunc(from, allowed) {
				t.Errorf("%s uses %s of %v", fset.Position(n.Pos()), id.Name, from)
			}
			return true
		})
	}
	return looked
}

func TestEveryRuleHasAPlantedViolationAndAPlaceInTheDocs(t *testing.T) {
	files, _ := parsePackage(t)
	rules := map[string]bool{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "breach" {
					if lit, ok := call.Args[1].(*ast.BasicLit); ok {
						rule, _ := strconv.Unquote(lit.Value)
						rules[rule] = true
					}
				}
			}
			return true
		})
	}
	doc, err := os.ReadFile("../docs/solvers/plan.md")
	if err != nil {
		t.Fatal(err)
	}
	for rule := range planted {
		rules[rule] = true
	}
	if len(rules) < 50 {
		t.Errorf("only %d rules were found", len(rules))
	}
	for rule := range rules {
		if planted[rule] == nil {
			t.Errorf("no violation of %s is planted", rule)
		}
		if !strings.Contains(string(doc), "`"+rule+"`") {
			t.Errorf("docs/solvers/plan.md does not name %s", rule)
		}
	}
}

func parsePackage(t *testing.T) (map[string]*ast.File, *token.FileSet) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = f
	}
	return files, fset
}
