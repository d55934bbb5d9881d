package planning_test

import (
	"slices"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// moved is the plan with camp k as an alternative has it.
func moved(plan planning.Plan, k int, x planning.Alternative, p planning.Problem) planning.Plan {
	plan.Camps = slices.Clone(plan.Camps)
	c := &plan.Camps[k]
	c.Venue, c.Day, c.Team = x.Venue, x.Day, x.Team
	for _, v := range p.Candidates {
		if v.ID == c.Venue {
			c.Group, c.Block, c.Cap = v.Group, blockOf(p, v.Group), v.Cap
		}
	}
	slices.SortFunc(plan.Camps, func(a, b planning.Camp) int {
		if a.Day != b.Day {
			return int(a.Day - b.Day)
		}
		return strings.Compare(string(a.Venue)+" "+string(a.ID), string(b.Venue)+" "+string(b.ID))
	})
	return plan
}

// ofPlace are the rules that say where, when and by whom a camp is held.
func ofPlace(v planning.Violation) bool {
	for _, prefix := range []string{"camp.", "team.", "pin.", "group.m", "group.p", "plan.order", "resource."} {
		if strings.HasPrefix(v.Rule, prefix) && v.Rule != "camp.visitors" && v.Rule != "camp.cap" {
			return true
		}
	}
	return false
}

func squares(p planning.Problem, plan planning.Plan) (sum int64) {
	block, all := map[[2]string]int64{}, map[planning.Day]int64{}
	for _, x := range plan.Camps {
		block[[2]string{string(blockOf(p, x.Group)), x.Day.String()}]++
		all[x.Day]++
	}
	for _, n := range block {
		sum += n * n
	}
	for _, n := range all {
		sum += n * n
	}
	return sum
}

// servedBy gives the most visitors that the camps of a plan can serve.
func servedBy(p planning.Problem, plan planning.Plan) int64 {
	b := best{p: p, days: make([]int, len(p.Candidates))}
	for _, x := range plan.Camps {
		for j, v := range p.Candidates {
			if v.ID == x.Venue {
				b.days[j]++
			}
		}
	}
	return b.serve()
}

func TestWhatExcludesAnAlternativeIsTrue(t *testing.T) {
	rules, costs := map[string]int{}, map[planning.AlternativeCost]int{}
	for seed := range uint64(250) {
		p := randomProblem(seed, seed%3 == 0)
		if seed%4 == 0 {
			p = phased(p, seed)
		}
		if seed%5 == 0 && len(p.Days) > 2 {
			p.AnnouncedUntil = p.Days[1]
		}
		plan := solve(t, p, 1)
		before := map[string]bool{}
		for _, v := range planning.Check(p, plan) {
			before[v.Rule+v.Where] = true
		}
		for k, c := range plan.Camps {
			list, err := planning.Alternatives(p, plan, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				after := moved(plan, k, x, p)
				found := planning.Check(p, after)
				if x.Text == "" || (x.Rule == "") == (x.Cost == "") || x.Venue == c.Venue && x.Day == c.Day {
					t.Fatalf("problem %d, camp %s: not one thing excludes %+v", seed, c.ID, x)
				}
				if x.Rule != "" {
					rules[x.Rule]++
					if !slices.ContainsFunc(found, func(v planning.Violation) bool { return v.Rule == x.Rule }) {
						t.Fatalf("problem %d, camp %+v: %s does not exclude %+v; Check: %v", seed, c, x.Rule, x, found)
					}
					continue
				}
				costs[x.Cost]++
				for _, v := range found {
					if ofPlace(v) && !before[v.Rule+v.Where] {
						t.Fatalf("problem %d, camp %+v: %+v breaks %+v", seed, c, x, v)
					}
				}
				if lost := servedBy(p, plan) - servedBy(p, after); lost != x.Lost {
					t.Fatalf("problem %d, camp %s: %d visitors are lost, not %d", seed, c.ID, lost, x.Lost)
				}
				if c.Day != 0 && slices.Contains(p.Days, c.Day) && squares(p, after)-squares(p, plan) != x.Uneven {
					t.Fatalf("problem %d, camp %s: the squares grow by %d, not %d", seed, c.ID, squares(p, after)-squares(p, plan), x.Uneven)
				}
			}
		}
	}
	for _, rule := range []string{"camp.closed", "camp.permission", "camp.announced", "camp.group_day", "camp.venue_day", "team.off", "team.day", "pin.day", "pin.venue", "group.minimum", "group.phase"} {
		if rules[rule] == 0 {
			t.Errorf("nothing was excluded by %s: %v", rule, rules)
		}
	}
	if costs[planning.CostVisitors] == 0 || costs[planning.CostEvenness] == 0 {
		t.Errorf("the costs met are %v", costs)
	}
}

func TestAlternativesOfACampThatIsNotThere(t *testing.T) {
	p := toy(t)
	if _, err := planning.Alternatives(p, solve(t, p, 1), "camp-9"); fault.CodeOf(err) != "camp.not_in_plan" {
		t.Error(err)
	}
}
