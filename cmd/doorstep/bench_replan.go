package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// benchDisruptions is how many disruptions each district is planned again after.
const benchDisruptions = 30

// benchReplan plans three real districts, disrupts each at random and plans it again; every re-plan is
// checked, outside the time measured.
func (a *app) benchReplan(cmd *cobra.Command, data string, give func(figure)) error {
	m := a.meter()
	done, err := a.readFolder(cmd.Context(), filepath.Join(data, "wb"), "wb", m)
	m.end()
	if err != nil {
		return err
	}
	for _, name := range benchDistricts {
		district, err := planning.DistrictNamed(done.gazetteer.Areas, name)
		if err != nil {
			return err
		}
		p, err := planning.NewProblem(done.gazetteer, done.Drive, district.ID)
		if err != nil {
			return err
		}
		plan, err := planning.Solve(cmd.Context(), p, 1, planning.Options{PriceUnits: 200, ImproveUnits: 5000}, nil)
		if err != nil {
			return err
		}
		var each []float64
		changes, proven, announced := 0, 0, int64(0)
		r := rand.New(rand.NewPCG(1, 1))
		for range benchDisruptions {
			today := p.Days[5+r.IntN(20)]
			event := disruption(r, p, plan, today)
			var re planning.Replanned
			t, err := seconds(func() (err error) {
				re, err = planning.Replan(cmd.Context(), p, plan, []planning.Event{event}, planning.ReplanOptions{Today: today})
				return err
			})
			if err != nil {
				return err
			}
			if broken := planning.CheckReplan(p, plan, re); len(broken) > 0 {
				return fault.New(fault.Internal, "plan.broken", "%s after %s: %d rules broken, the first: %s", name, event.Kind, len(broken), broken[0].Text)
			}
			each = append(each, t)
			changes += len(re.Account.Changes)
			announced += re.Account.Announced
			if re.Account.Proven {
				proven++
			}
		}
		give(figure{
			Name: "re-plan of " + name, Unit: "s", Runs: len(each), Value: spread(each),
			Note: fmt.Sprintf("%d camps; %d camps changed in all, %d of them announced; %d of %d provably with the fewest changes, all checked",
				len(plan.Camps), changes, announced, proven, benchDisruptions),
		})
	}
	return nil
}

// disruption draws one thing that may happen from today on: a venue lost, a team ill for a week, a day
// lost in a block or everywhere.
func disruption(r *rand.Rand, p planning.Problem, plan planning.Plan, today planning.Day) planning.Event {
	camp := plan.Camps[r.IntN(len(plan.Camps))]
	e := planning.Event{Source: "bench", From: max(today, camp.Day)}
	switch r.IntN(4) {
	case 0:
		e.Kind, e.Venue = planning.EventVenueLost, camp.Venue
	case 1:
		e.Kind, e.Team, e.To = planning.EventTeamIll, camp.Team, e.From+6
	case 2:
		e.Kind, e.Area = planning.EventDaysLost, camp.Block
	default:
		e.Kind, e.Area = planning.EventDaysLost, planning.AreaID(p.Area)
	}
	return e
}
