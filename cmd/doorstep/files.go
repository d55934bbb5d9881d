package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// readFile opens a file, or standard input for "-", and hands it to read.
func readFile[T any](a *app, name string, read func(io.Reader) (T, error)) (v T, err error) {
	if name == "-" {
		return read(bufio.NewReaderSize(a.in, 1<<16))
	}
	f, err := os.Open(name)
	if err != nil {
		return v, fault.Missing("file.missing", "%s cannot be read: %v.", name, errors.Unwrap(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	v, err = read(bufio.NewReaderSize(f, 1<<16))
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		f.Text = name + ": " + f.Text
	}
	return v, err
}

// writeFile writes a file whole or not at all: beside its place, then renamed over it. "-" and "" are
// standard output. A symbolic link is followed; what is no plain file (/dev/null, a named pipe) is written
// to and never replaced.
func (a *app) writeFile(name string, write func(io.Writer) error) (err error) {
	if name == "-" || name == "" {
		out := bufio.NewWriterSize(a.out, 1<<16)
		return errors.Join(write(out), out.Flush())
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return writeInto(name, write)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".doorstep-*")
	if err != nil {
		return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be written: %v.", name, errors.Unwrap(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	out := bufio.NewWriterSize(f, 1<<16)
	steps := []func() error{
		func() error { return write(out) }, out.Flush, f.Sync, func() error { return f.Chmod(0o644) }, f.Close,
		func() error { return os.Rename(f.Name(), name) },
	}
	for _, step := range steps {
		err := step()
		if err == nil {
			continue
		}
		_ = f.Close() // it is thrown away
		if fault.CodeOf(err) != "" {
			return err // what was to be written is wrong, not the file
		}
		return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be written: %v. Nothing was changed.", name, cause(err)).Because(err)
	}
	return nil
}

// cause is what the system said, without the name of a file that is thrown away.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// writeInto writes to a device or a pipe.
func writeInto(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be written: %v.", name, errors.Unwrap(err))
	}
	out := bufio.NewWriterSize(f, 1<<16)
	return errors.Join(write(out), out.Flush(), f.Close())
}

// readBoth reads a problem and a plan of it.
func (a *app) readBoth(problemFile, planFile string) (planning.Problem, planning.Plan, error) {
	p, err := readFile(a, problemFile, planning.ReadProblem)
	if err != nil {
		return planning.Problem{}, planning.Plan{}, err
	}
	plan, err := readFile(a, planFile, planning.ReadPlan)
	return p, plan, err
}
