package pgcluster

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"doorstep/internal/fault"
)

// Two locks of the kernel, which end with their process however it ends. cluster.lock is held by the
// owner, and says its number and, once the server answers, its run folder. cluster.guests is held
// together by the guests, and alone by an owner that is stopping, so that nobody comes in any more.
const (
	ownerLock  = "cluster.lock"
	guestsLock = "cluster.guests"
)

const (
	claimWithin = 20 * time.Second // an owner that is starting or stopping
	guestsStay  = time.Minute      // what an owner that wants to stop gives its guests
	lockEvery   = 100 * time.Millisecond
)

// claim makes this process the owner of the folder, or a guest of the owner there is.
func (c *Cluster) claim(ctx context.Context) (guest bool, err error) {
	wait, cancel := context.WithTimeout(ctx, claimWithin)
	defer cancel()
	if c.owner, err = c.open(ownerLock); err != nil {
		return false, err
	}
	for {
		if flock(c.owner, syscall.LOCK_EX) {
			return false, c.tell(strconv.Itoa(os.Getpid()) + "\n")
		}
		pid, run := c.told()
		if run != "" && c.visit(wait, run) {
			_ = c.owner.Close()
			c.owner = nil
			return true, nil
		}
		if !pause(wait, lockEvery) {
			_ = c.owner.Close()
			c.owner = nil
			return false, fault.New(fault.Unavailable, "cluster.busy",
				"The data folder %s is in use by process %s, whose server does not answer; stop that process, or name another folder with --data DIR.",
				c.data, pid)
		}
	}
}

// visit makes this process a guest of the server in the run folder, if it is at home.
func (c *Cluster) visit(ctx context.Context, run string) bool {
	guests, err := c.open(guestsLock)
	if err != nil {
		return false
	}
	if flock(guests, syscall.LOCK_SH) {
		c.run, c.guests = run, guests
		if answered, err := c.ask(ctx); answered && err == nil {
			return true
		}
		c.run, c.guests = "", nil
	}
	_ = guests.Close()
	return false
}

// invite tells others where the server is.
func (c *Cluster) invite() error {
	return c.tell(fmt.Sprintf("%d\n%s\n", os.Getpid(), c.run))
}

// awaitGuests waits until the guests are gone and lets no other in.
func (c *Cluster) awaitGuests() {
	guests, err := c.open(guestsLock)
	if err != nil {
		return // nobody can have come in through it either
	}
	wait, cancel := context.WithTimeout(context.Background(), guestsStay)
	defer cancel()
	for !flock(guests, syscall.LOCK_EX) && pause(wait, lockEvery) {
		select {
		case <-c.server.ended:
			cancel()
		default:
		}
	}
	c.guests = guests
}

func (c *Cluster) open(name string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(c.data, name), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, folderFault(c.data, err)
	}
	return f, nil
}

// tell writes what others may read in the owner's lock.
func (c *Cluster) tell(text string) error {
	if _, err := c.owner.WriteAt([]byte(text), 0); err != nil {
		return folderFault(c.data, err)
	}
	if err := c.owner.Truncate(int64(len(text))); err != nil {
		return folderFault(c.data, err)
	}
	return nil
}

// told reads what the owner wrote: its number, and its run folder once its server answers.
func (c *Cluster) told() (pid, run string) {
	text, _ := io.ReadAll(io.NewSectionReader(c.owner, 0, 4<<10))
	lines := strings.Split(string(text), "\n")
	if len(lines) > 2 {
		run = lines[1]
	}
	if lines[0] == "" {
		return "that has not said its number", run
	}
	return lines[0], run
}

// flock asks for a lock of the kernel and says whether it was given.
func flock(f *os.File, how int) bool {
	return syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB) == nil
}
