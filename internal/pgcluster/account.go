package pgcluster

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"doorstep/internal/fault"
)

// account is the operating system's user that the server runs as: oneself, or postgres for root,
// since PostgreSQL refuses to run as root.
type account struct {
	name     string
	uid, gid int
	drop     bool // the process is root and has to become this user
}

func accountFor(euid int) (account, error) {
	if euid == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return account{}, fault.New(fault.Unavailable, "cluster.user",
				"PostgreSQL refuses to run as root and there is no user postgres; run `useradd --system postgres`, or start as another user.").Because(err)
		}
		uid, _ := strconv.Atoi(u.Uid) // numbers on every Unix
		gid, _ := strconv.Atoi(u.Gid)
		return account{name: u.Username, uid: uid, gid: gid, drop: true}, nil
	}
	u, err := user.LookupId(strconv.Itoa(euid))
	if err != nil {
		return account{}, fault.New(fault.Unavailable, "cluster.user",
			"PostgreSQL needs a named user, and user id %d has no name; run `useradd --uid %d doorstep` as root, or start as another user.", euid, euid).Because(err)
	}
	return account{name: u.Username, uid: euid, gid: os.Getegid()}, nil
}

// become makes cmd run as the account.
func (a account) become(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // ids from the user database
	}
}

// own gives a file to the account.
func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

// mustEnter refuses a folder that the account cannot enter, naming the first one above it that is
// shut. It asks the system itself, by starting a program there.
func (a account) mustEnter(ctx context.Context, folder, program string) error {
	if a.canEnter(ctx, folder, program) {
		return nil
	}
	shut := folder
	for up := filepath.Dir(shut); !a.canEnter(ctx, up, program); up = filepath.Dir(up) {
		shut = up
		if up == filepath.Dir(up) {
			break
		}
	}
	return fault.New(fault.Unavailable, "cluster.unenterable",
		"The database user %s cannot enter %s, which the data folder %s needs; run `chmod o+x %s`, or name another folder with --data DIR.",
		a.name, shut, folder, shut)
}

func (a account) canEnter(ctx context.Context, folder, program string) bool {
	cmd := exec.CommandContext(ctx, program, "--version")
	cmd.Dir = folder
	a.become(cmd)
	err := cmd.Run()
	return err == nil || !errors.Is(err, fs.ErrPermission)
}
