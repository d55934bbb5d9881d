package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func TestTheServiceKnowsTheWaterOfAnImportAtOnce(t *testing.T) {
	a := &app{config: config{ground: filepath.Join(t.TempDir(), "ground")}}
	h := &home{}
	g := a.groundOf(h)
	rivers := func() string {
		tr, err := g.travel()
		if err != nil {
			t.Fatal(err)
		}
		return tr.Rivers()
	}
	if got := rivers(); got != planning.RiversUnknown {
		t.Errorf("before an import rivers are %s", got)
	}
	river := planning.Water{ID: "W1", Name: "Damodar", Area: orb.MultiPolygon{{{{87.9, 23}, {87.91, 23}, {87.91, 24}, {87.9, 24}, {87.9, 23}}}}}
	gaz := planning.Gazetteer{Water: []planning.Water{river}, Crossings: []planning.Crossing{{ID: "X1", Kind: planning.CrossingBridge, At: orb.Point{87.905, 23.5}}}}
	for range 2 { // the second takes the first one's place
		if err := a.keepGround(h, &gaz, "survey"); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.keepGround(h, &planning.Gazetteer{}, "survey"); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(a.config.ground, groundFile)
	later := time.Now().Add(time.Second)
	if err := os.Chtimes(name, later, later); err != nil {
		t.Fatal(err)
	}
	if got := rivers(); got != planning.RiversKnown {
		t.Errorf("after an import rivers are %s", got)
	}
	doc, err := readGround(name)
	if err != nil || len(doc.Sources) != 1 || doc.Sources[0].Water[0].Name != "Damodar" || doc.Sources[0].Crossings[0].At != gaz.Crossings[0].At {
		t.Errorf("kept %+v (%v)", doc, err)
	}
	if err := os.WriteFile(name, []byte(`{"format":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := g.travel(); fault.CodeOf(err) != "travel.ground" {
		t.Errorf("a damaged file: %v", err)
	}
	if err := g.close(); err != nil {
		t.Error(err)
	}
}
