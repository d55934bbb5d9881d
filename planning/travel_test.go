package planning_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// factors are those that the tests reckon with: a walk is 1.3 times the straight line, at 4.5 km/h.
func factors() planning.TravelFactors {
	return planning.TravelFactors{
		Source: "test", FerryWaitMinutes: 10, FerryMetresAHour: 4000,
		Profiles: []planning.ProfileFactor{
			{Profile: planning.ProfileCar, MetresPerHour: 20_000, Knots: []planning.TravelKnot{{Straight: 1000, Permille: 1400}}},
			{Profile: planning.ProfileWalk, MetresPerHour: 4500, Knots: []planning.TravelKnot{{Straight: 500, Permille: 1300}}},
		},
	}
}

// pool is a rectangle of water.
func pool(name string, west, south, east, north float64) planning.Water {
	return planning.Water{Name: name, Area: orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}}
}

func travel(water []planning.Water, crossings ...planning.Crossing) *planning.Travel {
	return planning.NewTravel(planning.TravelLayers{Factors: factors(), Water: water, Crossings: crossings, From: 10 * 60, To: 16 * 60})
}

// damodar runs from south to north 30 m east of the toy district's first venue, 100 m wide.
func damodar() []planning.Water { return []planning.Water{pool("Damodar", 87.8503, 23, 87.8513, 23.5)} }

// walked gives a problem with the walks of a travel.
func walked(tb testing.TB, p planning.Problem, t *planning.Travel) planning.Problem {
	tb.Helper()
	q, err := p.WalkBy(context.Background(), t)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// byWater plants a violation in a toy whose walks go round water.
func byWater(plant func(p *planning.Problem, plan *planning.Plan)) func(p *planning.Problem, plan *planning.Plan) {
	return func(p *planning.Problem, plan *planning.Plan) {
		q, err := p.WalkBy(context.Background(), travel(damodar()))
		if err != nil {
			panic(err)
		}
		*p = q
		if *plan, err = planning.Solve(context.Background(), q, 1, quick, nil); err != nil {
			panic(err)
		}
		plant(p, plan)
	}
}

// shortenWalks halves the longer walks that a problem lists.
func shortenWalks(p *planning.Problem, _ *planning.Plan) {
	for j := range p.Candidates {
		for k := range p.Candidates[j].Walks {
			if w := &p.Candidates[j].Walks[k]; w.Metres > 300 {
				w.Metres /= 2
			}
		}
	}
}

// dropWalk takes the walk by which visitors are served out of the list.
func dropWalk(p *planning.Problem, plan *planning.Plan) {
	x := plan.Served[0]
	for j := range p.Candidates {
		if v := &p.Candidates[j]; v.ID == x.Venue {
			v.Walks = slices.DeleteFunc(v.Walks, func(w planning.CellWalk) bool { return w.Cell == x.Cell })
		}
	}
}

// twoBanks is a district with a venue on one bank of a river and people on both, 300 m apart.
func twoBanks() planning.Gazetteer {
	g := gazetteer()
	g.Settlements = []planning.Settlement{settlement("s1", "g1", 0, 0, 3000), settlement("s2", "g1", 0, 0.3, 900)}
	g.Venues = []planning.Venue{venue("v1", "g1", 0, 0)}
	return g
}

func TestTwoBanksOfARiverAreFarApartWithoutABridge(t *testing.T) {
	drive := planning.DefaultDrive()
	drive.ID = "drive"
	people := func(tr *planning.Travel) (planning.Problem, planning.Plan) {
		p, err := planning.NewProblemBy(t.Context(), tr, twoBanks(), drive, "d1")
		if err != nil {
			t.Fatal(err)
		}
		plan := solve(t, p, 1)
		if found := planning.Check(p, plan); len(found) > 0 {
			t.Errorf("violations %v", found)
		}
		return p, plan
	}
	if _, plan := people(nil); plan.Score.PeopleWithin != 3900 {
		t.Errorf("in straight lines %d are within reach", plan.Score.PeopleWithin)
	}
	p, plan := people(travel(damodar()))
	if plan.Score.PeopleWithin != 3000 || len(plan.Unserved) != 1 || !strings.Contains(plan.Unserved[0].Text, "Damodar lies between") {
		t.Errorf("without a bridge %d within reach, %+v", plan.Score.PeopleWithin, plan.Unserved)
	}
	if s := planning.Summarise(p, plan); s.Shares.EstimatedDistance != 100 || s.Uncovered[0].Reason != planning.ReasonNoVenue {
		t.Errorf("summary %+v, %+v", s.Shares, s.Uncovered)
	}
	bridge := planning.Crossing{ID: "X1", Kind: planning.CrossingBridge, At: orb.Point{87.8508, 23.203}}
	if p, plan := people(travel(damodar(), bridge)); plan.Score.PeopleWithin != 3900 {
		t.Errorf("with a bridge %d within reach: %+v", plan.Score.PeopleWithin, p.Candidates[0].Walks)
	}
	ferry := planning.Crossing{ID: "X2", Kind: planning.CrossingFerry, At: orb.Point{87.8508, 23.2}, Wait: 5}
	if _, plan := people(travel(damodar(), ferry)); plan.Score.PeopleWithin != 3900 {
		t.Errorf("with a ferry %d within reach", plan.Score.PeopleWithin)
	}
	ferry.First, ferry.Last = 6*60, 12*60
	if _, plan := people(travel(damodar(), ferry)); plan.Score.PeopleWithin != 3000 {
		t.Errorf("with a ferry that ends at noon %d within reach", plan.Score.PeopleWithin)
	}
}

func TestACellPartedByWaterIsNeverSureOfReach(t *testing.T) {
	g := twoBanks()
	g.Settlements[1].Cell = g.Settlements[0].Cell
	drive := planning.DefaultDrive()
	drive.ID = "drive"
	p, err := planning.NewProblemBy(t.Context(), travel(damodar()), g, drive, "d1")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Demand) != 1 || p.Demand[0].At != at(0, 0) || p.Demand[0].Radius <= drive.Threshold {
		t.Errorf("demand %+v", p.Demand)
	}
	if !slices.ContainsFunc(p.Absent, func(a planning.Absence) bool { return strings.Contains(a.What, "parted by water") }) {
		t.Errorf("absent %+v", p.Absent)
	}
	plan := solve(t, p, 1)
	if plan.Score.PeopleSure != 0 || plan.Score.PeoplePossible != 3900 || len(planning.Check(p, plan)) > 0 {
		t.Errorf("score %+v", plan.Score)
	}
}

// flooded gives a random problem with the walks round some random water, over some random crossings.
func flooded(tb testing.TB, p planning.Problem, seed uint64) planning.Problem {
	tb.Helper()
	r := rand.New(rand.NewPCG(seed, 11))
	var water []planning.Water
	var crossings []planning.Crossing
	for k := range 1 + r.IntN(5) {
		west, south := 87.84+0.09*r.Float64(), 23.19+0.09*r.Float64()
		w := pool(fmt.Sprintf("River %d", k), west, south, west+0.0004+0.01*r.Float64(), south+0.001+0.06*r.Float64())
		water = append(water, w)
		if kind := []string{"", planning.CrossingBridge, planning.CrossingFerry}[r.IntN(3)]; kind != "" {
			crossings = append(crossings, planning.Crossing{ID: fmt.Sprintf("X%d", k), Kind: kind, At: w.Area.Bound().Center(), Wait: int64(r.IntN(12) - 1)})
		}
	}
	return walked(tb, p, travel(water, crossings...))
}

func TestPlansRoundWaterBreakNoRule(t *testing.T) {
	barred := 0
	for seed := range uint64(150) {
		p := flooded(t, randomProblem(seed, false), seed)
		if seed%3 == 0 {
			for i := range p.Demand {
				p.Demand[i].Radius = int64(seed % 500)
			}
		}
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		_ = planning.Summarise(p, plan)
		for _, x := range plan.Unserved {
			if x.Venue == "" && strings.Contains(x.Text, "lies between") {
				barred++
			}
			if seed%5 == 0 {
				relaxed(t, p, plan, x)
			}
		}
		var a, b bytes.Buffer
		if err := planning.WriteProblem(&a, p); err != nil {
			t.Fatal(err)
		}
		read, err := planning.ReadProblem(bytes.NewReader(a.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := planning.WriteProblem(&b, read); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Fatalf("problem %d is not read as it is written: %v", seed, err)
		}
		conflicts, err := planning.Conflicts(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range conflicts {
			if err := c.Relaxed(p).Validate(); err != nil {
				t.Errorf("problem %d, %s: %v", seed, c.Change.What, err)
			}
		}
	}
	if barred == 0 {
		t.Error("no cell was cut off by water: the problems are too easy")
	}
}

func TestSittingsRoundWaterBreakNoRule(t *testing.T) {
	for seed := range uint64(60) {
		p := flooded(t, randomBooths(seed, false), seed)
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		for k, x := range plan.Unseated {
			if k < 3 && seed%6 == 0 {
				if _, err := planning.ExplainBooth(p, plan, x.Booth); err != nil {
					t.Errorf("problem %d, booth %s: %v", seed, x.Booth, err)
				}
			}
		}
	}
}

// TestFactorsAloneGiveTheWalksOfTheOldPlan: with no water known and the drive's own detour, nothing but the record
// is new.
func TestFactorsAloneGiveTheWalksOfTheOldPlan(t *testing.T) {
	for seed := range uint64(40) {
		p := randomProblem(seed, false)
		q := walked(t, p, travel(nil))
		if q.Travel == nil || q.Travel.Listed || q.Travel.Rivers != planning.RiversUnknown {
			t.Fatalf("record %+v", q.Travel)
		}
		a, b := solve(t, p, seed), solve(t, q, seed)
		if found := planning.Check(q, b); len(found) > 0 {
			t.Errorf("problem %d: %v", seed, found)
		}
		if a.Score != b.Score || !slices.Equal(a.Served, b.Served) || !slices.Equal(a.Unserved, b.Unserved) {
			t.Errorf("problem %d: with factors %+v, without %+v", seed, b.Score, a.Score)
		}
		if back := walked(t, q, nil); back.Travel != nil {
			t.Errorf("problem %d keeps %+v", seed, back.Travel)
		}
	}
	steep := factors()
	steep.Profiles[1].Knots = []planning.TravelKnot{{Straight: 200, Permille: 2000}, {Straight: 900, Permille: 1500}, {Straight: 3000, Permille: 1350}}
	for seed := range uint64(60) {
		q := walked(t, randomProblem(seed, false), planning.NewTravel(planning.TravelLayers{Factors: steep}))
		for i := range q.Demand {
			q.Demand[i].Radius = int64(seed%4) * 90
		}
		if found := planning.Check(q, solve(t, q, seed)); len(found) > 0 {
			t.Errorf("problem %d: %v", seed, found)
		}
	}
}

func TestNoLegIsShorterThanTheGreatCircleAndLegsAgreeWithTheMatrix(t *testing.T) {
	bridge := planning.Crossing{Kind: planning.CrossingBridge, At: orb.Point{87.8508, 23.21}}
	for name, tr := range map[string]*planning.Travel{"factors": travel(nil), "water": travel(damodar()), "a bridge": travel(damodar(), bridge)} {
		r := rand.New(rand.NewPCG(5, 5))
		var places []orb.Point
		for range 20 {
			places = append(places, orb.Point{87.84 + 0.02*r.Float64(), 23.2 + 0.02*r.Float64()})
		}
		m, err := tr.Matrix(t.Context(), planning.ProfileWalk, places, nil)
		if err != nil {
			t.Fatal(err)
		}
		legs, err := tr.Reach(t.Context(), places, places, 3000)
		if err != nil {
			t.Fatal(err)
		}
		parted := 0
		for i := range places {
			for j := range places {
				metres, seconds := m.Metres[i*20+j], m.Seconds[i*20+j]
				if metres < 0 != (seconds < 0) {
					t.Fatalf("%s: %d m in %d s", name, metres, seconds)
				}
				if metres < 0 {
					parted++
				} else if float64(metres) < float64(geo.Distance(places[i], places[j])) {
					t.Errorf("%s: %d m, the great circle is %.1f", name, metres, geo.Distance(places[i], places[j]))
				}
			}
			for _, l := range legs[i] {
				if float64(l.Metres) < float64(geo.Distance(places[i], places[l.To])) || l.Metres > 3000 || !l.Estimated {
					t.Errorf("%s: leg %+v", name, l)
				}
			}
		}
		if (parted > 0) != (name == "water") {
			t.Errorf("%s: %d pairs without a way", name, parted)
		}
	}
}

func TestTheShippedFactorsCanBeUsedAndSayTheirSource(t *testing.T) {
	f := planning.DefaultTravelFactors()
	if len(f.Source) < 20 || len(f.Profiles) < 3 {
		t.Errorf("factors %+v", f)
	}
	for name, text := range map[string]string{
		"nothing":         `{}`,
		"a field unknown": `{"source":"x","factor":2}`,
		"shorter than the straight line": `{"source":"x","quantile_permille":900,"ferry_wait_minutes":1,"ferry_metres_per_hour":1,
			"profiles":[{"profile":"walk","metres_per_hour":4500,"knots":[{"straight_m":500,"permille":900}]}]}`,
		"a way that shrinks": `{"source":"x","quantile_permille":900,"ferry_wait_minutes":1,"ferry_metres_per_hour":1,
			"profiles":[{"profile":"walk","metres_per_hour":4500,"knots":[{"straight_m":500,"permille":3000},{"straight_m":600,"permille":1000}]}]}`,
	} {
		if _, err := planning.ReadTravelFactors([]byte(text)); fault.CodeOf(err) != "travel.factors" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACrossingThatLeadsNowhereIsNamed(t *testing.T) {
	tr := travel(damodar(), planning.Crossing{ID: "X9", Name: "Sadar ghat", Kind: planning.CrossingFerry, At: orb.Point{88.3, 23.2}})
	if !slices.Equal(tr.Lost(), []string{"X9 Sadar ghat"}) || !strings.Contains(tr.Source(), "1 crossing without two banks") {
		t.Errorf("lost %v, source %s", tr.Lost(), tr.Source())
	}
}

func TestProblemsWithWalksFollowThePublishedSchema(t *testing.T) {
	for seed := range uint64(6) {
		var text bytes.Buffer
		if err := planning.WriteProblem(&text, flooded(t, randomBooths(seed, false), seed)); err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(&text)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema(t, "problem").Validate(doc); err != nil {
			t.Errorf("problem %d: %v", seed, err)
		}
	}
}

func TestNoWayPassesWhatIsClosed(t *testing.T) {
	places := []orb.Point{at(0, 0), at(0, 2), at(0, 1)}
	flood := planning.TravelClosure{Area: pool("", 87.857, 23.19, 87.863, 23.21).Area}
	for name, tr := range map[string]*planning.Travel{"factors": travel(nil), "water": travel([]planning.Water{pool("Pond", 87.9, 23.3, 87.91, 23.31)})} {
		open, err := tr.Matrix(t.Context(), planning.ProfileCar, places, nil)
		if err != nil {
			t.Fatal(err)
		}
		shut, err := tr.Matrix(t.Context(), planning.ProfileCar, places, []planning.TravelClosure{flood})
		if err != nil {
			t.Fatal(err)
		}
		if shut.Metres[1] <= open.Metres[1] || shut.Seconds[1] <= open.Seconds[1] || shut.Seconds[2] != -1 || shut.Seconds[6] != -1 || shut.Seconds[8] != 0 {
			t.Errorf("%s: open %v, shut %v", name, open.Metres, shut.Metres)
		}
		line, estimated, err := tr.Path(t.Context(), planning.ProfileCar, places[0], places[1], []planning.TravelClosure{flood})
		if err != nil || !estimated || len(line) < 3 {
			t.Errorf("%s: path %v (%v)", name, line, err)
		}
	}
}
