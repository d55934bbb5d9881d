package jobs

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// desk is a store whose snapshot fails.
type desk struct {
	start, gazetteer, fail error
	panics                 bool
	failed                 string // what the planner was told
}

func (d *desk) StartPlan(context.Context, planning.PlanID) (planning.PlanRecord, error) {
	return planning.PlanRecord{}, d.start
}

func (d *desk) Gazetteer(context.Context, planning.DriveID, planning.AreaID) (planning.Gazetteer, error) {
	if d.panics {
		panic("a defect")
	}
	return planning.Gazetteer{}, d.gazetteer
}

func (d *desk) PlanProgress(context.Context, planning.PlanID, planning.Progress) error { return nil }

func (d *desk) SavePlan(context.Context, planning.PlanID, planning.Problem, planning.Plan, []planning.Violation) (planning.PlanRecord, error) {
	return planning.PlanRecord{}, nil
}

func (d *desk) ReplanRequest(context.Context, planning.PlanID) (planning.ReplanRequest, error) {
	return planning.ReplanRequest{}, nil
}

func (d *desk) PlanDocuments(context.Context, planning.PlanID) (planning.Problem, planning.Plan, error) {
	return planning.Problem{}, planning.Plan{}, nil
}

func (d *desk) SaveReplan(context.Context, planning.PlanID, planning.Replanned, []planning.Violation) (planning.PlanRecord, error) {
	return planning.PlanRecord{}, nil
}

func (d *desk) FailPlan(ctx context.Context, _ planning.PlanID, why string) (planning.PlanRecord, error) {
	if ctx.Err() != nil {
		return planning.PlanRecord{}, ctx.Err()
	}
	if d.fail == nil {
		d.failed = why
	}
	return planning.PlanRecord{}, d.fail
}

// What becomes of a job is read off the error it ends with.
const (
	again   = "tried again"
	ended   = "ended"
	putBack = "put back"
)

func outcome(err error) string {
	if _, ok := errors.AsType[*rivertype.JobCancelError](err); ok {
		return ended
	}
	if _, ok := errors.AsType[*rivertype.JobSnoozeError](err); ok {
		return putBack
	}
	return again
}

func TestTheKindOfAFaultDecidesWhatBecomesOfAJob(t *testing.T) {
	busy := fault.New(fault.Unavailable, "database.busy", "Too busy.")
	gone, stop := context.WithCancelCause(context.Background())
	stop(errors.New("the worker stops"))
	cancelled, cancel := context.WithCancelCause(context.Background())
	cancel(river.ErrJobCancelledRemotely)
	late, done := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer done()
	for _, c := range []struct {
		name string
		ctx  context.Context
		desk desk
		try  int
		want string
		told string // to the planner
	}{
		{"the plan was cancelled", context.Background(), desk{start: fault.Clash("plan.state", "No.")}, 1, ended, ""},
		{"a rule says no", context.Background(), desk{gazetteer: fault.Refuse("district.empty", "Nobody lives there.")}, 1, ended, "Nobody lives there."},
		{"the district is gone", context.Background(), desk{gazetteer: fault.Missing("area.missing", "No such area.")}, 1, ended, "No such area."},
		{"the database is busy", context.Background(), desk{gazetteer: busy}, 1, again, ""},
		{"the database is busy at the last try", context.Background(), desk{gazetteer: busy}, 5, ended, "Too busy."},
		{"a defect", context.Background(), desk{gazetteer: errors.New("nil pointer of person X")}, 1, again, ""},
		{"a defect at the last try", context.Background(), desk{gazetteer: errors.New("nil pointer of person X")}, 5, ended, "Solving failed by a defect of the program; the log of the worker has the details."},
		{"a panic", context.Background(), desk{panics: true}, 1, again, ""},
		{"a panic at the last try", context.Background(), desk{panics: true}, 5, ended, "Solving failed by a defect of the program; the log of the worker has the details."},
		{"it takes too long, at the last try", late, desk{gazetteer: context.DeadlineExceeded}, 5, ended, "Solving took more than 5m0s and was stopped; ask for fewer work units."},
		{"the worker stops at the last try", gone, desk{gazetteer: context.Canceled}, 5, putBack, ""},
		{"the job was cancelled", cancelled, desk{gazetteer: context.Canceled}, 1, ended, ""},
		{"the plan cannot be failed either", context.Background(), desk{gazetteer: busy, fail: busy}, 5, again, ""},
		{"the plan was cancelled while it failed", context.Background(), desk{gazetteer: fault.Refuse("district.empty", "No."), fail: fault.Clash("plan.state", "No.")}, 1, ended, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &planSolve{plans: &c.desk, log: slog.New(slog.DiscardHandler)}
			err := w.Work(c.ctx, &river.Job[planning.PlanSolveArgs]{
				JobRow: &rivertype.JobRow{Attempt: c.try, MaxAttempts: 5}, Args: planning.PlanSolveArgs{Plan: "p"},
			})
			if got := outcome(err); got != c.want || c.desk.failed != c.told {
				t.Errorf("the job is %s (%v), the planner is told %q; want %s, %q", got, err, c.desk.failed, c.want, c.told)
			}
		})
	}
}
