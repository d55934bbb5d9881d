package planning_test

import (
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

var planStates = []planning.PlanState{
	planning.PlanQueued, planning.PlanSolving, planning.PlanReady, planning.PlanFailed, planning.PlanCancelled, planning.PlanPublished,
	planning.PlanSuperseded, planning.PlanDraft,
}

func TestAPlanMovesOnlyAlongItsStates(t *testing.T) {
	may := map[planning.PlanState]string{
		planning.PlanQueued: "solving failed cancelled", planning.PlanSolving: "solving ready failed cancelled",
		planning.PlanReady: "published", planning.PlanDraft: "published", planning.PlanPublished: "superseded",
	}
	for _, from := range planStates {
		got := ""
		for _, to := range planStates {
			next, err := from.Move(to)
			switch {
			case err == nil && next == to && from.May(to):
				if got += " "; got == " " {
					got = ""
				}
				got += string(to)
			case fault.CodeOf(err) != "plan.state" || next != from || from.May(to):
				t.Errorf("%s to %s gives %s, %v", from, to, next, err)
			}
		}
		if got != may[from] {
			t.Errorf("from %s a plan may become %q, want %q", from, got, may[from])
		}
		if waits := from == planning.PlanQueued || from == planning.PlanSolving; from.Final() == waits {
			t.Errorf("%s: final %v", from, from.Final())
		}
	}
}

func TestPublishLooksAtVersionStateAndViolations(t *testing.T) {
	broken := []planning.Violation{{Rule: "group.day", Where: "row 3", Text: "Two camps on one day."}}
	for _, c := range []struct {
		name string
		plan planning.PlanRecord
		want fault.Code
	}{
		{"a ready plan", planning.PlanRecord{State: planning.PlanReady, Version: 3}, ""},
		{"a draft without violations", planning.PlanRecord{State: planning.PlanDraft, Version: 3}, ""},
		{"a draft with violations", planning.PlanRecord{State: planning.PlanDraft, Version: 3, Violations: broken}, "plan.violations"},
		{"a plan that has changed", planning.PlanRecord{State: planning.PlanReady, Version: 4}, "plan.stale"},
		{"a plan that is being solved", planning.PlanRecord{State: planning.PlanSolving, Version: 3}, "plan.state"},
	} {
		err := c.plan.Publish(3)
		if got := fault.CodeOf(err); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if f, ok := err.(*fault.Fault); ok && c.want == "plan.violations" && (len(f.Details) != 1 || f.Details[0].Pointer != "row 3") { //nolint:errorlint // Publish gives the fault itself
			t.Errorf("the violations are not named: %+v", f.Details)
		}
	}
}
