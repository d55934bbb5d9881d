//go:build !linux

package pgcluster

import "syscall"

// dieWithParent does nothing where the kernel has no such thing: the next start on the same folder
// finds the server left behind and stops it.
func dieWithParent(*syscall.SysProcAttr) {}
