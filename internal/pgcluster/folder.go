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

// makeFolder makes the data folder and what is missing above it, open to be entered whatever the umask
// says: the database user has to pass through.
func makeFolder(data string) error {
	var made []string
	for up := data; ; up = filepath.Dir(up) {
		if _, err := os.Stat(up); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append(made, up)
	}
	err := os.MkdirAll(data, 0o755)
	for _, path := range made {
		if err == nil {
			err = os.Chmod(path, 0o755)
		}
	}
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.ENOSPC) {
		return fullFault(data)
	}
	return fault.New(fault.Unavailable, "cluster.folder",
		"Cannot make the data folder %s (%s); name one that you may write to with --data DIR.", data, reason(err)).Because(err)
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
