package jobs

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"

	"doorstep/internal/casework"
)

// Keys is what forgetting old idempotency keys needs of the store.
type Keys interface {
	ForgetKeys(ctx context.Context) (int64, error)
}

// keyForget forgets, once a day, the answers that creations were given long ago.
type keyForget struct {
	river.WorkerDefaults[casework.KeyForgetArgs]
	keys Keys
	log  *slog.Logger
}

// Work forgets them. An error is tried again by the queue's own schedule.
func (w *keyForget) Work(ctx context.Context, _ *river.Job[casework.KeyForgetArgs]) error {
	n, err := w.keys.ForgetKeys(ctx)
	if err == nil && n > 0 {
		w.log.Info("old idempotency keys are forgotten", "keys", n)
	}
	return err
}
