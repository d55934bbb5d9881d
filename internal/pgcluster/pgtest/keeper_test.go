package pgtest

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/pgcluster"
)

// keeperFolder gives a short folder that the database user may enter, for a keeper apart from the
// shared one.
func keeperFolder(t *testing.T) string {
	t.Helper()
	if _, err := pgcluster.Find(context.Background()); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	base, err := os.MkdirTemp("", "doorstep-keeper-") //nolint:usetesting // t.TempDir is shut to the database user
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(base, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	folder := filepath.Join(base, "keeper")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

func reach(folder string) (*keeper, error) {
	var last error
	for range 400 {
		k, err := hold(folder)
		if err == nil {
			return k, nil
		}
		last = err
		time.Sleep(50 * time.Millisecond)
	}
	return nil, last
}

func TestTheKeeperLeavesWhenTheLastTestBinaryIsGone(t *testing.T) {
	folder := keeperFolder(t)
	ended := make(chan error, 1)
	go func() { ended <- keep(folder, time.Minute, 300*time.Millisecond) }()
	first, err := reach(folder)
	if err != nil {
		t.Fatal(err)
	}
	second, err := reach(folder)
	if err != nil {
		t.Fatal(err)
	}
	_ = first.hold.Close()
	select {
	case err := <-ended:
		t.Fatalf("it left while a test binary was connected: %v", err)
	case <-time.After(time.Second):
	}
	if err := second.exec(context.Background(), "SELECT 1"); err != nil {
		t.Error(err)
	}
	_ = second.hold.Close()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it stays though nobody is connected")
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
	if _, err := pgx.Connect(context.Background(), second.base); err == nil {
		t.Error("the server still answers")
	}
}

func TestTheKeeperLeavesWhenNobodyComes(t *testing.T) {
	folder := keeperFolder(t)
	if err := keep(folder, 200*time.Millisecond, time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
}

func TestTheKeeperThrowsAwayWhatAKilledOneLeft(t *testing.T) {
	folder := keeperFolder(t)
	for _, name := range []string{"data", "data/cluster"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "data/cluster/PG_VERSION"), []byte("8\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	old, err := net.Listen("unix", filepath.Join(folder, "keeper.sock"))
	if err != nil {
		t.Fatal(err)
	}
	old.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = old.Close()
	if err := keep(folder, 100*time.Millisecond, time.Minute); err != nil {
		t.Fatal(err)
	}
}

func TestAFailedKeeperTellsTheTestsWhy(t *testing.T) {
	folder := keeperFolder(t)
	if err := os.WriteFile(filepath.Join(folder, "failed"), []byte("the disk is full"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := joinAt(folder); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("got %v", err)
	}
}
