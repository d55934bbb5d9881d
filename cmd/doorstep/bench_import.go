package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// benchImport reads and stores DATA/wb into an empty private database, then once more. The reading and
// the storing are given apart: one is ours alone, the other is also PostgreSQL's.
func (a *app) benchImport(cmd *cobra.Command, data string, give func(figure)) (err error) {
	ctx := cmd.Context()
	folder := filepath.Join(data, "wb")
	h, clean, err := a.scratch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, clean()) }()
	for _, run := range []string{"first", "again, nothing changed"} {
		m := a.meter()
		done, err := a.readFolder(ctx, folder, "wb", m)
		if err == nil {
			err = a.storeGazetteer(ctx, h, &done, "wb", m)
		}
		m.end()
		if err != nil {
			return err
		}
		total := done.Account.Totals()
		sum := done.Counts.Total()
		both := done.Seconds["read"] + done.Seconds["store"]
		give(figure{
			Name: "import of wb, " + run, Unit: "s", Runs: 1, Value: spread([]float64{both}),
			Note: fmt.Sprintf("read %.1f s, store %.1f s; %d rows read, %d created, %d changed, %d unchanged",
				done.Seconds["read"], done.Seconds["store"], total.Read, sum.Created, sum.Changed, sum.Unchanged),
		})
	}
	return nil
}

// scratch opens a private database in a folder that clean removes again.
func (a *app) scratch(ctx context.Context) (h *home, clean func() error, err error) {
	dir, err := os.MkdirTemp("", "doorstep-bench-")
	if err != nil {
		return nil, nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the database's own user has to enter
		return nil, nil, err
	}
	b := *a
	b.config.database, b.config.data = "", filepath.Join(dir, "data")
	if h, err = b.open(ctx, true); err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return h, func() error { return errors.Join(h.close(), os.RemoveAll(dir)) }, nil
}
