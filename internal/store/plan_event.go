package store

import (
	"context"

	"doorstep/internal/fault"
	"doorstep/planning"
)

const planListenSQL = `LISTEN plan`

func newPlanListener(s *Store) *listener[planning.PlanRecord] {
	read := func(ctx context.Context, id string) (planning.PlanRecord, error) {
		return s.Plan(ctx, planning.PlanID(id))
	}
	return newListener(s, planListenSQL, read, func(r planning.PlanRecord) mark {
		return mark{string(r.ID), r.Version, r.Progress, r.Stage, r.State.Final()}
	})
}

// PlanEvents tells of a plan: at once how it stands, then each change that was not overtaken by a
// newer one. The channel ends when the solver is done with the plan, and with ctx. Nothing is lost
// while the database is away: the state is read again when it is back.
func (s *Store) PlanEvents(ctx context.Context, id planning.PlanID) (_ <-chan planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.PlanEvents(%s)", id)
	return s.plans.follow(ctx, string(id))
}
