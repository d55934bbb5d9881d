package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/internal/report"
	"doorstep/planning"
)

func TestWhoWasWronglyCalledReachedIsPrintedByName(t *testing.T) {
	p, a := toy(t)
	square := func(at orb.Point, half float64) orb.Ring {
		return orb.Ring{{at[0] - half, at[1] - half}, {at[0] + half, at[1] - half}, {at[0] + half, at[1] + half}, {at[0] - half, at[1] + half}, {at[0] - half, at[1] - half}}
	}
	var water []planning.Water // a moat 200 m from every venue
	for _, v := range p.Candidates {
		inner := square(v.At, 0.002)
		inner.Reverse()
		water = append(water, planning.Water{Name: "Moat", Area: orb.MultiPolygon{{square(v.At, 0.0025), inner}}})
	}
	q, err := p.WalkBy(t.Context(), planning.NewTravel(planning.TravelLayers{Factors: planning.DefaultTravelFactors(), Water: water}))
	if err != nil {
		t.Fatal(err)
	}
	b, err := planning.Solve(t.Context(), q, 1, planning.Options{PriceUnits: 50, ImproveUnits: 1000}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := planning.CompareTravel(p, a, q, &b)
	if c.Wrongly == 0 || c.Wrongly > c.Claimed || len(c.Cells) == 0 || len(c.Groups) == 0 || c.Again != b.Score.PeopleWithin || c.RiversB != planning.RiversKnown {
		t.Fatalf("comparison %+v", c)
	}
	var people int64
	for _, x := range c.Cells {
		people += x.People
		if x.Walk > 0 && x.Walk <= c.Threshold {
			t.Errorf("%s is called wrongly reached with a walk of %d m", x.Place, x.Walk)
		}
	}
	if people != c.Wrongly {
		t.Errorf("the cells have %d people, the comparison says %d", people, c.Wrongly)
	}
	var out bytes.Buffer
	if err := report.TravelComparison(&out, c); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"who was wrongly called reached", c.Cells[0].Place, "Rivers: known", c.Groups[0].Name} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	same := planning.CompareTravel(p, a, p, &a)
	if same.Wrongly != 0 || same.Missed != 0 || same.VisitorsWrongly != 0 {
		t.Errorf("a plan held against its own walks: %+v", same)
	}
}
