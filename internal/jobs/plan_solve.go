package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"

	"doorstep/internal/fault"
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
	plans Plans
	log   *slog.Logger
}

// errPast says that the plan was cancelled, or solved by another worker.
var errPast = errors.New("the plan is no longer to be solved")

// Work solves one plan. What happens to its errors:
//
//   - the plan is past solving (cancelled, or ready by another worker's hand): the job ends
//   - the worker stops: the job goes back into the queue and is not counted as tried
//   - a rule or the input says no: the plan fails with that sentence, at once
//   - anything else: the job is tried again later; the last try fails the plan
func (w *planSolve) Work(ctx context.Context, job *river.Job[planning.PlanSolveArgs]) error {
	id := job.Args.Plan
	err := w.solve(ctx, id)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errPast), errors.Is(context.Cause(ctx), river.ErrJobCancelledRemotely):
		return river.JobCancel(errPast)
	case errors.Is(ctx.Err(), context.Canceled): // by Stop; a job that took too long ends otherwise
		return river.JobSnooze(0)
	}
	w.log.Error("a plan could not be solved", "plan", id, "try", job.Attempt, "error", err)
	if !final(err) && job.Attempt < job.MaxAttempts {
		return err
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), failWithin)
	defer cancel()
	if _, failed := w.plans.FailPlan(after, id, sentence(err)); failed != nil && fault.CodeOf(failed) != "plan.state" {
		return errors.Join(err, failed)
	}
	return river.JobCancel(err)
}

const failWithin = 10 * time.Second

// solve does the work. A panic of the solver is an error like another, so that the plan does not wait
// for ever.
func (w *planSolve) solve(ctx context.Context, id planning.PlanID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
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
	problem, err := planning.NewProblem(gazetteer, *gazetteer.Drive, record.District)
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

// past turns the fault of a plan that is past solving into errPast.
func past(err error) error {
	if fault.CodeOf(err) == "plan.state" {
		return errPast
	}
	return err
}

// final says that trying again would not help.
func final(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unauthenticated, fault.Denied, fault.NotFound, fault.Conflict, fault.Stale, fault.Refused:
		return true
	case fault.Internal, fault.Limited, fault.Unavailable:
	}
	return false
}

// sentence is what the planner is told: a fault's own words, else that it is a defect.
func sentence(err error) string {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f.Error()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("Solving took more than %s and was stopped; ask for fewer work units.", jobTimeout)
	}
	return "Solving failed by a defect of the program; the log of the worker has the details."
}
