package planning_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"doorstep/planning"
)

// randomEvents makes one to three events that fit the problem.
func randomEvents(r *rand.Rand, p planning.Problem, plan planning.Plan, today planning.Day) []planning.Event {
	var events []planning.Event
	last := p.Days[len(p.Days)-1]
	from := today + planning.Day(r.IntN(int(last-today)+1))
	for n := range 1 + r.IntN(3) {
		e := planning.Event{Source: fmt.Sprintf("order %d", n+1)}
		switch r.IntN(8) {
		case 0:
			e.Kind, e.Percent = planning.EventDemandGrown, int64(1+r.IntN(150))
			e.Groups = []string{p.Groups[r.IntN(len(p.Groups))].ID}
		case 1:
			e.Kind, e.From, e.Area = planning.EventDaysLost, from, p.Groups[r.IntN(len(p.Groups))].Block
		case 2:
			e.Kind, e.From, e.To, e.Area = planning.EventDriveSuspended, from, from+1, planning.AreaID(p.Groups[r.IntN(len(p.Groups))].ID)
		case 3:
			if len(p.Teams) == 0 {
				continue
			}
			e.Kind, e.From, e.To, e.Team = planning.EventTeamIll, from, from+planning.Day(r.IntN(3)), p.Teams[r.IntN(len(p.Teams))].ID
		case 4:
			e.Kind, e.Cap = planning.EventCapLowered, int64(10+r.IntN(60))
		case 5:
			e.Kind, e.Camps = planning.EventCampsAdded, int64(1+r.IntN(3))
		default:
			if len(plan.Camps) == 0 {
				continue
			}
			e.Kind, e.Venue = planning.EventVenueLost, plan.Camps[r.IntN(len(plan.Camps))].Venue
		}
		events = append(events, e)
	}
	return events
}

func TestAReplanOfAnyDriveKeepsTheRulesAndWhatIsAnnounced(t *testing.T) {
	runs := uint64(200)
	if os.Getenv("DOORSTEP_LONG") != "" {
		runs = 2000
	}
	changes, proven, causes := 0, 0, map[planning.Cause]int{}
	for seed := range runs {
		r := rand.New(rand.NewPCG(seed, 11))
		p := randomProblem(seed, false)
		plan := solve(t, p, seed)
		today := p.Days[r.IntN(len(p.Days))]
		events := randomEvents(r, p, plan, today)
		got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: today, Notice: r.IntN(4) - 1, Percent: int64(r.IntN(3) * 30), Curve: seed%5 == 0})
		if err != nil {
			t.Fatalf("problem %d: %v", seed, err)
		}
		for _, v := range planning.CheckReplan(p, plan, got) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		if t.Failed() {
			t.Fatalf("events %+v\naccount %+v", events, got.Account)
		}
		changes += len(got.Account.Changes)
		for _, c := range got.Account.Changes {
			causes[c.Why]++
		}
		if got.Account.Proven {
			proven++
		}
	}
	t.Logf("%d changes, by cause %v; proven fewest in %d of %d", changes, causes, proven, runs)
	if changes < 100 || len(causes) < 4 {
		t.Errorf("%d changes by %v: the events are too harmless", changes, causes)
	}
}

func TestAReplanIsTheSameBytesEveryTime(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 13))
		p := randomProblem(seed, seed%2 == 0)
		plan := solve(t, p, seed)
		events := randomEvents(r, p, plan, p.Days[0])
		var first []byte
		for range 2 {
			got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: p.Days[0], Percent: 40, Curve: true})
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			for _, err := range []error{planning.WriteProblem(&b, got.Problem), planning.WritePlan(&b, got.Plan), planning.WriteAccount(&b, got.Account)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			if first == nil {
				first = b.Bytes()
			} else if !bytes.Equal(first, b.Bytes()) {
				t.Fatalf("problem %d was planned again in two ways", seed)
			}
		}
	}
}
