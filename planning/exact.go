package planning

import (
	"context"

	"doorstep/planning/cover/median"
	"doorstep/planning/exact"
)

// Program is one of planning's models as a mixed integer linear program, for solvers that are not ours.
type Program = exact.Program

// ProgramVar is a variable of one.
type ProgramVar = exact.Var

// PlainSites is a location model without capacities, for the same.
type PlainSites = exact.Plain

// The kinds of PlainSites.
const (
	PlainMaximal  = exact.Maximal
	PlainSetCover = exact.SetCover
	PlainMedian   = exact.Median
)

type (
	// Median is a p-median.
	Median = median.Instance
	// MedianGraph is a network to take its distances from.
	MedianGraph = median.Graph
	// MedianEdge is an edge of it.
	MedianEdge = median.Edge
	// MedianOptions say how hard to look.
	MedianOptions = median.Options
	// MedianSolution answers a Median.
	MedianSolution = median.Solution
)

// SolveMedian chooses P sites to which people walk least. The errors are those of median.Solve.
func SolveMedian(ctx context.Context, in *Median, o MedianOptions) (MedianSolution, error) {
	return median.Solve(ctx, in, o)
}

// ExactCampDays writes out the choice of camp-days that Solve makes before it knows days: with missing camp-days lacking to
// the groups' minima, the most visitors served, each counting 1000 or what its walk is worth. No floor is in it. The errors are those
// of Problem.Validate.
func ExactCampDays(p Problem, missing int64) (Program, error) {
	if err := p.Validate(); err != nil {
		return Program{}, err
	}
	m := newModel(&p)
	in := m.instance()
	m.raise(in)
	return exact.CampDays(in, missing, nil), nil
}

// Program writes the case out: with the camps placed that day places (-1: not), the least sum of squares.
func (c *RosterCase) Program(day []int32) Program {
	placed := make([]bool, len(day))
	for k, d := range day {
		placed[k] = d >= 0
	}
	return exact.Even(c.Instance(), placed)
}
