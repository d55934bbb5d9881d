package store_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/planning"
)

// withBooths is a region whose drive is one of booth sittings: six booths in each group, in the group's quarter.
func withBooths(settlements, venues int) planning.Gazetteer {
	g := region(settlements, venues)
	g.Drive.Unit, g.Drive.TurnoutPermille = planning.UnitBooth, 180
	position := int64(0)
	for b := range 2 {
		for n := range 2 {
			group := fmt.Sprintf("b%d-g%d", b, n)
			for k := range 6 {
				id := fmt.Sprintf("%s-booth%d", group, k)
				position++
				g.Areas = append(g.Areas, planning.Area{
					ID: areaID(id), Parent: areaID(group), Level: planning.LevelBooth, Name: fmt.Sprintf("Booth %d of %s", k, group), Source: source, SourceID: id,
					From: int64(100+300*b+10+50*n) + 1 + 2*int64(k), To: int64(100+300*b+10+50*n) + 2 + 2*int64(k),
				})
				g.Booths = append(g.Booths, planning.Booth{
					ID: areaID(id), Name: fmt.Sprintf("Booth %d of %s", k, group), Group: string(areaID(group)), People: 1000 + int64(k),
					At: orb.Point{west + 0.2*float64(b) + 0.01*float64(1+k), south + 0.2*float64(n) + 0.1},
				})
			}
		}
	}
	return g
}

func TestBoothsAreKeptWithTheirDistrictAndPlannedFromTheStore(t *testing.T) {
	ctx := context.Background()
	s, conn := open(t)
	g := withBooths(60, 60)
	count := func(g planning.Gazetteer) (n planning.NounCount) {
		counts, err := s.Import(ctx, officer, g, meta)
		ok(t, err)
		for _, c := range counts {
			if c.Noun == "booths" {
				n = c
			}
		}
		return n
	}
	if n := count(g); n.Created != 24 {
		t.Errorf("first: %+v", n)
	}
	if n := count(g); n.Unchanged != 24 || n.Created+n.Changed+n.Removed != 0 {
		t.Errorf("again: %+v", n)
	}
	got, err := s.Gazetteer(ctx, driveID, areaID("d"))
	ok(t, err)
	fromFile, err := planning.NewProblem(g, *g.Drive, areaID("d"))
	ok(t, err)
	fromStore, err := planning.NewProblem(got, *got.Drive, areaID("d"))
	ok(t, err)
	if len(fromStore.Booths) != 24 || !reflect.DeepEqual(fromFile.Booths, fromStore.Booths) {
		t.Errorf("the booths from the store are not those of the source: %+v", fromStore.Booths)
	}
	q := request()
	_, err = s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	r := solved(t, s, q.ID)
	if r.State != planning.PlanReady || r.Score.Booths != 24 || r.Score.BoothsSeated == 0 {
		t.Fatalf("the plan is %+v", r)
	}
	camps, err := s.Camps(ctx, planning.CampQuery{Plan: r.ID, Page: planning.Page{Limit: 1000}})
	ok(t, err)
	seated := int64(0)
	for _, c := range camps {
		for _, b := range c.Booths {
			seated++
			if b.Name == "" || b.Distance < 0 {
				t.Errorf("camp %s has the booth %+v", c.ID, b)
			}
		}
	}
	if seated != r.Score.BoothsSeated {
		t.Errorf("the camps have %d booths, the score %d", seated, r.Score.BoothsSeated)
	}
	fewer := g
	fewer.Booths = append([]planning.Booth{}, g.Booths[:20]...)
	fewer.Booths[3].People = 77
	if n := count(fewer); n.Removed != 4 || n.Changed != 1 || n.Unchanged != 19 {
		t.Errorf("fewer: %+v", n)
	}
	fewer.Booths = nil
	count(fewer)
	if n := ask[int](t, conn, "SELECT count(*) FROM booth"); n != 20 {
		t.Errorf("an import without booths left %d", n)
	}
}
