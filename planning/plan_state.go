package planning

import (
	"slices"

	"doorstep/internal/fault"
)

// planMoves is the state machine of a plan:
//
//	queued --> solving --> ready --> published --> superseded
//	   |          |  ^_|(again)         ^
//	   |          |                   draft
//	   +----------+--> cancelled, failed
//
// A plan is solved again while it is solving, when the worker that had it is gone.
var planMoves = map[PlanState][]PlanState{
	PlanQueued:     {PlanSolving, PlanCancelled, PlanFailed},
	PlanSolving:    {PlanSolving, PlanReady, PlanCancelled, PlanFailed},
	PlanReady:      {PlanPublished},
	PlanDraft:      {PlanPublished},
	PlanPublished:  {PlanSuperseded},
	PlanFailed:     {},
	PlanCancelled:  {},
	PlanSuperseded: {},
}

// May says whether a plan may go from s to next.
func (s PlanState) May(next PlanState) bool {
	return slices.Contains(planMoves[s], next)
}

// Final says whether the solver is done with a plan: it waits for nothing but a person.
func (s PlanState) Final() bool { return s != PlanQueued && s != PlanSolving }

// Move gives next, or clashes with plan.state where a plan in state s may not go there.
func (s PlanState) Move(next PlanState) (PlanState, error) {
	if !s.May(next) {
		return s, fault.Clash("plan.state", "A plan that is %s cannot become %s.", s, next)
	}
	return next, nil
}

// Publish decides whether a plan may be published by somebody who last saw it at version: plan.stale
// where it has changed since, plan.state where it is not ready, plan.violations where a hard rule is
// broken.
func (r PlanRecord) Publish(version int64) error {
	if version != r.Version {
		return fault.New(fault.Stale, "plan.stale",
			"The plan has changed since you read it (version %d, now %d); read it again.", version, r.Version)
	}
	if _, err := r.State.Move(PlanPublished); err != nil {
		return err
	}
	if len(r.Violations) > 0 {
		refused := fault.Refuse("plan.violations", "The plan breaks %d rules and cannot be published; correct them first.", len(r.Violations))
		for _, v := range r.Violations[:min(len(r.Violations), 20)] {
			refused = refused.With(v.Where, "%s: %s", v.Rule, v.Text)
		}
		return refused
	}
	return nil
}
