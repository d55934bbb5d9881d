package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

const planListenSQL = `LISTEN plan`

// How the listening connection is looked after.
const (
	askAfter    = 30 * time.Second // without a word, whether the connection still stands
	listenAgain = time.Second      // after it broke
)

// listener shares one connection, which listens for changes of plans, among all who wait for one. The
// connection is made when the first one comes.
type listener struct {
	store *Store
	stop  context.CancelFunc
	ctx   context.Context //nolint:containedctx // the life of the connection, which no single caller's is
	start sync.Once
	ended sync.WaitGroup

	mu      sync.Mutex
	waiting map[planning.PlanID]map[*waiter]struct{}
}

// waiter is one who waits for a plan.
type waiter struct {
	told chan planning.PlanRecord // holds the newest record only: who is slow misses steps, never the end
	last planning.PlanRecord
	gone bool
}

func newListener(s *Store) *listener {
	ctx, stop := context.WithCancel(context.Background())
	return &listener{store: s, ctx: ctx, stop: stop, waiting: map[planning.PlanID]map[*waiter]struct{}{}}
}

func (l *listener) close() {
	l.stop()
	l.ended.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, all := range l.waiting {
		for w := range all {
			w.end()
		}
		delete(l.waiting, id)
	}
}

// PlanEvents tells of a plan: at once how it stands, then each change that was not overtaken by a
// newer one. The channel ends when the solver is done with the plan, and with ctx. Nothing is lost
// while the database is away: the state is read again when it is back.
func (s *Store) PlanEvents(ctx context.Context, id planning.PlanID) (_ <-chan planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.PlanEvents(%s)", id)
	l := s.listen
	l.start.Do(func() { l.ended.Go(l.run) })
	w := &waiter{told: make(chan planning.PlanRecord, 1)}
	l.mu.Lock()
	if l.waiting[id] == nil {
		l.waiting[id] = map[*waiter]struct{}{}
	}
	l.waiting[id][w] = struct{}{}
	l.mu.Unlock()
	context.AfterFunc(ctx, func() { l.leave(id, w) })
	r, err := s.Plan(ctx, id)
	if err != nil {
		l.leave(id, w)
		return nil, err
	}
	l.tell(r, w)
	return w.told, nil
}

func (l *listener) leave(id planning.PlanID, w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w.end()
	delete(l.waiting[id], w)
	if len(l.waiting[id]) == 0 {
		delete(l.waiting, id)
	}
}

// end is called with the lock held.
func (w *waiter) end() {
	if !w.gone {
		w.gone = true
		close(w.told)
	}
}

// tell hands a record to one waiter, or to all of its plan where none is named.
func (l *listener) tell(r planning.PlanRecord, only *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for w := range l.waiting[r.ID] {
		if only == nil || only == w {
			w.tell(r)
		}
	}
}

// tell is called with the lock held. A record that is no newer than the last is dropped: two readers
// of the database may overtake one another.
func (w *waiter) tell(r planning.PlanRecord) {
	if w.gone || !newer(r, w.last) {
		return
	}
	w.last = r
	select {
	case <-w.told: // nobody has read it yet
	default:
	}
	w.told <- r // never waits: all senders hold the lock
	if r.State.Final() {
		w.end()
	}
}

func newer(r, last planning.PlanRecord) bool {
	if r.Version != last.Version {
		return r.Version > last.Version
	}
	return r.Progress > last.Progress || (r.Progress == last.Progress && r.Stage != last.Stage)
}

// run keeps the connection until the store is closed.
func (l *listener) run() {
	for l.ctx.Err() == nil {
		if err := l.hear(); err != nil && l.ctx.Err() == nil {
			l.store.log.Warn("the connection that listens for plans broke; trying again", "error", err)
			select {
			case <-l.ctx.Done():
			case <-time.After(listenAgain):
			}
		}
	}
}

// hear listens on one connection until it breaks.
func (l *listener) hear() error {
	conn, err := pgx.ConnectConfig(l.ctx, l.store.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(l.ctx)) }()
	if _, err := conn.Exec(l.ctx, planListenSQL); err != nil {
		return err
	}
	for _, id := range l.plans() { // what was said while nobody listened
		l.look(id)
	}
	for {
		said, err := waitFor(l.ctx, conn)
		switch {
		case err == nil:
			l.look(planning.PlanID(said))
		case l.ctx.Err() != nil:
			return l.ctx.Err()
		case !quiet(err):
			return err
		default:
			if err := conn.Ping(l.ctx); err != nil {
				return err
			}
		}
	}
}

func waitFor(ctx context.Context, conn *pgx.Conn) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, askAfter)
	defer cancel()
	n, err := conn.WaitForNotification(ctx)
	if err != nil {
		return "", err
	}
	return n.Payload, nil
}

// plans are those that somebody waits for.
func (l *listener) plans() []planning.PlanID {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := make([]planning.PlanID, 0, len(l.waiting))
	for id := range l.waiting {
		ids = append(ids, id)
	}
	return ids
}

// look reads a plan that somebody waits for and tells them.
func (l *listener) look(id planning.PlanID) {
	l.mu.Lock()
	wanted := len(l.waiting[id]) > 0
	l.mu.Unlock()
	if !wanted {
		return
	}
	r, err := l.store.Plan(l.ctx, id)
	if err != nil {
		l.store.log.Warn("a plan's progress could not be read", "plan", id, "error", err)
		return
	}
	l.tell(r, nil)
}
