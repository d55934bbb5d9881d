package pgcluster

import (
	"context"
	"os"
	"os/exec"
)

// What the tests outside need of the inside.
var (
	Choose    = func(bin, folder string) (Installation, error) { return choose(context.Background(), bin, folder) }
	Diagnose  = diagnose
	RunFolder = func(data string) (string, error) {
		a, err := accountFor(os.Geteuid())
		if err != nil {
			return "", err
		}
		return runFolder(data, a)
	}
)

// RunFolder tells where the socket is.
func (c *Cluster) RunFolder() string { return c.run }

// Become makes cmd run as the database user.
func Become(cmd *exec.Cmd) {
	if a, err := accountFor(os.Geteuid()); err == nil {
		a.become(cmd)
	}
}
