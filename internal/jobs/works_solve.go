package jobs

import (
	"context"
	"errors"
	"log/slog"

	"github.com/riverqueue/river"

	"doorstep/planning"
)

// Works is what making a works plan needs of the store.
type Works interface {
	StartWorksPlan(ctx context.Context, id planning.WorksPlanID) (planning.WorksPlanRecord, error)
	WorksGround(ctx context.Context, id planning.WorksPlanID) (planning.WorksGround, error)
	WorksReplan(ctx context.Context, id planning.WorksPlanID) (planning.WorksReplanGround, error)
	WorksPlanProgress(ctx context.Context, id planning.WorksPlanID, p planning.Progress) error
	SaveWorksPlan(ctx context.Context, id planning.WorksPlanID, made planning.WorksMade, violations []planning.Violation) (planning.WorksPlanRecord, error)
	FailWorksPlan(ctx context.Context, id planning.WorksPlanID, why string) (planning.WorksPlanRecord, error)
}

// worksSolve makes works plans: one consistent snapshot becomes a problem, the problem a plan, and the checker has the
// last word before it is ready.
type worksSolve struct {
	river.WorkerDefaults[planning.WorksSolveArgs]
	works  Works
	travel func() (*planning.Travel, error)
	log    *slog.Logger
}

// Work makes one works plan; see settle for what becomes of its errors.
func (w *worksSolve) Work(ctx context.Context, job *river.Job[planning.WorksSolveArgs]) error {
	id := job.Args.Plan
	return settle(ctx, trial{"works plan", string(id), job.Attempt, job.MaxAttempts, w.log}, w.solve(ctx, id), func(ctx context.Context, why string) error {
		_, err := w.works.FailWorksPlan(ctx, id, why)
		return err
	})
}

// solve does the work.
func (w *worksSolve) solve(ctx context.Context, id planning.WorksPlanID) (err error) {
	defer caught(&err)
	record, err := w.works.StartWorksPlan(ctx, id)
	if err != nil {
		return past(err)
	}
	made, err := w.made(ctx, record)
	if err != nil {
		return err
	}
	if err := w.tell(ctx, id, "check", 95); err != nil {
		return err
	}
	_, err = w.works.SaveWorksPlan(ctx, id, made, planning.CheckWorks(made.Problem, made.Plan))
	return past(err)
}

func (w *worksSolve) made(ctx context.Context, record planning.WorksPlanRecord) (planning.WorksMade, error) {
	if record.Replaces != "" {
		return w.again(ctx, record)
	}
	ground, err := w.works.WorksGround(ctx, record.ID)
	if err != nil {
		return planning.WorksMade{}, err
	}
	if err := w.tell(ctx, record.ID, "travel", 2); err != nil {
		return planning.WorksMade{}, err
	}
	travel, err := w.travel()
	if err != nil {
		return planning.WorksMade{}, err
	}
	problem, err := planning.NewWorksProblem(ctx, ground, travel)
	if err != nil {
		return planning.WorksMade{}, err
	}
	plan, err := w.run(ctx, record, problem)
	return planning.WorksMade{Problem: problem, Plan: plan}, err
}

// again makes a plan that replaces another one. It takes well under a second beside its travel; the moment it reckons from
// is the one it was asked for at, so that a second try makes the same.
func (w *worksSolve) again(ctx context.Context, record planning.WorksPlanRecord) (made planning.WorksMade, err error) {
	ground, err := w.works.WorksReplan(ctx, record.ID)
	if err != nil {
		return made, err
	}
	if err := w.tell(ctx, record.ID, "replan", 10); err != nil {
		return made, err
	}
	travel, err := w.travel()
	if err != nil {
		return made, err
	}
	problem, events, err := ground.Ready(ctx, travel)
	if err != nil {
		return made, err
	}
	options := planning.WorksOptions{Seed: record.Seed, Threads: worksThreads, Units: record.Units}
	made.Problem, made.Plan, made.Changes, err = planning.ReplanWorks(ctx, problem, ground.Standing.Plan, events, ground.Request.Now, options)
	if made.Changes == nil {
		made.Changes = []planning.WorksChange{}
	}
	return made, err
}

// worksThreads are part of what makes a plan what it is: they do not follow the machine.
const worksThreads = 2

// run solves the problem and tells of its progress, each percent once. It ends early when the plan was cancelled; a plan
// that was only cut short is not one to keep.
func (w *worksSolve) run(ctx context.Context, record planning.WorksPlanRecord, problem planning.WorksProblem) (planning.WorksPlan, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	last := 0
	plan, err := planning.SolveWorks(ctx, problem, planning.WorksOptions{
		Seed: record.Seed, Threads: worksThreads, Units: record.Units,
		Tell: func(done, total int64) {
			percent := 5 + int(90*done/max(1, total))
			if percent == last || ctx.Err() != nil {
				return
			}
			last = percent
			if err := w.tell(ctx, record.ID, "search", percent); errors.Is(err, errPast) {
				cancel(err)
			}
		},
	})
	if ctx.Err() != nil {
		return plan, context.Cause(ctx)
	}
	return plan, err
}

func (w *worksSolve) tell(ctx context.Context, id planning.WorksPlanID, stage string, percent int) error {
	return past(w.works.WorksPlanProgress(ctx, id, planning.Progress{Stage: stage, Percent: percent}))
}
