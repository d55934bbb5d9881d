package planning_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"doorstep/planning"
)

// plantedFloors are violations planted in a plan with floors: the toy with a floor that East, of whose 70 visitors
// 30 live out of everybody's reach, cannot meet, and with a tour to Bakul as its only camp.
var plantedFloors = map[string]func(plan *planning.Plan){
	"bound.floor":                func(plan *planning.Plan) { plan.Bound.Floors = plan.Bound.Floors[1:] },
	"bound.floor_weight":         func(plan *planning.Plan) { plan.Bound.Floors[0].Weight = -1 },
	"bound.floor_served":         func(plan *planning.Plan) { plan.Bound.Floors[1].Served++ },
	"bound.floor_cell":           func(plan *planning.Plan) { last(plan).Cells = last(plan).Cells[1:] },
	"bound.floor_most":           func(plan *planning.Plan) { plan.Bound.Floors[0].Most-- },
	"bound.floor_level":          func(plan *planning.Plan) { plan.Bound.FloorLevel++ },
	"score.blocks_at_floor":      func(plan *planning.Plan) { plan.Score.BlocksAtFloor++ },
	"score.worst_block_permille": func(plan *planning.Plan) { plan.Score.WorstBlockPermille++ },
}

func last(plan *planning.Plan) *planning.BoundFloor {
	return &plan.Bound.Floors[len(plan.Bound.Floors)-1]
}

var _ = plantFloors()

func plantFloors() struct{} {
	for rule, plant := range plantedFloors {
		planted[rule] = func(p *planning.Problem, plan *planning.Plan) {
			*p = withFloors(*p)
			var err error
			if *plan, err = planning.Solve(context.Background(), *p, 1, quick, nil); err != nil {
				panic(err)
			}
			plant(plan)
		}
	}
	return struct{}{}
}

// withFloors is the toy with a floor of 700 in a thousand, and with Bakul's hall as a halt of a mobile camp.
func withFloors(p planning.Problem) planning.Problem {
	p.Candidates, p.Drive.FloorPermille, p.Drive.HaltsPerDay = slices.Clone(p.Candidates), 700, 2
	p.Candidates[2].Mobile = true
	return p
}

func TestTheFloorsOfTheToyAreAsByHand(t *testing.T) {
	p := withFloors(toy(t))
	plan := solve(t, p, 1)
	if found := planning.Check(p, plan); len(found) > 0 {
		t.Fatal(found)
	}
	east, west, tours := plan.Bound.Floors[0], plan.Bound.Floors[1], plan.Bound.Floors[2]
	if east.Block != "east" || east.Visitors != 70 || east.Want != 49 || east.Served != 40 || east.Most != 40 || len(east.Text) == 0 {
		t.Errorf("East: %+v", east)
	}
	if west.Block != "west" || west.Visitors != 270 || west.Want != 189 || west.Served < 189 || west.Text != "" {
		t.Errorf("West: %+v", west)
	}
	// Bakul is 500 m from its hall and 1,300 m from Amra High School; only Dumur char is beyond every fixed venue
	if len(tours.Cells) != 1 || tours.Cells[0] != p.Demand[4].Cell || tours.Visitors != 30 || tours.Served != 0 {
		t.Errorf("tours: %+v", tours)
	}
	again, err := planning.ReadPlan(bytes.NewReader(written(t, plan)))
	if err != nil || !bytes.Equal(written(t, plan), written(t, again)) {
		t.Errorf("read back: %v", err)
	}
	if plan.Score.BlocksAtFloor != 1 || plan.Score.WorstBlockPermille != 571 {
		t.Errorf("score: %+v", plan.Score)
	}
}

func TestATourReachesWhomNoFixedCampCanBeforeMoreAreServedElsewhere(t *testing.T) {
	p := toy(t)
	p.Drive.HaltsPerDay, p.CampDays = 2, 3 // three camp-days are owed, one for each group
	p.Groups = slices.Clone(p.Groups)
	p.Groups[0].Minimum = 0 // so one is free
	p.Candidates = append(slices.Clone(p.Candidates), planning.Candidate{
		ID: "venue-5", Name: "Dumur char halt", Kind: "halt", Group: "group-a", At: p.Demand[4].At, Mobile: true, Cap: 100,
	})
	before := solve(t, toy(t), 1)
	plan := solve(t, p, 1)
	if found := planning.Check(p, plan); len(found) > 0 {
		t.Fatal(found)
	}
	if got := *last(&plan); got.Served != 30 || got.Block != "" || plan.Score.VisitorsServed >= before.Score.VisitorsServed {
		t.Errorf("of the cells that only tours reach: %+v; %d served in all", got, plan.Score.VisitorsServed)
	}
}

// Weights, prices and claims are tampered with at random: the check must say so whenever the bound is no longer
// what the multipliers prove.
func TestATamperedFloorDoesNotPass(t *testing.T) {
	p := withFloors(toy(t))
	plan := solve(t, p, 1)
	weight := plan.Bound.Floors[1].Weight
	for w := int64(50); w < 3000; w += 97 {
		plan.Bound.Floors[1].Weight = weight + w
		if found := planning.Check(p, plan); len(found) == 0 {
			off := w * min(plan.Bound.Floors[1].Want, plan.Bound.Floors[1].Served) / 1000
			t.Fatalf("a weight of %d passes with the bound of weight %d; %d visitors are taken off", weight+w, weight, off)
		}
	}
}

func TestPlansWithFloorsKeepEveryRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProblem(rapid.Uint64().Draw(t, "seed"), false)
		p.Drive.FloorPermille = int64(rapid.IntRange(1, 1000).Draw(t, "floor"))
		if rapid.Bool().Draw(t, "tours") {
			p.Drive.HaltsPerDay = 2
			p.Candidates = slices.Clone(p.Candidates)
			for j := range p.Candidates {
				p.Candidates[j].Mobile = rapid.IntRange(0, 2).Draw(t, "mobile") == 0
			}
		}
		p.CampDays = int64(rapid.IntRange(0, int(p.CampDays)).Draw(t, "camp-days"))
		plan, err := planning.Solve(context.Background(), p, 1, quick, nil)
		if err != nil {
			t.Fatal(err)
		}
		if found := planning.Check(p, plan); len(found) > 0 {
			t.Fatal(found)
		}
	})
}
