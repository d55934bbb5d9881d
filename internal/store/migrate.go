package store

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"doorstep/internal/fault"
	"doorstep/migrations"
)

// Migrate brings the database to the schema of this binary, the job queue's tables among it; see
// migrations.Up.
func Migrate(ctx context.Context, dsn string) (err error) {
	defer fault.Wrap(&err, "store.Migrate")
	return named(migrations.Up(ctx, dsn))
}

// schemaVersion is the number of the newest migration in this binary: 4 for 00004_case.sql.
func schemaVersion() (int64, error) {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("no migrations in the binary: %w", err)
	}
	number, _, _ := strings.Cut(slices.Max(names), "_")
	return strconv.ParseInt(number, 10, 64)
}
