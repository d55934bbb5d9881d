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
// standard output.
func (a *app) writeFile(name string, write func(io.Writer) error) (err error) {
	if name == "-" || name == "" {
		out := bufio.NewWriterSize(a.out, 1<<16)
		return errors.Join(write(out), out.Flush())
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
	if err := errors.Join(write(out), out.Flush(), f.Sync(), f.Chmod(0o644), f.Close()); err != nil {
		return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be written: %v. Nothing was changed.", name, err).Because(err)
	}
	return os.Rename(f.Name(), name)
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
