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
)

// errPast says that what was to be made was cancelled, or made by another worker.
var errPast = errors.New("it is no longer to be made")

// trial is one try at making something.
type trial struct {
	noun, id  string
	try, most int
	log       *slog.Logger
}

// settle decides what becomes of a job that ended with err:
//
//   - it is past being made (cancelled, or ready by another worker's hand): the job ends
//   - the worker stops: the job goes back into the queue and is not counted as tried
//   - a rule or the input says no: it fails with that sentence, at once
//   - anything else: the job is tried again later; the last try fails it
func settle(ctx context.Context, t trial, err error, fail func(ctx context.Context, why string) error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errPast), errors.Is(context.Cause(ctx), river.ErrJobCancelledRemotely):
		return river.JobCancel(errPast)
	case errors.Is(ctx.Err(), context.Canceled): // by Stop; a job that took too long ends otherwise
		return river.JobSnooze(0)
	}
	t.log.Error("it could not be made", "noun", t.noun, "id", t.id, "try", t.try, "error", err)
	if !final(err) && t.try < t.most {
		return err
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), failWithin)
	defer cancel()
	if failed := past(fail(after, sentence(err))); failed != nil && !errors.Is(failed, errPast) {
		return errors.Join(err, failed)
	}
	return river.JobCancel(err)
}

const failWithin = 10 * time.Second

// caught makes a panic of a solver an error like another, so that what it makes does not wait for ever.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// past turns the fault of what is past being made into errPast.
func past(err error) error {
	if code := fault.CodeOf(err); code == "plan.state" || code == "works_plan.state" {
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
