package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/internal/ingest"
	"doorstep/planning"
)

func TestASourceThatWasAnotherRegionsIsWarnedOf(t *testing.T) {
	district := func(id, source string) planning.Area {
		return planning.Area{ID: planning.AreaID(id), Name: "District " + id, Level: planning.LevelDistrict, Source: source}
	}
	placed := func(id string, lon float64) planning.Area {
		d := district(id, "wb")
		d.Geometry = orb.MultiPolygon{orb.Bound{Min: orb.Point{lon, 23}, Max: orb.Point{lon + 1, 24}}.ToPolygon()}
		return d
	}
	stored := []planning.Area{district("a", "wb"), placed("b", 87), district("x", "other")}
	for _, c := range []struct {
		about string
		read  []planning.Area
		warns bool
	}{
		{"none shared", []planning.Area{district("c", "wb"), district("d", "wb")}, true},
		{"one shared", []planning.Area{district("c", "wb"), district("b", "wb")}, false},
		{"shared with another source", []planning.Area{district("x", "wb")}, true},
		{"no districts read", nil, false},
		{"shared by id, in another place", []planning.Area{placed("b", 80)}, true},
		{"shared by id and place", []planning.Area{placed("b", 87.5)}, false},
	} {
		if got := elsewhere(stored, c.read, "wb"); (got != "") != c.warns {
			t.Errorf("%s: %q", c.about, got)
		}
	}
	if got := elsewhere(stored[2:], []planning.Area{district("c", "wb")}, "wb"); got != "" {
		t.Errorf("nothing is stored of the source: %q", got)
	}
}

func TestAnImportSaysWhatItNoLongerNames(t *testing.T) {
	var out bytes.Buffer
	printNotNamed(&out, planning.ImportCounts{
		{Noun: "areas", Created: 2}, {Noun: "settlements", NotNamed: 3, NotNamedPeople: 1200}, {Noun: "venues", NotNamed: 4},
	})
	got := out.String()
	if !strings.Contains(got, "3 stored settlements with 1200 people of this source") || !strings.Contains(got, "4 stored venues of this source") ||
		strings.Contains(got, "areas") {
		t.Errorf("it says\n%s", got)
	}
	out.Reset()
	printNotNamed(&out, planning.ImportCounts{{Noun: "settlements", NotNamed: 1, NotNamedPeople: 1}})
	if got := out.String(); !strings.Contains(got, "1 stored settlement with 1 person of") {
		t.Errorf("of one it says\n%s", got)
	}
}

func TestARefusalWithoutAFieldNamesNone(t *testing.T) {
	var a app
	var out bytes.Buffer
	a.printRows(&out, ingest.Account{Rows: []ingest.Row{
		{File: "settlements.csv", Line: 2, Value: "a,b", Reason: "the row has 2 fields", Action: ingest.Refused},
		{File: "settlements.csv", Line: 3, Field: "name", Value: "x", Reason: "too long", Action: ingest.Refused},
	}})
	for _, want := range []string{"1 row refused, such as line 2 (\"a,b\")", "1 row refused for name, such as line 3"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
}

func TestARuleOfARowIsSaidWithItsRowOnce(t *testing.T) {
	for want, v := range map[string]planning.Violation{
		"row 12, list: It is. [list.row]": {Rule: "list.row", Where: "list", Row: 12, Text: "It is."},
		"plan: It is. [plan.order]":       {Rule: "plan.order", Where: "plan", Text: "It is."},
	} {
		if got := violationLine(v); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
