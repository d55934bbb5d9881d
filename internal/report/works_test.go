package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"doorstep/internal/report"
	"doorstep/planning"
)

func TestAWorksPlanIsSummedUp(t *testing.T) {
	p, plan := week()
	var out bytes.Buffer
	if err := report.Works(&out, p, plan); err != nil {
		t.Fatal(err)
	}
	golden(t, "works.html", out.Bytes())
	for _, words := range []string{
		"5 of 7", "1 of them after their due day", "60.0 km", "No crew has the skills", "No room beside what is planned", "Saraswati Puja", "Work without a place", "0.23 %", "rivers known",
	} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("the summary does not say %q", words)
		}
	}
}

func TestASummaryOfWorksIsCutOnPaperAndSaysSo(t *testing.T) {
	p, plan := week()
	for k := range 300 {
		id := planning.WorkID(fmt.Sprint("more", k))
		p.Works = append(p.Works, planning.Work{ID: id, Name: "<b>" + string(id), Worth: 1})
		plan.Unvisited = append(plan.Unvisited, planning.Unvisited{Work: id, Reason: "<i>new", Text: "<script>"})
	}
	p.Travel.Rivers = "unknown"
	var out bytes.Buffer
	if err := report.Works(&out, p, plan); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if !strings.Contains(text, "102 more are in the plan") || !strings.Contains(text, "Rivers unknown") || strings.Contains(text, "<script>") || strings.Contains(text, "<i>new") {
		t.Error("a long summary is not cut, not warned of or not escaped")
	}
}

func TestAnEmptyWorksPlanIsSummedUp(t *testing.T) {
	var out bytes.Buffer
	if err := report.Works(&out, planning.WorksProblem{Name: "Nobody"}, planning.WorksPlan{}); err != nil || !strings.Contains(out.String(), "Every work is visited") {
		t.Errorf("%v: %s", err, out.String())
	}
}
