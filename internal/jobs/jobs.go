// Package jobs works what the service does in the background, from a queue in the same database: a
// job is there if and only if the transaction that entered it was committed. A file a kind. Jobs'
// arguments are plain structs of the pure packages; what a job needs of the store it declares as an
// interface, which cmd fills.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// Limits of a job.
const (
	jobTimeout = 5 * time.Minute
	// A job whose worker was killed is given to another after this.
	rescueAfter = jobTimeout + time.Minute
)

// Config says what the workers work with.
type Config struct {
	Plans Plans
	Works Works
	Keys  Keys
	// Travel gives what is known of distances when a job begins; nil: straight lines times the usual factors.
	Travel  func() (*planning.Travel, error)
	Workers int          // jobs at once; 0: one, for a solver keeps a processor busy
	Log     *slog.Logger // nil: nowhere
}

// Runner works jobs. Any number of them, on any number of machines, share one queue.
type Runner struct{ client client }

type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// New makes the workers of a queue that is reached through driver, the store's JobDriver.
func New[TTx any](driver riverdriver.Driver[TTx], c Config) (_ *Runner, err error) {
	defer fault.Wrap(&err, "jobs.New")
	if c.Plans == nil || c.Works == nil || c.Keys == nil {
		return nil, errors.New("the workers need all that Config asks for")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Travel == nil {
		usual := planning.NewTravel(planning.TravelLayers{Factors: planning.DefaultTravelFactors()})
		c.Travel = func() (*planning.Travel, error) { return usual, nil }
	}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &planSolve{plans: c.Plans, travel: c.Travel, log: c.Log}); err != nil {
		return nil, err
	}
	if err := river.AddWorkerSafely(workers, &worksSolve{works: c.Works, travel: c.Travel, log: c.Log}); err != nil {
		return nil, err
	}
	if err := river.AddWorkerSafely(workers, &keyForget{keys: c.Keys, log: c.Log}); err != nil {
		return nil, err
	}
	client, err := river.NewClient(driver, &river.Config{
		Logger:               c.Log,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: max(1, c.Workers)}},
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		Workers:              workers,
		PeriodicJobs:         []*river.PeriodicJob{everyDay(casework.KeyForgetArgs{})},
	})
	if err != nil {
		return nil, err
	}
	return &Runner{client: client}, nil
}

// Start begins to work jobs and returns at once; ctx only bounds the starting.
func (r *Runner) Start(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "jobs.Start")
	return r.client.Start(context.WithoutCancel(ctx))
}

// Stop takes no more jobs and waits for those at work; when ctx ends first they are cut short and put
// back into the queue.
func (r *Runner) Stop(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "jobs.Stop")
	if err := r.client.Stop(ctx); err == nil || ctx.Err() == nil {
		return err
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBackWithin)
	defer cancel()
	return r.client.StopAndCancel(hard)
}

// putBackWithin is how long jobs that are cut short may take to end.
const putBackWithin = 10 * time.Second

// everyDay enters a job once a day, whoever of the workers leads, and when the first of them starts.
func everyDay(args river.JobArgs) *river.PeriodicJob {
	const day = 24 * time.Hour
	return river.NewPeriodicJob(river.PeriodicInterval(day), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: day}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}
