package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// The districts that are timed one by one.
var benchDistricts = []string{"Purba Bardhaman", "Murshidabad", "Kalimpong"}

// benchPlan plans three real districts one after another, then every district of the state side by
// side, and checks every plan.
func (a *app) benchPlan(cmd *cobra.Command, data string, give func(figure)) error {
	m := a.meter()
	done, err := a.readFolder(cmd.Context(), filepath.Join(data, "wb"), "wb", m)
	m.end()
	if err != nil {
		return err
	}
	g := done.gazetteer
	for _, name := range benchDistricts {
		district, err := planning.DistrictNamed(g.Areas, name)
		if err != nil {
			return err
		}
		var each []float64
		var s planning.Summary
		for range 3 {
			t, err := seconds(func() (err error) {
				s, err = planChecked(cmd.Context(), g, done.Drive, district)
				return err
			})
			if err != nil {
				return err
			}
			each = append(each, t)
		}
		give(figure{Name: "plan of " + name, Unit: "s", Runs: len(each), Value: spread(each), Note: planNote(s)})
	}
	return errors.Join(a.benchState(cmd.Context(), g, done.Drive, give), a.benchSharedState(cmd.Context(), g, done.Drive, give), a.benchMadeState(cmd.Context(), give))
}

func planNote(s planning.Summary) string {
	return fmt.Sprintf("%d camps, %d of %d visitors served, gap %.2f %%, checked", s.Score.CampDays, s.Score.VisitorsServed, s.Score.Visitors, s.Bound.GapPercent)
}

// planChecked makes, solves and checks one district's plan.
func planChecked(ctx context.Context, g planning.Gazetteer, drive planning.Drive, district planning.Area) (planning.Summary, error) {
	p, err := planning.NewProblem(g, drive, district.ID)
	if err != nil {
		return planning.Summary{}, err
	}
	plan, err := planning.Solve(ctx, p, 1, planning.Options{}, func(planning.Progress) {})
	if err != nil {
		return planning.Summary{}, err
	}
	if broken := planning.Check(p, plan); len(broken) > 0 {
		return planning.Summary{}, fault.New(fault.Internal, "plan.broken", "%s: %s broken, the first: %s", district.Name, counted(len(broken), "rule", "rules"), broken[0].Text)
	}
	return planning.Summarise(p, plan), nil
}

func (a *app) benchState(ctx context.Context, g planning.Gazetteer, drive planning.Drive, give func(figure)) error {
	var mu sync.Mutex
	var whole planning.Score
	var bound int64
	worst, districts := 0.0, 0
	t, err := seconds(func() error {
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for _, area := range g.Areas {
			if area.Level != planning.LevelDistrict {
				continue
			}
			group.Go(func() error {
				s, err := planChecked(ctx, g, drive, area)
				if fault.CodeOf(err) == "district.empty" {
					return nil // a district without people in the source has nothing to plan
				}
				mu.Lock()
				defer mu.Unlock()
				districts++
				whole.CampDays += s.Score.CampDays
				whole.Visitors += s.Score.Visitors
				whole.VisitorsServed += s.Score.VisitorsServed
				bound += s.Bound.Visitors
				worst = max(worst, s.Bound.GapPercent)
				return err
			})
		}
		return group.Wait()
	})
	if err != nil {
		return err
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	give(figure{
		Name: "plan of the whole state", Unit: "s", Runs: 1, Value: spread([]float64{t}),
		Note: fmt.Sprintf("%d districts on %d processors, %d camps, %d of %d visitors served, gap %.2f %%, worst district %.2f %%, %d MiB taken from the system, checked",
			districts, runtime.GOMAXPROCS(0), whole.CampDays, whole.VisitorsServed, whole.Visitors,
			100*float64(bound-whole.VisitorsServed)/float64(bound), worst, memory.Sys>>20),
	})
	return nil
}
