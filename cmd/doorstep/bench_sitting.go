package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"doorstep/planning"
)

// sittingCase is a made-up region of booths.
type sittingCase struct {
	name           string
	booths, groups int
}

// sittingCases are a block, a district, and a state as large as West Bengal: 80,681 booths in 3,300 gram panchayats.
func sittingCases() []sittingCase {
	return []sittingCase{{"block", 180, 12}, {"district", 3500, 144}, {"state", 80681, 3300}}
}

// benchSitting plans booth sittings of made-up regions: the value is the metres that people walk in the groups
// where no more than that is open, the bound that of the prices. Every plan is checked, the seconds of that not counted.
func benchSitting(ctx context.Context, _ string, o benchOptions, give giveCase) ([]string, error) {
	for _, c := range sittingCases() {
		if o.skips(c.name) {
			continue
		}
		problems := planning.SittingCase(c.booths, c.groups, o.Seed)
		plans := make([]planning.Plan, len(problems))
		begun := time.Now()
		if err := inParallel(o.Threads, len(problems), func(i int) (err error) {
			plans[i], err = planning.Solve(ctx, problems[i], o.Seed, planning.Options{}, nil)
			return err
		}); err != nil {
			return nil, err
		}
		seconds := time.Since(begun).Seconds()
		var broken atomic.Int64
		if err := inParallel(o.Threads, len(problems), func(i int) error {
			broken.Add(int64(len(planning.Check(problems[i], plans[i]))))
			return ctx.Err()
		}); err != nil {
			return nil, err
		}
		if err := give(sittingRow(c, plans, seconds, int(broken.Load()))); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func sittingRow(c sittingCase, plans []planning.Plan, seconds float64, broken int) benchCase {
	var value, bound, camps, seated, booths int64
	groups, proven, open := 0, 0, 0
	for _, plan := range plans {
		camps += int64(len(plan.Camps))
		seated += plan.Score.BoothsSeated
		booths += plan.Score.Booths
		for _, x := range plan.Sittings {
			groups++
			if x.Plan == x.Bound {
				proven++
			}
			if x.Plan.Unseated != x.Bound.Unseated || x.Plan.PeopleBeyond != x.Bound.PeopleBeyond {
				open++
				continue
			}
			value += x.Plan.PersonMetres
			bound += x.Bound.PersonMetres
		}
	}
	row := leastCase(c.name, value, nil, &bound, seconds)
	row.Note = fmt.Sprintf("%d of %d booths in %d sittings; %d of %d groups proven best, %d with an earlier aim open; %s broken",
		seated, booths, camps, proven, groups, open, counted(broken, "rule", "rules"))
	return row
}

// inParallel calls do for 0 to n-1 on so many cores and gives the first error.
func inParallel(threads, n int, do func(i int) error) error {
	var group errgroup.Group
	group.SetLimit(max(threads, 1))
	for i := range n {
		group.Go(func() error { return do(i) })
	}
	return group.Wait()
}
