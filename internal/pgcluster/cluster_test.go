package pgcluster_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/internal/pgcluster"
)

const childEnv = "DOORSTEP_TEST_CLUSTER" // set for a test binary that is to hold a cluster until it is killed

// TestMain lets a test start this binary again as a process that holds a cluster and can be killed.
func TestMain(m *testing.M) {
	if data := os.Getenv(childEnv); data != "" {
		c, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data, Disposable: true})
		if err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		fmt.Println("ready", c.DSN("postgres"))
		select {} // until killed
	}
	os.Exit(m.Run())
}

// needPostGIS skips where nothing can be started, and fails in CI.
func needPostGIS(t *testing.T) pgcluster.Installation {
	t.Helper()
	found, err := pgcluster.Find(context.Background())
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return found
}

// folder gives a data folder that the database user may enter: t.TempDir is shut to it.
func folder(t *testing.T) string {
	t.Helper()
	base, err := os.MkdirTemp("", "doorstep-cluster-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(base, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	return filepath.Join(base, "data")
}

func start(t *testing.T, data string) *pgcluster.Cluster {
	t.Helper()
	var log bytes.Buffer
	c, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data, Disposable: true, Log: &log})
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// ask runs one statement and gives its single answer as text.
func ask(t *testing.T, dsn, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var answer string
	err = conn.QueryRow(context.Background(), sql).Scan(&answer)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	return answer
}

func TestAClusterKeepsWhatItStoredAndLeavesNothingRunning(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	c := start(t, data)
	made := make(chan error)
	for range 4 { // one of them makes it, the others find it there
		go func() { made <- c.CreateDatabase(context.Background(), "places") }()
	}
	for range 4 {
		if err := <-made; err != nil {
			t.Fatal(err)
		}
	}
	ask(t, c.DSN("places"), "CREATE TABLE kept AS SELECT 'still here' AS x")
	run := c.RunFolder()
	pid := ask(t, c.DSN("postgres"), "SELECT pid::text FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("/proc/" + pid); err == nil {
		t.Error("the checkpointer still runs")
	}
	if _, err := os.Stat(run); err == nil {
		t.Errorf("the run folder %s is left", run)
	}
	select {
	case <-c.Lost():
	default:
		t.Error("Lost is not closed")
	}
	again := start(t, data)
	if got := ask(t, again.DSN("places"), "SELECT x FROM kept"); got != "still here" {
		t.Errorf("got %q", got)
	}
}

func TestACommittedRowIsOnDiskUnlessTheClusterIsDisposable(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	c, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(data, "cluster", "postgresql.auto.conf")
	if err := os.WriteFile(conf, []byte("fsync = off\nsynchronous_commit = off\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ask(t, c.DSN("postgres"), "SELECT pg_reload_conf()::text")
	for setting, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on", "listen_addresses": "",
	} {
		if got := ask(t, c.DSN("postgres"), "SHOW "+setting); got != want {
			t.Errorf("%s is %q, want %q, whatever the folder's files say", setting, got, want)
		}
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
}

func TestASecondProcessOnTheFolderIsAGuestOfTheFirst(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	owner := start(t, data)
	guest, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	if guest.DSN("places") != owner.DSN("places") {
		t.Errorf("the guest uses %s, the owner %s", guest.DSN("places"), owner.DSN("places"))
	}
	stopped := make(chan error, 1)
	go func() { stopped <- owner.Stop() }()
	select {
	case err := <-stopped:
		t.Fatalf("the owner did not wait for its guest: %v", err)
	case <-time.After(time.Second):
	}
	if got := ask(t, guest.DSN("postgres"), "SELECT 'served'"); got != "served" {
		t.Errorf("got %q", got)
	}
	if err := guest.Stop(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-stopped:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the owner waits though its guest is gone")
	}
	again := start(t, data)
	if again.Lost() == nil {
		t.Error("nobody owns the folder and yet this one is a guest")
	}
}

func TestAFolderHeldByAProcessThatDoesNotAnswerIsRefusedWithItsNumber(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	lock, err := os.Create(filepath.Join(data, "cluster.lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	for _, told := range []string{"4711\n", "4711\n/nowhere\n"} {
		if err := os.WriteFile(lock.Name(), []byte(told), 0o644); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		_, err = pgcluster.Start(ctx, pgcluster.Options{Data: data})
		cancel()
		oneLine(t, err, "cluster.busy", "process 4711", data, "--data DIR")
	}
}

func TestTwoClustersRunSideBySide(t *testing.T) {
	needPostGIS(t)
	var starts sync.WaitGroup
	for range 2 {
		data := folder(t)
		starts.Go(func() {
			c, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data, Disposable: true})
			if err != nil {
				t.Error(err)
				return
			}
			if err := c.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
	starts.Wait()
}

// hold starts a process that holds a cluster, and gives it with its DSN.
func hold(t *testing.T, data string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+data)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	dsn, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		t.Fatalf("the holder said %q: %v", line, err)
	}
	return cmd, dsn
}

func TestAKilledParentTakesItsServerWithIt(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	parent, dsn := hold(t, data)
	ask(t, dsn, "CREATE TABLE kept AS SELECT 'committed' AS x")
	pid := postmaster(t, data)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if !gone(pid, 20*time.Second) {
		t.Errorf("the server still runs as process %d", pid)
	}
	c := start(t, data)
	if got := ask(t, c.DSN("postgres"), "SELECT x FROM kept"); got != "committed" {
		t.Errorf("got %q", got)
	}
}

func TestAnOrphanedServerIsTakenOver(t *testing.T) {
	found := needPostGIS(t)
	data := folder(t)
	c := start(t, data)
	ask(t, c.DSN("postgres"), "CREATE TABLE kept AS SELECT 'committed' AS x")
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	// As where the kernel cannot end the server with its parent: it runs on with nobody to own it.
	cluster := filepath.Join(data, "cluster")
	orphan := exec.Command(filepath.Join(found.Bin, "postgres"), "-D", cluster, "-c", "listen_addresses=", "-c", "unix_socket_directories="+cluster)
	orphan.Dir = cluster
	pgcluster.Become(orphan)
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = orphan.Wait(); close(ended) }()
	answers := func() bool {
		text, _ := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
		return strings.Contains(string(text), "ready")
	}
	for range 200 {
		if answers() {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !answers() {
		t.Fatal("the orphan did not start")
	}
	again := start(t, data)
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the orphan still runs")
	}
	if got := ask(t, again.DSN("postgres"), "SELECT x FROM kept"); got != "committed" {
		t.Errorf("got %q", got)
	}
}

func TestAKilledServerStartsAgainFromItsLog(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	c, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data}) // durable
	if err != nil {
		t.Fatal(err)
	}
	ask(t, c.DSN("postgres"), "CREATE TABLE kept AS SELECT 'committed' AS x")
	if err := syscall.Kill(postmaster(t, data), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.Lost():
	case <-time.After(20 * time.Second):
		t.Fatal("Lost is not closed when the server dies")
	}
	if err := c.Stop(); err != nil {
		t.Errorf("stopping a dead server: %v", err)
	}
	again := start(t, data)
	if got := ask(t, again.DSN("postgres"), "SELECT x FROM kept"); got != "committed" {
		t.Errorf("got %q", got)
	}
}

func TestAStalePidFileIsNoHindrance(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	c := start(t, data)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	stranger := exec.Command("sleep", "60") // a process that was given the old number, of the database user itself
	pgcluster.Become(stranger)
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stranger.Process.Kill(); _ = stranger.Wait() }()
	for name, pid := range map[string]int{"nobody's": 4194303, "a stranger's": stranger.Process.Pid} {
		text := fmt.Sprintf("%d\n%s\n1700000000\n5432\n/nowhere\n\n  5432001    123456\nready   \n", pid, filepath.Join(data, "cluster"))
		path := filepath.Join(data, "cluster", "postmaster.pid")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data, Disposable: true})
		if err != nil {
			t.Errorf("with %s number: %v", name, err)
			continue
		}
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	}
	if stranger.Process.Signal(syscall.Signal(0)) != nil {
		t.Error("the stranger was killed")
	}
}

func TestAnInterruptedFirstStartLeavesNothingThatLooksLikeACluster(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	partial := filepath.Join(data, "cluster.partial")
	for _, path := range []string{data, partial} {
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(partial, "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, data)
	if got := ask(t, c.DSN("postgres"), "SELECT 'whole'"); got != "whole" {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(partial); err == nil {
		t.Error("the half-made folder is left")
	}
}

// postmaster gives the server's process number as its pid file says.
func postmaster(t *testing.T, data string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, "cluster", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func gone(pid int, within time.Duration) bool {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if syscall.Kill(pid, 0) != nil {
			return true
		}
	}
	return false
}

// oneLine holds a fault to its code, to one line, and to the words that name the cure.
func oneLine(t *testing.T, err error, code fault.Code, words ...string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %q (%v), want %q", fault.CodeOf(err), err, code)
	}
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("kind %d", fault.KindOf(err))
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %q", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}
