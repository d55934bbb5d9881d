package planning

import (
	"context"

	"doorstep/planning/route/fleet"
)

type (
	// Fleet is a classical vehicle routing problem: capacity, windows, depots, prizes.
	Fleet = fleet.Instance
	// FleetDepot is where routes of a Fleet begin and end.
	FleetDepot = fleet.Depot
	// FleetCustomer is a place of a Fleet to be visited.
	FleetCustomer = fleet.Customer
	// FleetVehicle is a kind of vehicle of a Fleet.
	FleetVehicle = fleet.Vehicle
	// FleetRoute is the customers of one vehicle in order.
	FleetRoute = fleet.Route
	// FleetOptions say how hard to look.
	FleetOptions = fleet.Options
	// FleetSolution answers a Fleet.
	FleetSolution = fleet.Solution
)

// SolveFleet routes the vehicles. The errors are those of fleet.Solve.
func SolveFleet(ctx context.Context, in *Fleet, o FleetOptions) (FleetSolution, error) {
	return fleet.Solve(ctx, in, o)
}
