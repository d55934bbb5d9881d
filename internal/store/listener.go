package store

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// How the listening connection is looked after.
const (
	askAfter    = 30 * time.Second // without a word, whether the connection still stands
	listenAgain = time.Second      // after it broke
)

// listener shares one connection, which listens for changes of one noun's rows, among all who wait for one of them.
// The connection is made when the first one comes.
type listener[T any] struct {
	store *Store
	sql   string // that listens
	read  func(ctx context.Context, id string) (T, error)
	mark  func(T) mark
	stop  context.CancelFunc
	ctx   context.Context //nolint:containedctx // the life of the connection, which no single caller's is
	start sync.Once
	ended sync.WaitGroup

	mu      sync.Mutex
	waiting map[string]map[*waiter[T]]struct{}
}

// mark is how far a row has come.
type mark struct {
	id       string
	version  int64
	progress int
	stage    string
	final    bool // nothing more is to be told
}

// waiter is one who waits for a row.
type waiter[T any] struct {
	told chan T // holds the newest record only: who is slow misses steps, never the end
	last mark
	gone bool
}

func newListener[T any](s *Store, sql string, read func(context.Context, string) (T, error), of func(T) mark) *listener[T] {
	ctx, stop := context.WithCancel(context.Background())
	return &listener[T]{store: s, sql: sql, read: read, mark: of, ctx: ctx, stop: stop, waiting: map[string]map[*waiter[T]]struct{}{}}
}

func (l *listener[T]) close() {
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

// follow tells of a row: at once how it stands, then each change that was not overtaken by a newer one. The channel
// ends when nothing more is to be told, and with ctx. Nothing is lost while the database is away: the row is read again
// when it is back.
func (l *listener[T]) follow(ctx context.Context, id string) (<-chan T, error) {
	l.start.Do(func() { l.ended.Go(l.run) })
	w := &waiter[T]{told: make(chan T, 1)}
	l.mu.Lock()
	if l.waiting[id] == nil {
		l.waiting[id] = map[*waiter[T]]struct{}{}
	}
	l.waiting[id][w] = struct{}{}
	l.mu.Unlock()
	context.AfterFunc(ctx, func() { l.leave(id, w) })
	r, err := l.read(ctx, id)
	if err != nil {
		l.leave(id, w)
		return nil, err
	}
	l.tell(r, w)
	return w.told, nil
}

func (l *listener[T]) leave(id string, w *waiter[T]) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w.end()
	delete(l.waiting[id], w)
	if len(l.waiting[id]) == 0 {
		delete(l.waiting, id)
	}
}

// end is called with the lock held.
func (w *waiter[T]) end() {
	if !w.gone {
		w.gone = true
		close(w.told)
	}
}

// tell hands a record to one waiter, or to all of its row where none is named.
func (l *listener[T]) tell(r T, only *waiter[T]) {
	at := l.mark(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	for w := range l.waiting[at.id] {
		if only == nil || only == w {
			w.tell(r, at)
		}
	}
}

// tell is called with the lock held. A record that is no newer than the last is dropped: two readers
// of the database may overtake one another.
func (w *waiter[T]) tell(r T, at mark) {
	if w.gone || !at.newer(w.last) {
		return
	}
	w.last = at
	select {
	case <-w.told: // nobody has read it yet
	default:
	}
	w.told <- r // never waits: all senders hold the lock
	if at.final {
		w.end()
	}
}

func (m mark) newer(last mark) bool {
	if m.version != last.version {
		return m.version > last.version
	}
	return m.progress > last.progress || (m.progress == last.progress && m.stage != last.stage)
}

// run keeps the connection until the store is closed.
func (l *listener[T]) run() {
	for l.ctx.Err() == nil {
		if err := l.hear(); err != nil && l.ctx.Err() == nil {
			l.store.log.Warn("the connection that listens broke; trying again", "for", l.sql, "error", err)
			select {
			case <-l.ctx.Done():
			case <-time.After(listenAgain):
			}
		}
	}
}

// hear listens on one connection until it breaks.
func (l *listener[T]) hear() error {
	conn, err := pgx.ConnectConfig(l.ctx, l.store.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(l.ctx)) }()
	if _, err := conn.Exec(l.ctx, l.sql); err != nil {
		return err
	}
	for _, id := range l.wanted() { // what was said while nobody listened
		l.look(id)
	}
	for {
		said, err := waitFor(l.ctx, conn)
		switch {
		case err == nil:
			l.look(said)
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

// wanted are those that somebody waits for.
func (l *listener[T]) wanted() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Collect(maps.Keys(l.waiting))
}

// look reads a row that somebody waits for and tells them.
func (l *listener[T]) look(id string) {
	l.mu.Lock()
	wanted := len(l.waiting[id]) > 0
	l.mu.Unlock()
	if !wanted {
		return
	}
	r, err := l.read(l.ctx, id)
	if err != nil {
		l.store.log.Warn("progress could not be read", "for", l.sql, "id", id, "error", err)
		return
	}
	l.tell(r, nil)
}
