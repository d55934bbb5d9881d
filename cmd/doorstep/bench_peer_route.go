package main

import (
	"context"
	_ "embed" // the scripts
	"encoding/json"
	"errors"
	"io"
	"math"

	"doorstep/planning"
)

//go:embed bench_peer_pyvrp.py
var pyvrpScript string

//go:embed bench_peer_routing.py
var routingScript string

//go:embed bench_peer_timefold.py
var timefoldScript string

//go:embed bench_peer_vroom.py
var vroomScript string

// routePeers are the peers that route vehicles.
func routePeers() []peerSolver {
	return []peerSolver{
		routePeer("pyvrp", "PyVRP", "pyvrp", pyvrpScript),
		routePeer("ortools-routing", "OR-Tools routing", "ortools", routingScript),
		routePeer("timefold", "Timefold", "timefold", timefoldScript),
		routePeer("vroom", "VROOM (pyvroom)", "pyvroom", vroomScript),
	}
}

func routePeer(name, label, pack, script string) peerSolver {
	return peerSolver{
		name: name, install: pythonInstall(pack), version: pythonVersion(label, pack),
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			if task.Fleet == nil {
				return peerResult{}, errors.New("it routes vehicles, and this is no such problem")
			}
			file, err := writeTo(dir, "fleet.json", func(w io.Writer) error { return writeFleet(w, task) })
			if err != nil {
				return peerResult{}, err
			}
			return tool.runScript(ctx, script, file, task)
		},
	}
}

// writeFleet writes the problem as the scripts read it: places are the depots, then the customers; every number whole.
func writeFleet(w io.Writer, task peerTask) error {
	type place struct {
		Ready    int32 `json:"ready"`
		Due      int32 `json:"due"`
		Service  int32 `json:"service"`
		Demand   int32 `json:"demand"`
		Optional bool  `json:"optional"`
		Prize    int64 `json:"prize"`
	}
	type vehicle struct {
		Depot    int   `json:"depot"`
		Capacity int32 `json:"capacity"`
		Duration int32 `json:"duration"` // 0: any
		Count    int   `json:"count"`
		Fixed    int64 `json:"fixed"`
	}
	in := task.Fleet
	out := struct {
		Depots    []place   `json:"depots"`
		Customers []place   `json:"customers"`
		Vehicles  []vehicle `json:"vehicles"`
		Travel    []int32   `json:"travel"`
		X         []float64 `json:"x"`
		Y         []float64 `json:"y"`
		Fewest    bool      `json:"fewest"`
		Seed      uint64    `json:"seed"`
	}{Travel: in.Travel, X: task.X, Y: task.Y, Fewest: task.Fewest, Seed: task.Seed & math.MaxInt32}
	for _, d := range in.Depots {
		out.Depots = append(out.Depots, place{Ready: d.Ready, Due: d.Due})
	}
	for _, c := range in.Customers {
		out.Customers = append(out.Customers, place{c.Ready, c.Due, c.Service, c.Demand, c.Optional, c.Prize})
	}
	for _, v := range in.Vehicles {
		count := v.Count
		if count == 0 {
			count = len(in.Customers)
		}
		out.Vehicles = append(out.Vehicles, vehicle{v.Depot, v.Capacity, v.MaxDuration, count, v.Fixed})
	}
	return json.NewEncoder(w).Encode(out)
}

// scriptRoute is one route of a script's answer.
type scriptRoute struct {
	Vehicle   int
	Customers []int32
}

// fleetRoutes gives the answer's routes; nil stays nil.
func fleetRoutes(from []scriptRoute) []planning.FleetRoute {
	if from == nil {
		return nil
	}
	routes := make([]planning.FleetRoute, 0, len(from))
	for _, r := range from {
		routes = append(routes, planning.FleetRoute{Vehicle: r.Vehicle, Customers: r.Customers})
	}
	return routes
}
