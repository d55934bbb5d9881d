package planning_test

import (
	"go/ast"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/planning"
)

// replannedToy is the toy district after venue 2 burnt down: its camp of the 28th had to change; that of
// venue 1 on the 24th is announced.
func replannedToy(t *testing.T) (planning.Problem, planning.Plan, planning.Replanned) {
	t.Helper()
	p := toy(t)
	plan := solve(t, p, 1)
	events := []planning.Event{{Kind: planning.EventVenueLost, Source: "fire report 3", Venue: "venue-2"}}
	got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: day("2026-01-24"), Notice: -1})
	if err != nil {
		t.Fatal(err)
	}
	return p, plan, got
}

func TestTheToyDistrictIsPlannedAgainAsWorkedOutByHand(t *testing.T) {
	p, plan, got := replannedToy(t)
	for _, v := range planning.CheckReplan(p, plan, got) {
		t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
	}
	a := got.Account
	// West's team is taken on the 27th by venue 3, so the camp of venue 2 goes to venue 1 on its own day.
	if len(a.Changes) != 1 || a.Weight != 3 || a.Least != 3 || !a.Proven || a.Announced != 0 || a.Remaining != 3 {
		t.Fatalf("account %+v", a)
	}
	c := a.Changes[0]
	if c.What != planning.ChangeVenue || c.Why != planning.CauseClosed || c.Event != 1 || c.New.Venue != "venue-1" || c.New.Day != day("2026-01-28") || c.Camp != plan.Camps[3].ID {
		t.Errorf("change %+v", c)
	}
	if !strings.Contains(c.Text, "fire report 3") || !strings.Contains(c.Notice, "is moved to 28-01-2026 at") || !strings.Contains(c.NoticeBn, "২৮-০১-২০২৬") {
		t.Errorf("texts %q, %q, %q", c.Text, c.Notice, c.NoticeBn)
	}
}

// plantedReplan is one violation of each rule of a re-plan, planted in that of the toy district. Camps: 0
// venue-1 on the 24th, announced; 1 venue-3 and 2 venue-4 on the 27th; 3 venue-1 on the 28th, moved.
var plantedReplan = map[string]func(p *planning.Problem, plan *planning.Plan, r *planning.Replanned){
	"replan.before":       func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Before = "0" },
	"replan.problem_hash": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Problem = "0" },
	"replan.announced_until": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) {
		r.Account.AnnouncedUntil++
	},
	"replan.weight": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Weight-- },
	"replan.least":  func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Least++ },
	"replan.proven": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Proven = false },
	"replan.served": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Served++ },
	"replan.problem": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) {
		r.Problem.Demand[0].People--
	},
	"replan.change": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Changes = nil },
	"replan.kind": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) {
		r.Account.Changes[0].What = planning.ChangeDay
	},
	"replan.marked": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) {
		r.Account.Changes[0].Announced = true
	},
	"replan.notice": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Account.Changes[0].NoticeBn = "" },
	"replan.past": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) {
		r.Plan.Camps[0].Day += 3
		r.Account.Today += 3
	},
	"replan.unforced": func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Plan.Camps[0].Day += 3 },
	"replan.late":     func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Plan.Camps[3].Day -= 4 },
	"camp.closed":     func(_ *planning.Problem, _ *planning.Plan, r *planning.Replanned) { r.Plan.Camps[3].Venue = "venue-2" },
}

func TestCheckReplanFindsAViolationOfEachRule(t *testing.T) {
	for rule, plant := range plantedReplan {
		t.Run(rule, func(t *testing.T) {
			p, plan, r := replannedToy(t)
			r.Problem.Demand = slices.Clone(r.Problem.Demand)
			plant(&p, &plan, &r)
			for _, v := range planning.CheckReplan(p, plan, r) {
				if v.Rule == rule {
					return
				}
			}
			t.Errorf("not found; these were: %v", planning.CheckReplan(p, plan, r))
		})
	}
}

func TestEveryRuleOfAReplanIsPlantedAndInTheDocs(t *testing.T) {
	files, _ := parsePackage(t)
	rules := map[string]bool{}
	ast.Inspect(files["check_replan.go"], func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "note" {
				lit, _ := call.Args[1].(*ast.BasicLit)
				rule, _ := strconv.Unquote(lit.Value)
				rules[rule] = true
			}
		}
		return true
	})
	doc, err := os.ReadFile("../docs/solvers/replan.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) < 14 {
		t.Errorf("only %d rules were found", len(rules))
	}
	for rule := range rules {
		if plantedReplan[rule] == nil {
			t.Errorf("no violation of %s is planted", rule)
		}
		if !strings.Contains(string(doc), "`"+rule+"`") {
			t.Errorf("docs/solvers/replan.md does not name %s", rule)
		}
	}
}
