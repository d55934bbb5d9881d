package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"doorstep/internal/report"
	"doorstep/planning"
)

func TestTwoPlansArePrintedSideBySide(t *testing.T) {
	p, a := toy(t)
	b := a
	b.Camps = slices.Clone(a.Camps)
	b.Camps[0].Day += 3
	b.Camps = b.Camps[:3]
	b.Served = slices.Clone(a.Served[:len(a.Served)-1])
	b.Score.VisitorsServed -= a.Served[len(a.Served)-1].Visitors
	b.Score.CampDays--
	var out bytes.Buffer
	if err := report.Comparison(&out, p, a, b, "plan of May", "plan of June"); err != nil {
		t.Fatal(err)
	}
	golden(t, "compare.html", out.Bytes())
	for _, words := range []string{"plan of May", "plan of June", "another day", "not held", "Venues in the first plan only"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("the page does not say %q", words)
		}
	}
}

func TestALongComparisonIsCutOnPaperAndSaysSo(t *testing.T) {
	p, a := toy(t)
	b := a
	b.Camps = slices.Clone(a.Camps)
	for k := range 70 {
		c := a.Camps[0]
		c.ID, c.Day = planning.CampID(fmt.Sprint("more", k)), c.Day+planning.Day(k+1)
		b.Camps = append(b.Camps, c)
	}
	var out bytes.Buffer
	if err := report.Comparison(&out, p, a, b, "first", "second"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "The first; 10 more change.") {
		t.Error("the page does not say that 10 more camps change")
	}
}
