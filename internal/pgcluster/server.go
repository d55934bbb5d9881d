package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"doorstep/internal/fault"
)

// server is one running postgres process.
type server struct {
	cmd   *exec.Cmd
	tail  *tail
	ended chan struct{} // closed when the process is gone
}

// settings of every start; they win over the files in the folder, so that durability cannot be lost
// to an edited one.
func (c *Cluster) settings(disposable bool) []string {
	durable := "on"
	if disposable {
		durable = "off"
	}
	var args []string
	for _, s := range []string{
		"listen_addresses=", "port=5432",
		"unix_socket_directories=" + c.run, "unix_socket_permissions=0700",
		"hba_file=" + c.run + "/pg_hba.conf", "ident_file=" + c.run + "/pg_ident.conf",
		"fsync=" + durable, "full_page_writes=" + durable, "synchronous_commit=" + durable,
		"max_connections=200", "shared_buffers=256MB", "maintenance_work_mem=128MB", "max_wal_size=2GB",
		"jit=off", "timezone=UTC", "log_timezone=UTC", "lc_messages=C",
		"logging_collector=off", "log_destination=stderr",
	} {
		args = append(args, "-c", s)
	}
	return args
}

// serve starts the server and waits until it answers.
func (c *Cluster) serve(ctx context.Context, o Options) error {
	if err := c.writeAccess(); err != nil {
		return err
	}
	deadline, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		s, err := c.launch(o)
		if err != nil {
			return err
		}
		c.server = s
		err = c.ready(deadline)
		if err == nil {
			return nil
		}
		_ = s.stop(stopWithin)
		// The children of a postmaster that was killed need a moment to notice and leave.
		if !strings.Contains(s.tail.String(), "pre-existing shared memory block") || !pause(deadline, 500*time.Millisecond) {
			return err
		}
	}
}

// launch starts postgres so that the kernel ends it, by a fast shutdown, when this process dies.
func (c *Cluster) launch(o Options) (*server, error) {
	s := &server{tail: &tail{}, ended: make(chan struct{})}
	s.cmd = exec.Command(c.install.program("postgres"), append([]string{"-D", c.folder()}, c.settings(o.Disposable)...)...) //nolint:noctx // it outlives the context of its start; Stop ends it
	s.cmd.Dir = c.folder()
	s.cmd.Env = c.environ()
	s.cmd.Stderr = s.tail
	if o.Log != nil {
		s.cmd.Stderr = io.MultiWriter(s.tail, o.Log)
	}
	s.cmd.WaitDelay = 5 * time.Second
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt typed at the terminal is for us
	dieWithParent(s.cmd.SysProcAttr)
	c.account.become(s.cmd)
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the kernel sends the signal when the thread that started the child ends
		err := s.cmd.Start()
		started <- err
		if err == nil {
			_ = s.cmd.Wait()
			close(s.ended)
		}
	}()
	if err := <-started; err != nil {
		return nil, fault.New(fault.Unavailable, "cluster.failed", "Cannot start %s: %s.", s.cmd.Path, reason(err)).Because(err)
	}
	return s, nil
}

// ready waits until the server answers.
func (c *Cluster) ready(ctx context.Context) error {
	for {
		answered, err := c.ask(ctx)
		if answered {
			return err
		}
		select {
		case <-c.server.ended:
			return diagnose("PostgreSQL did not start", c.data, c.server.tail.String())
		case <-ctx.Done():
			return fault.New(fault.Unavailable, "cluster.slow",
				"PostgreSQL in %s did not answer in time; it may be replaying its log after a crash: start again.", c.data).Because(ctx.Err())
		case <-time.After(30 * time.Millisecond):
		}
	}
}

// ask connects once. An answer that says no is an answer; "starting up" is none.
func (c *Cluster) ask(ctx context.Context) (answered bool, err error) {
	once, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(once, c.DSN("postgres"))
	if err == nil {
		return true, conn.Close(once)
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code != "57P03" {
		return true, fault.New(fault.Unavailable, "cluster.failed", "PostgreSQL in %s refuses us: %s.", c.data, pg.Message).Because(err)
	}
	return false, nil
}

// stop asks for a fast shutdown, then for an immediate one, then ends the process.
func (s *server) stop(within time.Duration) error {
	for _, ask := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, within}, {syscall.SIGQUIT, 20 * time.Second}, {syscall.SIGKILL, 10 * time.Second}} {
		select {
		case <-s.ended:
			return nil
		default:
		}
		_ = s.cmd.Process.Signal(ask.signal)
		select {
		case <-s.ended:
			if ask.signal == syscall.SIGINT {
				return nil
			}
			return fmt.Errorf("PostgreSQL stopped only on %s; it replays its log at the next start", ask.signal)
		case <-time.After(ask.wait):
		}
	}
	return fmt.Errorf("PostgreSQL process %d does not end", s.cmd.Process.Pid)
}

// tail keeps the last part of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailBytes = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - tailBytes; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

// pause waits and says whether the context still holds.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
