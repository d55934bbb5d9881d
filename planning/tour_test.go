package planning_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"doorstep/geo"
	"doorstep/planning"
)

// scattered is the gazetteer of the build tests with five hamlets of block b1 that no venue is near, in a row
// 0.04 degrees of latitude apart, and a market at the second.
func scattered() planning.Gazetteer {
	g := gazetteer()
	for i := range 5 {
		g.Settlements = append(g.Settlements, settlement(fmt.Sprintf("far%d", i), "g1", 20+4*float64(i), 0, 300+int64(100*i)))
	}
	market := venue("market", "g1", 24, 0.5)
	market.Kind, market.Host = "market", planning.HostMobile
	g.Venues = append(g.Venues, market)
	return g
}

func touring(d *planning.Drive) {
	d.FirstDay, d.WorkingDays, d.HaltsPerDay = monday, 12, 3
}

func tours(p planning.Problem) (list []planning.Candidate) {
	for _, v := range p.Candidates {
		if len(v.Halts) > 0 {
			list = append(list, v)
		}
	}
	return list
}

func TestCellsThatNoVenueIsNearAreReachedByTours(t *testing.T) {
	p := problem(t, scattered(), touring)
	found := tours(p)
	if len(found) != 2 {
		t.Fatalf("the tours are %+v", found)
	}
	halts := 0
	for _, v := range found {
		halts += len(v.Halts)
		minutes := int64(0)
		for k, h := range v.Halts {
			minutes += int64(h.To - h.From)
			if h.Area != "g1" || h.From < 10*60 || h.To > 16*60 || h.To-h.From < 60 {
				t.Errorf("%s halts at %+v", v.Name, h)
			}
			if k > 0 && h.From <= v.Halts[k-1].To {
				t.Errorf("no time is left for the way to %s", h.Name)
			}
		}
		if minutes != v.Minutes || v.Cap != 859*minutes/360 || v.CapBy != "drive" || v.Kind != "mobile_tour" || !v.Mobile || v.At != v.Halts[0].At {
			t.Errorf("the tour is %+v", v)
		}
	}
	if halts != 6 { // no venue is near s2 either
		t.Errorf("%d halts for six hamlets", halts)
	}
	if !strings.Contains(found[0].Name+found[1].Name, "School market") {
		t.Errorf("no tour halts at the market: %s, %s", found[0].Name, found[1].Name)
	}
	plan := solve(t, p, 1)
	for _, x := range planning.Check(p, plan) {
		t.Errorf("%s: %s", x.Rule, x.Text)
	}
	held, far := 0, 0
	for _, c := range plan.Camps {
		if len(c.Halts) > 0 {
			held++
		}
	}
	for _, x := range plan.Unserved {
		if x.Reason == planning.ReasonNoVenue {
			far++
		}
	}
	if held != 2 || far > 0 {
		t.Errorf("%d tours are held, %d cells are out of reach: %+v", held, far, plan.Unserved)
	}
	text := strings.Join(planning.Summarise(p, plan).Sentences, " ")
	if !strings.Contains(text, "2 camps are tours of a mobile camp") {
		t.Errorf("the summary says %s", text)
	}
	var b bytes.Buffer
	if err := planning.WriteProblem(&b, p); err != nil {
		t.Fatal(err)
	}
	again, err := planning.ReadProblem(&b)
	if err != nil || len(tours(again)) != 2 {
		t.Errorf("read again: %v", err)
	}
	if err := planning.WritePlan(&b, plan); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema(t, "plan").Validate(doc); err != nil {
		t.Error(err)
	}
}

func TestWithoutHaltsADayThereAreNoToursAndNothingChanges(t *testing.T) {
	p := problem(t, scattered(), func(d *planning.Drive) { touring(d); d.HaltsPerDay = 0 })
	if found := tours(p); len(found) != 0 || slices.ContainsFunc(p.Candidates, func(v planning.Candidate) bool { return v.Mobile }) {
		t.Errorf("the tours are %+v", found)
	}
}

func TestASinglePlaceThatNoVenueIsNearBecomesAMobileCamp(t *testing.T) {
	g := gazetteer()
	g.Settlements = append(g.Settlements, settlement("far", "g3", 30, 9, 500))
	p := problem(t, g, touring)
	k := slices.IndexFunc(p.Candidates, func(v planning.Candidate) bool { return v.Name == "Para far (mobile halt)" })
	if k < 0 || len(p.Candidates[k].Halts) != 0 || !p.Candidates[k].Mobile || p.Candidates[k].Cap != 859 {
		t.Fatalf("candidates: %v", ids(p))
	}
	if found := planning.Check(p, solve(t, p, 1)); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
}

func TestAHaltKeepsTheHoursOfItsPlace(t *testing.T) {
	p := problem(t, scattered(), func(d *planning.Drive) {
		touring(d)
		desks(d)
		d.HaltMinutes = 30
		d.Hours = []planning.Hours{
			{Kind: "ferry_hours", Area: "g1", From: 11 * 60, To: 15 * 60, Source: "ferry table"},
			{Kind: "tide_hours", Area: "g1", Day: monday + 2, From: 12 * 60, To: 13 * 60, Source: "tide table"}, // too few: closed
		}
	})
	found := tours(p)
	if len(found) == 0 {
		t.Fatal("there is no tour")
	}
	for _, v := range found {
		if v.Halts[0].From != 11*60 || v.Halts[len(v.Halts)-1].To > 15*60 || v.CapBy != "caste" {
			t.Errorf("the tour is %+v", v)
		}
	}
	if got := planning.Check(p, solve(t, p, 1)); len(got) > 0 {
		t.Errorf("violations: %v", got)
	}
}

func TestAClosedMarketClosesTheTourThatHaltsThere(t *testing.T) {
	g := scattered()
	g.Closures = []planning.Closure{{Day: monday + 1, Kind: "order", Venue: "market", Source: "BDO"}}
	p := problem(t, g, touring)
	for _, v := range tours(p) {
		with := slices.ContainsFunc(v.Halts, func(h planning.Halt) bool { return h.Venue == "market" })
		shut := slices.ContainsFunc(p.Closures, func(c planning.Closure) bool { return c.Venue == v.ID && c.Day == monday+1 })
		if with != shut {
			t.Errorf("%s: closed is %t", v.Name, shut)
		}
	}
}

// rides adds up the minutes between places in their order.
func rides(p planning.Problem, at []orb.Point) (minutes int64) {
	for k := 1; k < len(at); k++ {
		metres := int64(math.Round(float64(geo.Distance(at[k-1], at[k])) * float64(p.Drive.DetourPermille) / 1000))
		minutes += (metres*60 + p.Drive.TravelKMH*1000 - 1) / (p.Drive.TravelKMH * 1000)
	}
	return minutes
}

// shortest tries every order.
func shortest(p planning.Problem, at []orb.Point) int64 {
	best := int64(math.MaxInt64)
	var try func(done, left []orb.Point)
	try = func(done, left []orb.Point) {
		if len(left) == 0 {
			best = min(best, rides(p, done))
		}
		for k := range left {
			try(append(slices.Clone(done), left[k]), slices.Delete(slices.Clone(left), k, k+1))
		}
	}
	try(nil, at)
	return best
}

// Any scatter of hamlets makes a problem whose plan keeps every rule.
func TestToursOfAnyScatterKeepEveryRule(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 1))
		g := gazetteer()
		for i := range 6 + rng.IntN(10) {
			group := []string{"g1", "g2", "g3", "w1"}[rng.IntN(4)]
			g.Settlements = append(g.Settlements, settlement(fmt.Sprintf("x%d", i), group, 12+30*rng.Float64(), 20*rng.Float64(), 1+rng.Int64N(900)))
			if rng.IntN(4) == 0 {
				v := venue(fmt.Sprintf("m%d", i), group, 12+30*rng.Float64(), 20*rng.Float64())
				v.Kind, v.Host = "market", planning.HostMobile
				g.Venues = append(g.Venues, v)
			}
		}
		p := problem(t, g, func(d *planning.Drive) {
			touring(d)
			d.HaltsPerDay, d.HaltMinutes, d.TravelKMH, d.TravelSource = 2+rng.IntN(4), 20+rng.Int64N(60), 5+rng.Int64N(40), "assumption"
			if rng.IntN(2) == 0 {
				desks(d)
			}
			if rng.IntN(2) == 0 {
				d.Hours = []planning.Hours{{Kind: "ferry_hours", Area: "b1", From: 11 * 60, To: 14 * 60, Source: "ferry table"}}
			}
		})
		plan := solve(t, p, seed)
		for _, x := range planning.Check(p, plan) {
			t.Errorf("seed %d: %s: %s", seed, x.Rule, x.Text)
		}
		for _, x := range plan.Unserved {
			if x.Reason == planning.ReasonNoVenue {
				t.Errorf("seed %d: %s", seed, x.Text)
			}
		}
		for _, v := range tours(p) {
			at := make([]orb.Point, len(v.Halts))
			for k, h := range v.Halts {
				at[k] = h.At
			}
			if got, best := rides(p, at), shortest(p, at); got != best {
				t.Errorf("seed %d: %s rides for %d minutes; %d would do", seed, v.Name, got, best)
			}
		}
		again := problem(t, g, func(d *planning.Drive) { *d = p.Drive })
		if a, _ := p.Hash(); a == "" {
			t.Error("no hash")
		} else if b, _ := again.Hash(); a != b {
			t.Errorf("seed %d: the same input gives another problem", seed)
		}
	}
}
