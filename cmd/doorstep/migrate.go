package main

import (
	"encoding/json"
	"errors"
	"fmt"

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
			fmt.Fprintf(a.out, "%+v\n", s)
			return nil
		},
	}
	cmd.Flags().BoolVar(&status, "status", false, "only say where the schema stands")
	return cmd
}
