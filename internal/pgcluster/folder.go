package pgcluster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"doorstep/internal/fault"
)

const (
	socketName  = ".s.PGSQL.5432"
	socketBytes = 107 // sun_path holds 108 bytes, the last of them 0
)

// DefaultData gives the data folder where none is named: a system folder for root, since postgres
// cannot enter root's home, else the user's data directory.
func DefaultData(euid int, getenv func(string) string) (string, error) {
	if euid == 0 {
		return "/var/lib/doorstep", nil
	}
	if base := getenv("XDG_DATA_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "doorstep"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "doorstep"), nil
	}
	return "", fault.Malformed("cluster.folder", "No data folder is named and HOME is not set; name one with --data DIR.")
}

func makeFolder(data string) error {
	err := os.MkdirAll(data, 0o755)
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.ENOSPC) {
		return fullFault(data)
	}
	return fault.New(fault.Unavailable, "cluster.folder",
		"Cannot make the data folder %s (%s); name one that you may write to with --data DIR.", data, reason(err)).Because(err)
}

// lockFolder takes the folder for this process until it ends, however it ends.
func lockFolder(data string) (*os.File, error) {
	path := filepath.Join(data, "cluster.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, folderFault(data, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := os.ReadFile(path)
		_ = f.Close()
		return nil, fault.New(fault.Unavailable, "cluster.busy",
			"The data folder %s is in use by process %s; stop that one, or name another folder with --data DIR.", data, pidText(holder)).Because(err)
	}
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0) // only told to others; the lock itself is the kernel's
	}
	return f, nil
}

func pidText(lock []byte) string {
	if pid := strings.TrimSpace(string(lock)); pid != "" {
		return pid
	}
	return "that has not said its number"
}

// runFolder makes the folder of the socket: short, named after the data folder so that a killed
// process leaves at most one behind, and nobody else's.
func runFolder(data string, a account) (string, error) {
	sum := sha256.Sum256([]byte(data))
	name := "doorstep-" + strconv.Itoa(a.uid) + "-" + hex.EncodeToString(sum[:4])
	bases := []string{"/run/user/" + strconv.Itoa(a.uid), os.TempDir(), "/tmp"}
	if a.drop {
		bases = []string{"/run", "/tmp"} // of all folders for temporary files these two are open to postgres
	}
	var tried []string
	for _, base := range bases {
		run := filepath.Join(base, name)
		if n := len(filepath.Join(run, socketName)); n > socketBytes {
			tried = append(tried, run+": its socket path would have "+strconv.Itoa(n)+" bytes of "+strconv.Itoa(socketBytes))
			continue
		}
		if err := takeRunFolder(run, a); err != nil {
			tried = append(tried, run+": "+reason(err))
			continue
		}
		return run, nil
	}
	return "", fault.New(fault.Unavailable, "cluster.socket",
		"No folder for the database socket (%s); set TMPDIR to a short folder of your own.", strings.Join(tried, "; "))
}

// takeRunFolder makes a folder that only the account may enter, or takes back its own from before.
func takeRunFolder(run string, a account) error {
	if err := os.Mkdir(run, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(run)
	if err != nil {
		return err
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !known || (int(owner.Uid) != a.uid && int(owner.Uid) != os.Geteuid()) {
		return errors.New("it belongs to somebody else")
	}
	if err := os.Chmod(run, 0o700); err != nil {
		return err
	}
	return a.own(run)
}

// reason gives the system's own words of an error, without the path that the sentence names already.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

func fullFault(path string) *fault.Fault {
	return fault.New(fault.Unavailable, "cluster.full",
		"The disk that holds %s is full; free some space and start again, nothing that was stored is lost.", path)
}
