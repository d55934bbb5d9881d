package jobs

import (
	"context"
	"errors"
	"log/slog"

	"github.com/riverqueue/river"

	"doorstep/planning"
)

// Plans is what solving a plan needs of the store.
type Plans interface {
	StartPlan(ctx context.Context, id planning.PlanID) (planning.PlanRecord, error)
	Gazetteer(ctx context.Context, drive planning.DriveID, district planning.AreaID) (planning.Gazetteer, error)
	PlanProgress(ctx context.Context, id planning.PlanID, p planning.Progress) error
	SavePlan(ctx context.Context, id planning.PlanID, problem planning.Problem, plan planning.Plan, violations []planning.Violation) (planning.PlanRecord, error)
	FailPlan(ctx context.Context, id planning.PlanID, why string) (planning.PlanRecord, error)

	// Of a plan that replaces another one: what happened, the plan before, and keeping what came of it.
	ReplanRequest(ctx context.Context, id planning.PlanID) (planning.ReplanRequest, error)
	PlanDocuments(ctx context.Context, id planning.PlanID) (planning.Problem, planning.Plan, error)
	SaveReplan(ctx context.Context, id planning.PlanID, made planning.Replanned, violations []planning.Violation) (planning.PlanRecord, error)
}

// planSolve solves plans: one consistent snapshot becomes a problem, the problem a plan, and the
// checker has the last word before it is ready.
type planSolve struct {
	river.WorkerDefaults[planning.PlanSolveArgs]
	plans  Plans
	travel func() (*planning.Travel, error)
	log    *slog.Logger
}

// Work solves one plan; see settle for what becomes of its errors.
func (w *planSolve) Work(ctx context.Context, job *river.Job[planning.PlanSolveArgs]) error {
	id := job.Args.Plan
	return settle(ctx, trial{"plan", string(id), job.Attempt, job.MaxAttempts, w.log}, w.solve(ctx, id), func(ctx context.Context, why string) error {
		_, err := w.plans.FailPlan(ctx, id, why)
		return err
	})
}

// solve does the work.
func (w *planSolve) solve(ctx context.Context, id planning.PlanID) (err error) {
	defer caught(&err)
	record, err := w.plans.StartPlan(ctx, id)
	if err != nil {
		return past(err)
	}
	if record.Replaces != "" {
		return w.replan(ctx, record)
	}
	gazetteer, err := w.plans.Gazetteer(ctx, record.Drive, record.District)
	if err != nil {
		return err
	}
	travel, err := w.travel()
	if err != nil {
		return err
	}
	problem, err := planning.NewProblemBy(ctx, travel.During(gazetteer.Drive.Open()), gazetteer, *gazetteer.Drive, record.District)
	if err != nil {
		return err
	}
	if problem, err = problem.Ban(record.Bans...); err != nil {
		return err
	}
	plan, err := w.run(ctx, record, problem)
	if err != nil {
		return err
	}
	_, err = w.plans.SavePlan(ctx, id, problem, plan, planning.Check(problem, plan))
	return past(err)
}

// replan makes a plan that replaces another one. It takes well under a second, so it tells of two steps only; the
// day it reckons from is the one it was asked for on, so that a second try makes the same.
func (w *planSolve) replan(ctx context.Context, record planning.PlanRecord) error {
	asked, err := w.plans.ReplanRequest(ctx, record.ID)
	if err != nil {
		return err
	}
	problem, plan, err := w.plans.PlanDocuments(ctx, asked.Replaces)
	if err != nil {
		return err
	}
	if err := past(w.plans.PlanProgress(ctx, record.ID, planning.Progress{Stage: "replan", Percent: 10})); err != nil {
		return err
	}
	made, err := planning.Replan(ctx, problem, plan, asked.Events, asked.Options(plan.Seed))
	if err != nil {
		return err
	}
	if err := past(w.plans.PlanProgress(ctx, record.ID, planning.Progress{Stage: "check", Percent: 90})); err != nil {
		return err
	}
	_, err = w.plans.SaveReplan(ctx, record.ID, made, planning.CheckReplan(problem, plan, made))
	return past(err)
}

// run solves the problem and tells of its progress, each percent and stage once. It ends early when
// the plan was cancelled; a plan that was only cut short is not one to keep.
func (w *planSolve) run(ctx context.Context, record planning.PlanRecord, problem planning.Problem) (planning.Plan, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var last planning.Progress
	plan, err := planning.Solve(ctx, problem, record.Seed, record.Options, func(p planning.Progress) {
		if p == last || ctx.Err() != nil {
			return
		}
		last = p
		if err := past(w.plans.PlanProgress(ctx, record.ID, p)); errors.Is(err, errPast) {
			cancel(err)
		}
	})
	if ctx.Err() != nil {
		return plan, context.Cause(ctx)
	}
	return plan, err
}
