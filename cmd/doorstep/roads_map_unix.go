//go:build unix

package main

import (
	"errors"
	"os"
	"syscall"

	"doorstep/internal/fault"
)

// mapFile maps a file into memory for reading: pages come as they are used and are shared by all processes that map it. What
// cannot be mapped (a pipe, an empty file) is read.
func mapFile(name string) (file []byte, closeFile func() error, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fault.Missing("file.missing", "%s cannot be read: %v.", name, cause(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }() // the mapping stays
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 || int64(int(info.Size())) != info.Size() {
		return readWhole(name)
	}
	file, err = syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return readWhole(name)
	}
	return file, func() error { return syscall.Munmap(file) }, nil
}
