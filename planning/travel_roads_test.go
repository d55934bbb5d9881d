package planning_test

import (
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
	"doorstep/planning/road"
)

// lane is a way on foot and by car through some of the nodes.
func lane(id int64, nodes ...int64) road.Way {
	w := road.Way{ID: id, Nodes: nodes}
	for _, p := range []road.Profile{road.Walk, road.Cycle, road.Car} {
		w.Forward[p], w.Backward[p] = 5, 5
	}
	w.Forward[road.Car], w.Backward[road.Car] = 30, 30
	return w
}

// village is a road graph: a lane along the west bank of the Damodar from 23.2 to 23.23, one along the east bank, and what
// joins them at 23.22.
func village(tb testing.TB, join *road.Way) *road.Graph {
	tb.Helper()
	b := new(road.Builder)
	for k := range int64(4) {
		for side, lon := range []float64{87.8495, 87.8521} {
			if err := b.AddNode(10*int64(side+1)+k, orb.Point{lon, 23.2 + 0.01*float64(k)}); err != nil {
				tb.Fatal(err)
			}
		}
	}
	ways := []road.Way{lane(1, 10, 11, 12, 13), lane(2, 20, 21, 22, 23)}
	if join != nil {
		ways = append(ways, *join)
	}
	for _, w := range ways {
		if err := b.AddWay(w); err != nil {
			tb.Fatal(err)
		}
	}
	file, _, err := b.Build()
	if err != nil {
		tb.Fatal(err)
	}
	g, err := road.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func TestRoadsCountWhereThereAreSome(t *testing.T) {
	bridge := lane(3, 12, 22)
	bridge.Bridge = true
	west, east, south, field := orb.Point{87.8496, 23.2}, orb.Point{87.8520, 23.2}, orb.Point{87.8494, 23.215}, orb.Point{87.83, 23.21}
	places := []orb.Point{west, east, south, field}
	for name, c := range map[string]struct {
		join   *road.Way
		water  []planning.Water
		across bool
	}{
		"a bridge":                   {&bridge, damodar(), true},
		"a bridge, rivers unknown":   {&bridge, nil, true},
		"nothing over the river":     {nil, damodar(), false},
		"nothing and no river known": {nil, nil, false},
	} {
		tr := planning.NewTravel(planning.TravelLayers{Factors: factors(), Water: c.water, Roads: village(t, c.join)})
		legs, err := tr.Reach(t.Context(), places, places, 6000)
		if err != nil {
			t.Fatal(err)
		}
		m, err := tr.Matrix(t.Context(), planning.ProfileWalk, places, nil)
		if err != nil {
			t.Fatal(err)
		}
		byTo := map[int32]planning.Leg{}
		for _, l := range legs[0] {
			byTo[l.To] = l
			if float64(l.Metres) < float64(geo.Distance(west, places[l.To])) || l.To != 0 && (m.Metres[l.To] != l.Metres || m.Estimated[l.To] != l.Estimated) {
				t.Errorf("%s: leg %+v, in the matrix %d m, %d s", name, l, m.Metres[l.To], m.Seconds[l.To])
			}
		}
		if l := byTo[2]; l.Estimated || l.Metres < 1660 || l.Metres > 1720 {
			t.Errorf("%s: along the lane %+v", name, l)
		}
		if l := byTo[3]; !l.Estimated || l.Metres == 0 {
			t.Errorf("%s: to the field %+v", name, l)
		}
		l, reached := byTo[1]
		near := geo.Distance(west, east) <= 250 && c.water == nil // so near that one would walk across where no water is known
		if reached != (c.across || near) || c.across && !near && (l.Estimated || l.Metres < 4400) {
			t.Errorf("%s: to the other bank %+v, %t", name, l, reached)
		}
		if m.Seconds[1] >= 0 != reached {
			t.Errorf("%s: the matrix says %d s to the other bank", name, m.Seconds[1])
		}
	}
}

func TestAClosedBridgePartsTheBanksAndTheLineFollowsTheRoad(t *testing.T) {
	bridge := lane(3, 12, 22)
	tr := planning.NewTravel(planning.TravelLayers{Factors: factors(), Water: damodar(), Roads: village(t, &bridge)})
	places := []orb.Point{{87.8495, 23.201}, {87.8521, 23.201}}
	for name, closed := range map[string][]planning.TravelClosure{
		"by its way":  {{Ways: []int64{3}}},
		"by its area": {{Area: pool("", 87.8502, 23.2195, 87.8514, 23.2205).Area}},
	} {
		for _, profile := range []planning.Profile{planning.ProfileWalk, planning.ProfileCar} {
			open, err := tr.Matrix(t.Context(), profile, places, nil)
			if err != nil {
				t.Fatal(err)
			}
			shut, err := tr.Matrix(t.Context(), profile, places, closed)
			if err != nil {
				t.Fatal(err)
			}
			if open.Seconds[1] <= 0 || open.Estimated[1] || shut.Seconds[1] != -1 {
				t.Errorf("%s, %s: open %v, shut %v", name, profile, open, shut)
			}
		}
	}
	line, estimated, err := tr.Path(t.Context(), planning.ProfileCar, places[0], places[1], nil)
	if err != nil || estimated || len(line) < 4 || line[0] != places[0] || line[len(line)-1] != places[1] {
		t.Errorf("the line %v, %t (%v)", line, estimated, err)
	}
}

func TestAFerryOfTheRoadsThatDoesNotRunAllHoursCarriesNobody(t *testing.T) {
	ferry := lane(3, 10, 20)
	ferry.Forward, ferry.Backward = [road.Profiles]road.Speed{road.Walk: 5}, [road.Profiles]road.Speed{road.Walk: 5}
	ferry.Ferry = &road.Ferry{WaitSeconds: 300, OpenMinute: 6 * 60, CloseMinute: 12 * 60}
	places := []orb.Point{{87.8495, 23.2}, {87.8521, 23.2}}
	for _, c := range []struct {
		from, to planning.Clock
		over     bool
	}{{0, 0, true}, {7 * 60, 11 * 60, true}, {10 * 60, 16 * 60, false}} {
		tr := planning.NewTravel(planning.TravelLayers{Factors: factors(), Water: damodar(), Roads: village(t, &ferry), From: c.from, To: c.to})
		legs, err := tr.Reach(t.Context(), places[:1], places[1:], 3000)
		if err != nil {
			t.Fatal(err)
		}
		if over := len(legs[0]) > 0; over != c.over || over && legs[0][0].Metres < 400 {
			t.Errorf("from %s to %s: %+v", c.from, c.to, legs)
		}
	}
}

func TestPlansOnRoadsBreakNoRule(t *testing.T) {
	bridge := lane(3, 12, 22)
	roads := village(t, &bridge)
	for seed := range uint64(40) {
		p := walked(t, randomProblem(seed, false), planning.NewTravel(planning.TravelLayers{Factors: factors(), Water: damodar(), Roads: roads}))
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		if p.Travel.Engine != planning.EngineRoads || !p.Travel.Listed {
			t.Errorf("record %+v", p.Travel)
		}
	}
}
