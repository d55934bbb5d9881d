package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// A place at random, with what it holds by brute force.
func randomPlace(random *rand.Rand) (planning.Place, func(at orb.Point, cell geo.Cell) bool) {
	at := func() orb.Point {
		return orb.Point{west - 0.05 + 0.5*random.Float64(), south - 0.05 + 0.5*random.Float64()}
	}
	var p planning.Place
	holds := []func(orb.Point, geo.Cell) bool{}
	if random.IntN(2) == 0 {
		a, size := at(), 0.3*random.Float64()*random.Float64()
		b := orb.Bound{Min: a, Max: orb.Point{a[0] + size, a[1] + size*random.Float64()}}
		p.Bound = &b
		holds = append(holds, func(q orb.Point, _ geo.Cell) bool { return b.Contains(q) })
	}
	if random.IntN(2) == 0 {
		c, r := at(), geo.Meters(20_000*random.Float64()*random.Float64())
		p.Near, p.Within = &c, r
		holds = append(holds, func(q orb.Point, _ geo.Cell) bool { return geo.Distance(c, q) <= r })
	}
	if random.IntN(3) == 0 {
		cell, err := geo.CellOf(at(), 3+random.IntN(7))
		if err != nil {
			panic(err)
		}
		p.Cell = cell
		holds = append(holds, func(_ orb.Point, q geo.Cell) bool { return q.Parent(cell.Resolution()) == cell })
	}
	return p, func(q orb.Point, cell geo.Cell) bool {
		for _, h := range holds {
			if !h(q, cell) {
				return false
			}
		}
		return true
	}
}

func TestAPlaceHoldsWhatBruteForceFindsInIt(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 1500, 1500)
	random := rand.New(rand.NewPCG(3, 5))
	found := 0
	for range 300 {
		p, holds := randomPlace(random)
		var want []string
		for _, v := range g.Venues {
			if holds(v.At, v.Cell) && (p.Area == "" || v.Area == p.Area) {
				want = append(want, string(v.ID))
			}
		}
		slices.Sort(want)
		var got []string
		page := planning.Page{Limit: 1 + random.IntN(1000)}
		for {
			list, err := s.Venues(ctx, planning.VenueQuery{Place: p, Page: page})
			ok(t, err)
			for _, v := range list {
				got = append(got, string(v.ID))
			}
			if len(list) < page.Limit {
				break
			}
			page.After = got[len(got)-1]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%+v: %d venues, brute force finds %d", p, len(got), len(want))
		}
		wanted := 0
		for _, x := range g.Settlements {
			if holds(x.At, x.Cell) {
				wanted++
			}
		}
		list, err := s.Settlements(ctx, planning.SettlementQuery{Place: p, Page: planning.Page{Limit: 1001}})
		if err != nil || len(list) != min(wanted, 1001) {
			t.Fatalf("%+v: %d settlements, brute force finds %d, %v", p, len(list), wanted, err)
		}
		found += len(want)
	}
	if found < 5000 {
		t.Errorf("only %d venues were found in all: the places are too small to show anything", found)
	}
}

func TestAnAreaHoldsWhatLiesInTheTreeBelowIt(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 100, 100)
	for _, c := range []struct {
		area  string
		holds func(planning.Venue) bool
	}{
		{"s", func(planning.Venue) bool { return true }},
		{"d", func(planning.Venue) bool { return true }},
		{"b1", func(v planning.Venue) bool { return v.Area == areaID("b1") }},
		{"b0-g1", func(v planning.Venue) bool { return v.Group == areaID("b0-g1") }},
	} {
		want := 0
		for _, v := range g.Venues {
			if c.holds(v) && v.Kind == "school" {
				want++
			}
		}
		got, err := s.Venues(ctx, planning.VenueQuery{Place: planning.Place{Area: areaID(c.area)}, Kind: "school", Page: planning.Page{Limit: 1000}})
		if err != nil || len(got) != want || want == 0 {
			t.Errorf("%s: %d schools of %d, %v", c.area, len(got), want, err)
		}
	}
}

func TestABadPlaceIsRefused(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 5, 5)
	fine, err := geo.CellOf(inside, 10)
	ok(t, err)
	for code, p := range map[fault.Code]planning.Place{
		"bound.malformed":    {Bound: &orb.Bound{Min: orb.Point{88, 23}, Max: orb.Point{87, 24}}},
		"distance.malformed": {Near: &inside, Within: -1},
		"cell.malformed":     {Cell: fine},
		"area.missing":       {Area: areaID("nowhere")},
	} {
		_, err := s.Venues(ctx, planning.VenueQuery{Place: p})
		refused(t, err, code)
	}
	for _, after := range []string{"x", "'; DROP TABLE venue; --"} {
		_, err := s.Venues(ctx, planning.VenueQuery{Page: planning.Page{After: after}})
		refused(t, err, "page.malformed")
		_, err = s.VenueDuplicates(ctx, planning.Place{}, planning.Page{After: after})
		refused(t, err, "page.malformed")
		_, err = s.PlanCells(ctx, planning.PlanID(newID()), planning.Place{}, planning.Page{After: after})
		refused(t, err, "page.malformed")
	}
}

// The index that a place on the map must be answered from; each statement with its table's own.
func TestAPlaceOnTheMapIsAnsweredFromTheIndexOnCell(t *testing.T) {
	ctx := context.Background()
	_, conn, _ := filled(t, 20_000, 20_000)
	_, err := conn.Exec(ctx, "ANALYZE")
	ok(t, err)
	window := orb.Bound{Min: orb.Point{west + 0.1, south + 0.1}, Max: orb.Point{west + 0.13, south + 0.13}}
	ranges, err := geo.CoverBound(window)
	ok(t, err)
	var lo, hi []int64
	for _, r := range ranges {
		lo, hi = append(lo, int64(r.Lo)), append(hi, int64(r.Hi))
	}
	place := fmt.Sprintf("%v, %v, %v, %v, NULL, NULL, NULL, NULL, NULL, NULL, '00000000-0000-0000-0000-000000000000', 100",
		window.Min[0], window.Min[1], window.Max[0], window.Max[1])
	cells := fmt.Sprintf("'%s', '%s'", array(lo), array(hi))
	all := statements(sources(t))
	// The plan for these very arguments, and the one for any that the server falls back on.
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		for name, c := range map[string]struct{ table, args string }{
			"venuesOnMapSQL":      {"venue", place + ", '', '', '', " + cells},
			"settlementsOnMapSQL": {"settlement", place + ", " + cells},
		} {
			got := explain(t, conn, mode, all[name], c.args)
			if !strings.Contains(got, c.table+"_cell") || strings.Contains(got, "Seq Scan on "+c.table) {
				t.Errorf("%s does not use the index by %s:\n%s", name, mode, got)
			}
		}
	}
	_, err = conn.Exec(ctx, "DROP INDEX venue_cell")
	ok(t, err)
	if got := explain(t, conn, "auto", all["venuesOnMapSQL"], place+", '', '', '', "+cells); !strings.Contains(got, "Seq Scan on venue") {
		t.Errorf("without the index there is still no scan of the table:\n%s", got)
	}
}

// array writes numbers as an array literal.
func array(numbers []int64) string {
	return "{" + strings.ReplaceAll(strings.Trim(fmt.Sprint(numbers), "[]"), " ", ",") + "}"
}

// explain runs a statement and gives the plan it was run by.
func explain(t *testing.T, conn *pgx.Conn, mode, sql, args string) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	for _, step := range []string{"DEALLOCATE ALL", "SET plan_cache_mode = " + mode, "PREPARE looked_at AS " + sql, "EXPLAIN (ANALYZE, BUFFERS) EXECUTE looked_at (" + args + ")"} {
		results, err := conn.PgConn().Exec(ctx, step).ReadAll() // as it stands: $1 belongs to PREPARE
		ok(t, err)
		for _, r := range results {
			for _, row := range r.Rows {
				fmt.Fprintf(&b, "%s\n", row[0])
			}
		}
	}
	t.Log(b.String())
	return b.String()
}

func TestNamesAreFoundAcrossScriptsAndMisspellings(t *testing.T) {
	ctx := context.Background()
	s, _ := open(t)
	g := region(3, 6)
	names := []string{"Raiganj Girls High School", "রায়গঞ্জ বালিকা বিদ্যালয়", "Kalna Maharaja High School", "Memari Hat", "Bank of India", "Satgachia Primary School"}
	for i := range g.Venues {
		g.Venues[i].Name = names[i]
	}
	_, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	for text, want := range map[string]int{
		"raigunj girls": 0, "RAYGANJ": 0, "রায়গঞ্জ": 1, "kalna maharja": 2, "memary hat": 3, "satgachhia": 5,
	} {
		got, err := s.Venues(ctx, planning.VenueQuery{Text: text})
		if err != nil || !slices.ContainsFunc(got, func(v planning.Venue) bool { return v.ID == venueID(fmt.Sprintf("v%d", want)) }) {
			t.Errorf("%q does not find %q but %d others, %v", text, names[want], len(got), err)
		}
	}
	// One page after the other gives all that one page gives, in its order.
	whole, err := s.Venues(ctx, planning.VenueQuery{Text: "high school"})
	ok(t, err)
	var pages []planning.Venue
	for page := (planning.Page{Limit: 1}); ; {
		list, err := s.Venues(ctx, planning.VenueQuery{Text: "high school", Page: page})
		ok(t, err)
		if len(list) == 0 {
			break
		}
		pages = append(pages, list...)
		page.After = string(list[0].ID)
	}
	if len(whole) < 2 || len(pages) != len(whole) {
		t.Fatalf("one page has %d, all pages %d", len(whole), len(pages))
	}
	for i := range whole {
		if pages[i].ID != whole[i].ID {
			t.Errorf("place %d is %s in one page, %s in pages", i, whole[i].Name, pages[i].Name)
		}
	}
	if got, err := s.Settlements(ctx, planning.SettlementQuery{Text: "para 2"}); err != nil || len(got) == 0 || got[0].Name != "Para 2" {
		t.Errorf("settlements: %+v, %v", got, err)
	}
}
