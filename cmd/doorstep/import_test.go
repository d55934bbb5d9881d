package main

import (
	"bytes"
	"strings"
	"testing"

	"doorstep/planning"
)

func TestASourceThatWasAnotherRegionsIsWarnedOf(t *testing.T) {
	district := func(id, source string) planning.Area {
		return planning.Area{ID: planning.AreaID(id), Name: "District " + id, Level: planning.LevelDistrict, Source: source}
	}
	stored := []planning.Area{district("a", "wb"), district("b", "wb"), district("x", "other")}
	for _, c := range []struct {
		about string
		read  []planning.Area
		warns bool
	}{
		{"none shared", []planning.Area{district("c", "wb"), district("d", "wb")}, true},
		{"one shared", []planning.Area{district("c", "wb"), district("b", "wb")}, false},
		{"shared with another source", []planning.Area{district("x", "wb")}, true},
		{"no districts read", nil, false},
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
}
