package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"doorstep/migrations"
)

func (a *app) migrateCommand() *cobra.Command {
	var status bool
	cmd := &cobra.Command{
		Use:     "migrate",
		Short:   "Bring the database's schema up to this program's",
		Example: "  doorstep migrate --database postgres://planner@db/doorstep\n  doorstep migrate --status",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			h := &home{dsn: a.config.database, log: a.logger()}
			if h.dsn == "" {
				if err := h.startCluster(ctx, a); err != nil {
					return errors.Join(err, h.close())
				}
			}
			if !status {
				if err := migrations.Up(ctx, h.dsn); err != nil {
					return errors.Join(err, h.close())
				}
			}
			s, err := migrations.Status(ctx, h.dsn)
			if err := errors.Join(err, h.close()); err != nil {
				return err
			}
			if a.config.json {
				return json.NewEncoder(a.out).Encode(s)
			}
			if s.Done() {
				fmt.Fprintf(a.out, "The schema is up to date: migration %d, and the queue's own.\n", s.Database)
				return nil
			}
			fmt.Fprintf(a.out, "The schema is at migration %d of %d. Still to run: %s; of the queue's own: %d. Run 'doorstep migrate'.\n",
				s.Database, s.Program, cmp.Or(strings.Join(s.Pending, ", "), "none"), len(s.Queue))
			return nil
		},
	}
	cmd.Flags().BoolVar(&status, "status", false, "only say where the schema stands")
	return cmd
}
