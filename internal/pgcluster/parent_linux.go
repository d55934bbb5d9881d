package pgcluster

import "syscall"

// dieWithParent makes the kernel ask for a fast shutdown when this process dies, even by kill -9.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }
