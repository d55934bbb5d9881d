package store_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/planning"
)

func TestAnAreaComesBackAsItWasImported(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 1, 1)
	for _, want := range g.Areas {
		got, err := s.Area(ctx, want.ID)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
	}
	_, err := s.Area(ctx, planning.AreaID(newID()))
	refused(t, err, "area.missing")
	_, err = s.Area(ctx, "x")
	refused(t, err, "area.missing")
}

func TestAreasAreListedByLevelParentPlaceCodeAndName(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 1, 1)
	for name, c := range map[string]struct {
		q    planning.AreaQuery
		want string
	}{
		"level":         {planning.AreaQuery{Level: planning.LevelBlock}, "Kalna II, Memari I"},
		"parent":        {planning.AreaQuery{Parent: areaID("b1")}, "Group 10, Group 11"},
		"within":        {planning.AreaQuery{Within: areaID("b0")}, "Group 00, Group 01, Memari I"},
		"code":          {planning.AreaQuery{System: "lgd", Code: "704"}, "Purba Bardhaman"},
		"other code":    {planning.AreaQuery{System: "census2011", Code: "704"}, ""},
		"name":          {planning.AreaQuery{Text: "memary 1"}, "Memari I"},
		"Bengali":       {planning.AreaQuery{Text: "পূর্ব বর্ধমান"}, "Purba Bardhaman"},
		"alias":         {planning.AreaQuery{Text: "East Burdwan"}, "Purba Bardhaman"},
		"name in level": {planning.AreaQuery{Text: "memari", Level: planning.LevelDistrict}, ""},
	} {
		list, err := s.Areas(ctx, c.q)
		var names []string
		for _, a := range list {
			names = append(names, a.Name)
			if a.Geometry != nil {
				t.Errorf("%s: the geometry of %s came unasked", name, a.Name)
			}
		}
		if name == "level" || name == "parent" || name == "within" {
			slices.Sort(names)
		}
		if got := strings.Join(names, ", "); err != nil || got != c.want {
			t.Errorf("%s: got %q, want %q, %v", name, got, c.want, err)
		}
	}
	list, err := s.Areas(ctx, planning.AreaQuery{Level: planning.LevelBlock, Geometry: true})
	if err != nil || len(list) != 2 || len(list[0].Geometry) == 0 {
		t.Errorf("with geometry: %+v, %v", list, err)
	}
}

func TestADistrictIsFoundByAnyOfItsNamesAndNearMissesAreSuggested(t *testing.T) {
	ctx := context.Background()
	s, _ := open(t)
	_, err := s.DistrictNamed(ctx, "Purba Bardhaman")
	refused(t, err, "area.unknown")
	if !strings.Contains(err.Error(), "imported") {
		t.Errorf("with nothing imported it is told %v", err)
	}
	_, err = s.Import(ctx, officer, region(1, 1), meta)
	ok(t, err)
	for _, name := range []string{"Purba Bardhaman", "purba  barddhaman", "পূর্ব বর্ধমান", "East Burdwan", string(areaID("d"))} {
		if d, err := s.DistrictNamed(ctx, name); err != nil || d.ID != areaID("d") || len(d.Geometry) == 0 {
			t.Errorf("%q: %+v, %v", name, d.Name, err)
		}
	}
	_, err = s.DistrictNamed(ctx, "Paschim Medinipur")
	refused(t, err, "area.unknown")
	if !strings.Contains(err.Error(), "Purba Bardhaman.") {
		t.Errorf("no spelling is suggested: %v", err)
	}
	twin := region(0, 0)
	twin.Drive, twin.Closures, twin.Teams, twin.PastCamps, twin.Towns, twin.Census = nil, nil, nil, nil, nil, nil
	for i := range twin.Areas {
		a := &twin.Areas[i]
		a.Source = "twin"
		a.ID = planning.AreaID(planning.ImportedID("twin", "area", string(a.ID)))
		if a.Parent != "" {
			a.Parent = planning.AreaID(planning.ImportedID("twin", "area", string(a.Parent)))
		}
	}
	_, err = s.Import(ctx, officer, twin, meta)
	ok(t, err)
	_, err = s.DistrictNamed(ctx, "Purba Bardhaman")
	refused(t, err, "area.ambiguous")
}

// What is filed at a point is given the smallest area that holds the point.
func TestAPointIsGivenTheAreaThatHoldsIt(t *testing.T) {
	ctx := context.Background()
	s, _ := open(t)
	g := region(1, 1)
	ward := planning.Area{
		ID: areaID("ward"), Parent: areaID("b0"), Level: planning.LevelWard, Name: "Ward 1", From: 210, To: 220,
		Geometry: square(west+0.02, south+0.02, 0.05), Source: source, SourceID: "ward",
	}
	hole := orb.Ring{{west + 0.03, south + 0.03}, {west + 0.03, south + 0.04}, {west + 0.04, south + 0.04}, {west + 0.04, south + 0.03}, {west + 0.03, south + 0.03}}
	ward.Geometry[0] = append(ward.Geometry[0], hole)
	g.Areas = append(g.Areas, ward)
	_, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	random := rand.New(rand.NewPCG(1, 9))
	got := map[planning.AreaID]int{}
	for range 150 {
		at := orb.Point{west - 0.02 + 0.2*random.Float64()*random.Float64(), south - 0.02 + 0.2*random.Float64()*random.Float64()}
		c, err := s.FileGrievance(ctx, officer, casework.Key{}, casework.Complaint{Category: "roads", Description: "here", At: &at})
		ok(t, err)
		want := planning.AreaID("")
		for _, a := range []planning.Area{ward, g.Areas[2], g.Areas[5], g.Areas[1]} {
			if geo.Contains(a.Geometry, at) {
				want = a.ID
				break
			}
		}
		if c.Area != want {
			t.Fatalf("%v was given %s, want %s", at, c.Area, want)
		}
		got[want]++
	}
	if len(got) < 3 || got[ward.ID] == 0 || got[""] == 0 {
		t.Errorf("too few areas were hit: %v", got)
	}
}
