// Command doorstep plans where and when government camps meet people, and serves what comes of it.
// It is the one binary of the service: every part is a verb of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
)

// Exit codes, as sysexits(3) has them where it does.
const (
	exitOK          = 0
	exitFailed      = 1 // the thing asked for did not hold: a plan with violations, refused rows
	exitUsage       = 2
	exitUnavailable = 69 // a program, server or folder that is needed is not there
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// app is what every verb is given.
type app struct {
	in     io.Reader
	out    io.Writer // results
	err    io.Writer // progress and complaints
	getenv func(string) string
	config config

	databaseName string // in the private cluster; "": doorstep
	serving      bool   // a server: its log tells more than warnings
}

// errViolations says that a check ran and found broken rules, which are already printed.
var errViolations = errors.New("rules are broken")

// Run runs the command line as main does, without touching the process: a test can call it.
func Run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer, getenv func(string) string) int {
	a := &app{in: in, out: out, err: errs, getenv: getenv}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errViolations):
		return exitFailed
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(errs, "doorstep: interrupted.")
		return exitInterrupted
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		fmt.Fprintf(errs, "doorstep: %s\n", f.Error())
		if f.Kind == fault.Unavailable {
			return exitUnavailable
		}
		return exitFailed
	}
	fmt.Fprintf(errs, "doorstep: %v\n", err)
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// usageError is a command line that cannot be understood.
type usageError struct{ error }

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "doorstep",
		Short: "Plan where and when government camps meet people",
		Long: "Doorstep plans camp drives: it reads people, places and boundaries, chooses venues and days, proves how far\n" +
			"the plan is from the best possible, serves it as a map and as GeoJSON, and takes what people say at the camps.",
		SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())}
	})
	a.config.flags(root.PersistentFlags(), a.getenv)
	root.AddCommand(
		a.upCommand(), a.serveCommand(), a.workCommand(), a.migrateCommand(), a.importCommand(), a.exportCommand(), a.planCommand(), a.planStateCommand(), a.checkStateCommand(),
		a.replanCommand(), a.routeCommand(), a.checkCommand(), a.compareCommand(), a.reportCommand(), a.worldCommand(), a.roadsCommand(), a.benchCommand(), a.demoCommand(),
	)
	usageArgs(root)
	return root
}

// usageArgs makes every complaint about arguments a usage error.
func usageArgs(cmd *cobra.Command) {
	if rule := cmd.Args; rule != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := rule(cmd, args); err != nil {
				return &usageError{fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())}
			}
			return nil
		}
	}
	for _, c := range cmd.Commands() {
		usageArgs(c)
	}
}
