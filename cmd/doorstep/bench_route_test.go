package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/planning"
)

// tinySolomon has four customers on a square around the depot; two vehicles are needed for the load.
const tinySolomon = "tiny\r\n\r\nVEHICLE\r\nNUMBER     CAPACITY\r\n  4         20\r\n\r\nCUSTOMER\r\nCUST NO. XCOORD. YCOORD. DEMAND READY DUE SERVICE\r\n\r\n" +
	"0 0 0 0 0 100 0\r\n1 3 4 10 0 50 1\r\n2 -3 4 10 0 50 1\r\n3 -3 -4 10 0 50 1\r\n4 3 -4 10 0 50 1\r\n"

const tinyCVRP = "NAME : \tX-n4\nTYPE : CVRP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 3\nNODE_COORD_SECTION\n1 0 0\n2 10 0\n3 10 1\n4 0 10\n" +
	"DEMAND_SECTION\n1 0\n2 1\n3 1\n4 2\nDEPOT_SECTION\n 1\n -1\nEOF\n"

const tinyDepots = "NAME: PR\nTYPE: MDVRPTW\nEDGE_WEIGHT_TYPE: EUC_2D\nDIMENSION: 4\nVEHICLES: 2\nCAPACITY: 5\nVEHICLES_MAX_DURATION: 100\nNODE_COORD_SECTION\n1 0 0\n2 100 0\n3 1 0\n4 99 0\n" +
	"DEMAND_SECTION\n1 0\n2 0\n3 1\n4 1\nSERVICE_TIME_SECTION\n1 0\n2 0\n3 5\n4 5\nTIME_WINDOW_SECTION\n1 0 200\n2 0 200\n3 50 60\n4 0 60\n" +
	"VEHICLES_DEPOT_SECTION\n1 1\n2 2\nDEPOT_SECTION\n1\n2\nEOF\n"

func TestRouteSetsOfASmallFolder(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("vrptw_bks.csv", "set,customers,instance,bks_vehicles,bks_distance\nsolomon,100,tiny,2,32\nsolomon,100,gone,2,1\ngehring-homberger,200,tiny,1,1\n")
	write("vrptw_solomon_100/tiny.txt", tinySolomon)
	write("cvrp_x_bks.csv", "instance,bks_cost\nX-n4,41\n")
	write("cvrp_x/X-n4.vrp", tinyCVRP)
	write("mdvrptw/PR.vrp", tinyDepots)
	for _, c := range []struct {
		set      string
		value    float64
		vehicles int
		gap      float64
		skipped  []string
	}{
		{"solomon_100", 32, 2, 0, []string{"gone (no file)"}}, // each pair: 5 out, 6 across, 5 back
		{"cvrp_x", 41, 2, 0, nil},                             // 10 + 1 + 10 and 10 + 10
		{"mdvrptw", 4000, 2, math.NaN(), []string{"PR (no row, run without a best known value)"}},
	} {
		r := doorstep(t, nil, "bench", "route", "--data", dir, "--set", c.set, "--seconds", "0.3", "--json")
		var report benchReport
		if err := json.Unmarshal([]byte(r.out), &report); err != nil || r.code != 0 || len(report.Cases) != 1 {
			t.Fatalf("%s: exit %d, %s %s (%v)", c.set, r.code, r.out, r.err, err)
		}
		got := report.Cases[0]
		if got.Value != c.value || *got.Vehicles != c.vehicles || !slices.Equal(report.Skipped, c.skipped) {
			t.Errorf("%s: %+v, skipped %q", c.set, got, report.Skipped)
		}
		if math.IsNaN(c.gap) != (got.GapPercent == nil) || got.GapPercent != nil && math.Abs(*got.GapPercent-c.gap) > 1e-9 {
			t.Errorf("%s: gap %v", c.set, got.GapPercent)
		}
	}
	if r := doorstep(t, nil, "bench", "route", "--data", dir, "--set", "moon"); r.code != 2 || !strings.Contains(r.err, "solomon_100") {
		t.Errorf("a set that is not there: exit %d, %s", r.code, r.err)
	}
}

func TestACaseWithMoreVehiclesHasNoGap(t *testing.T) {
	best, two := 100.0, 2
	c := routeCase{problem: &routeProblem{fewest: true}, best: &best, vehicles: &two}
	if r := c.row(90, 3, false); r.GapPercent != nil || *r.ExtraVehicles != 1 {
		t.Errorf("one vehicle more: %+v", r)
	}
	if r := c.row(110, 2, false); *r.GapPercent != 10 || *r.ExtraVehicles != 0 {
		t.Errorf("as many vehicles: %+v", r)
	}
	if r := c.row(500, 1, false); *r.GapPercent != 0 || *r.ExtraVehicles != 0 {
		t.Errorf("one vehicle fewer: %+v", r)
	}
	if r := c.row(90, 3, true); r.BestKnown != nil || r.GapPercent != nil || r.ExtraVehicles != nil {
		t.Errorf("distance alone: %+v", r)
	}
}

func TestDrivingFindsEachBrokenRule(t *testing.T) {
	read := func(text string) *routeProblem {
		t.Helper()
		p, err := readRoute(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	route := func(vehicle int, customers ...int32) planning.FleetRoute {
		return planning.FleetRoute{Vehicle: vehicle, Customers: customers}
	}
	good := []planning.FleetRoute{route(0, 0, 1), route(0, 2, 3)}
	late := read(strings.Replace(tinySolomon, "2 -3 4 10 0 50 1", "2 -3 4 10 0 11 1", 1))
	few := read(strings.Replace(tinySolomon, "  4         20", "  1         20", 1))
	short := read(strings.Replace(tinyDepots, "DURATION: 100", "DURATION: 6", 1))
	for _, c := range []struct {
		name   string
		p      *routeProblem
		routes []planning.FleetRoute
		words  string // of the error; "": none
	}{
		{"nothing broken", read(tinySolomon), good, ""},
		{"one left out", read(tinySolomon), good[:1], "customer 2 is not visited"},
		{"one twice", read(tinySolomon), []planning.FleetRoute{route(0, 0, 1), route(0, 2, 3), route(0, 0)}, "was visited"},
		{"one that is not there", read(tinySolomon), []planning.FleetRoute{route(0, 9)}, "does not exist"},
		{"too heavy", read(tinySolomon), []planning.FleetRoute{route(0, 0, 1, 2), route(0, 3)}, "carries 30"},
		{"too late", late, good, "closes at 11"},
		{"too many vehicles", few, good, "more than its 1 vehicles"},
		{"no such vehicle", read(tinySolomon), []planning.FleetRoute{route(1, 0)}, "no vehicle"},
		{"an empty route", read(tinySolomon), []planning.FleetRoute{route(0)}, "empty"},
		{"waiting at the depot is no work", read(tinyDepots), []planning.FleetRoute{route(0, 0), route(1, 1)}, ""},
		{"too long", short, []planning.FleetRoute{route(0, 0), route(1, 1)}, "it lasts 7000"},
	} {
		_, err := c.p.drive(c.routes, false)
		if c.words == "" && err != nil || c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words)) {
			t.Errorf("%s: %v, not %q", c.name, err, c.words)
		}
	}
}

func TestInstancesThatCannotBeReadAreRefusedWithTheirLine(t *testing.T) {
	for text, words := range map[string]string{
		"":                           "a depot and a customer",
		"tiny\nVEHICLE\nA B\n4 x\n":  "line 4: \"x\" is no number",
		tinySolomon + "5 1 1 1 1\n":  "line 15: \"5 1 1 1 1\" has fewer than 7",
		"TYPE : CVRP\nDIMENSION : 0": "line 2: DIMENSION is",
		"TYPE : TSP\n":               "the type \"TSP\" is not known",
		strings.Replace(tinyCVRP, "4 0 10", "5 0 10", 1):                       "line 10: there is no place 5",
		strings.Replace(tinyCVRP, "DEPOT_SECTION\n 1", "DEPOT_SECTION\n 2", 1): "depot 2 is not among the first",
		strings.Split(tinyCVRP, "4 0 10")[0]:                                   "NODE_COORD_SECTION ends after",
	} {
		if _, err := readRoute(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%.20q...: %v, not %q", text, err, words)
		}
	}
}

func FuzzReadRoute(f *testing.F) {
	for _, text := range []string{tinySolomon, tinyCVRP, tinyDepots} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := readRoute(strings.NewReader(text))
		if err == nil && (p.depots < 1 || len(p.places) <= p.depots) {
			t.Fatalf("read as %d depots and %d places", p.depots, len(p.places))
		}
	})
}
