package planning

import (
	"context"

	"doorstep/planning/cover/maximal"
)

type (
	// Maximal is a plain maximum coverage: which sites cover the most demand.
	Maximal = maximal.Instance
	// MaximalOptions say how hard to look.
	MaximalOptions = maximal.Options
	// MaximalSolution answers a Maximal.
	MaximalSolution = maximal.Solution
)

// MaximalDemand is the most that a cell's demand may be.
const MaximalDemand = maximal.MaxDemand

// SolveMaximal chooses the sites that cover the most demand. The errors are those of maximal.Solve.
func SolveMaximal(ctx context.Context, in *Maximal, o MaximalOptions) (MaximalSolution, error) {
	return maximal.Solve(ctx, in, o)
}

// BoundMaximal proves from prices how much demand can be covered at most. The errors are those of maximal.Bound.
func BoundMaximal(in *Maximal, price []int32) (int64, error) { return maximal.Bound(in, price) }
