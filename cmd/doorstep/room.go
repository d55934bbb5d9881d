package main

import (
	"syscall"

	"doorstep/internal/fault"
)

// leastRoom is what PostgreSQL needs to go on writing: two segments of its log.
const leastRoom = 32 << 20

// fullDisk says, where something failed on a private cluster whose disk is as good as full, that this is
// why: PostgreSQL then stops in many ways, few of which name it.
func (h *home) fullDisk(err error) error {
	if err == nil || h.data == "" {
		return err
	}
	if code := fault.CodeOf(err); code != "" && code != "database.unavailable" && code != "database.busy" && code != "database.full" {
		return err
	}
	var fs syscall.Statfs_t
	if syscall.Statfs(h.data, &fs) != nil {
		return err
	}
	if room := fs.Bavail * uint64(fs.Bsize); room < leastRoom { //nolint:gosec // a block size is positive
		return fault.New(fault.Unavailable, "database.full",
			"The disk of %s is full (%d KiB are left): make room there, or name another folder with --data, and do it again. Nothing half-done was kept.", h.data, room>>10).Because(err)
	}
	return err
}
