package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"doorstep/internal/fault"
)

// initialise makes the cluster's folder where there is none. It is made beside its place and renamed,
// so that a process killed half-way leaves nothing that looks like a cluster.
func (c *Cluster) initialise(ctx context.Context, disposable bool) error {
	info, err := os.Stat(c.folder())
	if err == nil {
		return c.mustOwn(info)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	partial := c.folder() + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return err
	}
	if err := os.Mkdir(partial, 0o700); err != nil {
		return folderFault(c.data, err)
	}
	if err := c.account.own(partial); err != nil {
		return err
	}
	args := []string{
		"--pgdata=" + partial, "--username=" + User, "--encoding=UTF8", "--locale=C.UTF-8",
		"--auth-local=peer", "--auth-host=reject", "--data-checksums", "--no-instructions",
	}
	if disposable {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, c.install.program("initdb"), args...)
	cmd.Dir, cmd.Env = partial, c.environ()
	c.account.become(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		_ = os.RemoveAll(partial)
		return diagnose("initdb failed", c.data, string(out))
	}
	if err := os.Rename(partial, c.folder()); err != nil {
		return folderFault(c.data, err)
	}
	return syncFolder(c.data)
}

// mustOwn refuses a cluster that another user made, since PostgreSQL would.
func (c *Cluster) mustOwn(folder fs.FileInfo) error {
	owner, known := folder.Sys().(*syscall.Stat_t)
	if !known || int(owner.Uid) == c.account.uid {
		return nil
	}
	return fault.New(fault.Unavailable, "cluster.owner",
		"The cluster in %s belongs to user id %d and the server would run as %s; start as the user who made it, or name another folder with --data DIR.",
		c.data, owner.Uid, c.account.name)
}

// writeAccess writes, in the run folder, who may connect: over the socket only, the account and root
// as the cluster's owner.
func (c *Cluster) writeAccess() error {
	ident := fmt.Sprintf("own \"root\" %[1]s\nown \"%[2]s\" %[1]s\n", User, c.account.name)
	for name, text := range map[string]string{
		"pg_hba.conf":   "local all " + User + " peer map=own\n",
		"pg_ident.conf": ident,
	} {
		path := filepath.Join(c.run, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return folderFault(c.run, err)
		}
		if err := c.account.own(path); err != nil {
			return err
		}
	}
	return nil
}

// environ is all the programs see of our environment: no PGDATA or PGOPTIONS of somebody's shell.
func (c *Cluster) environ() []string {
	return []string{"PATH=" + c.install.Bin + ":/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + c.folder()}
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}

func folderFault(folder string, err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fullFault(folder)
	}
	return fault.New(fault.Unavailable, "cluster.folder",
		"Cannot write to the data folder %s (%s); name one that you may write to with --data DIR.", folder, reason(err)).Because(err)
}

// diagnose turns what a program printed before it gave up into one line with a cure.
func diagnose(what, data, output string) error {
	if strings.Contains(output, "No space left on device") {
		return fullFault(data)
	}
	line := ""
	for l := range strings.Lines(output) {
		for _, mark := range []string{"FATAL:", "PANIC:", "error:", "could not"} {
			if _, after, ok := strings.Cut(l, mark); ok {
				line = strings.Trim(mark, ":") + " " + strings.TrimSpace(after)
			}
		}
	}
	for l := range strings.Lines(output) {
		if l = strings.TrimSpace(l); line == "" && (strings.Contains(l, "denied") || strings.Contains(l, "cannot")) {
			line = l
		}
	}
	if line == "" {
		line = "it printed nothing that says why"
	}
	return fault.New(fault.Unavailable, "cluster.failed",
		"%s in %s: %s. If that does not tell you what to do, keep the folder and name another with --data DIR.", what, data, line)
}
