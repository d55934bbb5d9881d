package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"doorstep/internal/pgcluster"
)

const (
	keeperEnv    = "DOORSTEP_TEST_KEEPER" // set for the process that is to be the keeper: its folder
	protocol     = 1                      // part of the folder's name; raise it when keeper and tests would not understand one another
	startWithin  = 2 * time.Minute
	firstWithin  = time.Minute      // a keeper that nobody came to ends after this
	idleWithin   = 10 * time.Second // time between two test binaries, compiling among it
	answerFormat = "ready %s\n"
)

// keeper is a test binary's hold on the shared cluster.
type keeper struct {
	hold   net.Conn // open as long as the binary lives: that is what the keeper counts
	base   string   // DSN of the database "postgres"
	making sync.Mutex
	made   bool
}

// A test binary that was started as the keeper serves the cluster and never reaches its tests.
func init() { //nolint:gochecknoinits // the keeper is the test binary itself, started again: it must turn off before the tests run
	if folder := os.Getenv(keeperEnv); folder != "" {
		if err := keep(folder, firstWithin, idleWithin); err != nil {
			_ = os.WriteFile(filepath.Join(folder, "failed"), []byte(err.Error()), 0o600)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// join connects to the running keeper, or starts one.
func join() (*keeper, error) {
	return joinAt(filepath.Join(os.TempDir(), fmt.Sprintf("doorstep-test-%d-%d", protocol, os.Geteuid())))
}

func joinAt(folder string) (*keeper, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	var last error
	for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		k, err := hold(folder)
		if err == nil {
			return k, nil
		}
		last = err
		if why, err := os.ReadFile(filepath.Join(folder, "failed")); err == nil {
			_ = os.Remove(filepath.Join(folder, "failed"))
			return nil, errors.New(string(why))
		}
		if err := startKeeper(folder); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the cluster in %s did not come up: %w", folder, last)
}

// hold connects to the keeper and waits until it says where its cluster is.
func hold(folder string) (*keeper, error) {
	conn, err := net.DialTimeout("unix", filepath.Join(folder, "keeper.sock"), time.Second) //nolint:noctx // the timeout is its end
	if err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	var base string
	if _, scanErr := fmt.Sscanf(line, answerFormat, &base); err != nil || scanErr != nil {
		_ = conn.Close()
		return nil, errors.Join(err, scanErr)
	}
	return &keeper{hold: conn, base: base}, nil
}

// startKeeper starts this test binary again as the keeper, unless one holds the folder.
func startKeeper(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	lock, err := takeLock(folder)
	if lock == nil {
		return err // nil: somebody else is starting, running or ending; ask again
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self) //nolint:noctx // it outlives the tests
	cmd.Env = append(os.Environ(), keeperEnv+"="+folder)
	cmd.Dir = "/"
	cmd.ExtraFiles = []*os.File{lock} // the lock passes to the keeper with the open file
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	_ = lock.Close()
	go func() { _ = cmd.Wait() }()
	return nil
}

// takeLock gives the locked file, nil where another process has it.
func takeLock(folder string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(folder, "keeper.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if os.IsNotExist(err) {
			return nil, nil // the folder was thrown away this moment: ask again
		}
		return nil, err
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil && stillThere(f) {
		return f, nil
	}
	_ = f.Close()
	return nil, nil
}

// stillThere says that the file was not thrown away between opening and locking.
func stillThere(f *os.File) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(f.Name())
	return err == nil && os.SameFile(mine, there)
}

// keep runs the cluster until nobody has been connected for a while, then leaves nothing behind. The
// lock that it was started with ends with the process.
func keep(folder string, first, idle time.Duration) error {
	_ = os.Unsetenv(keeperEnv)
	socket := filepath.Join(folder, "keeper.sock")
	data := filepath.Join(folder, "data")
	for _, old := range []string{socket, data} { // of a keeper that was killed; nothing of it was flushed
		if err := os.RemoveAll(old); err != nil {
			return err
		}
	}
	log, err := os.Create(filepath.Join(folder, "postgres.log"))
	if err != nil {
		return err
	}
	cluster, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data, Log: log, Disposable: true})
	if err != nil {
		return err
	}
	door, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", socket)
	if err != nil {
		return errors.Join(err, cluster.Stop())
	}
	serve(door, cluster, first, idle)
	_ = door.Close()
	return errors.Join(cluster.Stop(), os.RemoveAll(folder))
}

// serve answers whoever connects and returns when nobody has been connected for idle, or the server
// is lost.
func serve(door net.Listener, cluster *pgcluster.Cluster, first, idle time.Duration) {
	var (
		come  = make(chan net.Conn)
		gone  = make(chan struct{})
		count int
		timer = time.NewTimer(first)
	)
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			come <- conn
		}
	}()
	for {
		select {
		case conn := <-come:
			count++
			timer.Stop()
			go func() {
				_, _ = fmt.Fprintf(conn, answerFormat, cluster.DSN("postgres"))
				_, _ = conn.Read(make([]byte, 1)) // returns when the test binary is gone
				_ = conn.Close()
				gone <- struct{}{}
			}()
		case <-gone:
			if count--; count == 0 {
				timer.Reset(idle)
			}
		case <-timer.C:
			return
		case <-cluster.Lost():
			return
		}
	}
}
