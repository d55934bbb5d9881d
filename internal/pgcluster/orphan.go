package pgcluster

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"doorstep/internal/fault"
)

// stopOrphan ends a server that a killed process left running on the folder, and clears a pid file
// whose process is gone or is something else by now. It is called while the folder's lock is held,
// so no living process of ours owns that server.
func stopOrphan(ctx context.Context, folder string) error {
	path := filepath.Join(folder, "postmaster.pid")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil //nolint:nilerr // no pid file: nothing was left behind
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || pid < 2 || !isServerOf(ctx, pid, folder) {
		return os.Remove(path)
	}
	for _, ask := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, stopWithin}, {syscall.SIGQUIT, 20 * time.Second}} { // fast, then at once: the log is replayed
		_ = syscall.Kill(pid, ask.signal)
		waiting, cancel := context.WithTimeout(ctx, ask.wait)
		alive := true
		for alive && pause(waiting, 50*time.Millisecond) {
			alive = isServerOf(ctx, pid, folder)
		}
		cancel()
		if !alive || ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return fault.New(fault.Unavailable, "cluster.orphan",
		"A PostgreSQL server left behind still runs on %s as process %d; end it with `kill -QUIT %d` and start again.", folder, pid, pid)
}

// isServerOf says whether the process is alive and a PostgreSQL server working in the folder.
func isServerOf(ctx context.Context, pid int, folder string) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	if _, err := os.Stat("/proc/self"); err == nil {
		cwd, err := os.Readlink(filepath.Join(proc, "cwd"))
		if err != nil {
			return false
		}
		direct, err := filepath.EvalSymlinks(folder)
		name, _ := os.ReadFile(filepath.Join(proc, "comm"))
		return err == nil && cwd == direct && strings.HasPrefix(string(name), "post")
	}
	out, err := exec.CommandContext(ctx, "ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), "postgres") && strings.Contains(string(out), folder)
}
