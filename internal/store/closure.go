package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

const closuresSQL = `
	SELECT c.day,
	       c.kind,
	       coalesce(c.area::text, ''),
	       coalesce(c.venue::text, ''),
	       c.venue_kind,
	       c.source,
	       c.order_kind,
	       c.number
	FROM   closure c
	WHERE  c.drive = $1
	ORDER  BY c.day, c.kind, c.area NULLS FIRST, c.venue NULLS FIRST, c.venue_kind`

func scanClosure(row pgx.CollectableRow) (c planning.Closure, err error) {
	err = row.Scan((*day)(&c.Day), &c.Kind, &c.Area, &c.Venue, &c.VenueKind, &c.Source, &c.OrderKind, &c.Number)
	return c, err
}

// Closures lists the days taken out of a drive's calendar, by day: drive.missing where there is no
// such drive.
func (s *Store) Closures(ctx context.Context, id planning.DriveID) (list []planning.Closure, err error) {
	defer fault.Wrap(&err, "store.Closures(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		d, err := driveOf(ctx, tx, id)
		if err != nil {
			return err
		}
		list, err = closuresOf(ctx, tx, d.ID)
		return err
	})
	return list, err
}

func closuresOf(ctx context.Context, tx pgx.Tx, id planning.DriveID) ([]planning.Closure, error) {
	k, err := key("drive", string(id))
	if err != nil {
		return nil, err
	}
	return collect(ctx, tx, scanClosure, closuresSQL, k)
}

const closureInsertSQL = `
	INSERT INTO closure
	       (id, drive, day, kind, area, venue, venue_kind, source, order_kind, number)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

func insertClosure(ctx context.Context, tx pgx.Tx, drive planning.DriveID, c planning.Closure) error {
	fresh, err := newID()
	if err != nil {
		return err
	}
	id, err := key("closure", fresh)
	if err != nil {
		return err
	}
	args, err := closureArgs(drive, c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, closureInsertSQL, append([]any{id}, append(args, c.Source, c.OrderKind, c.Number)...)...)
	return err
}

const closureDeleteSQL = `
	DELETE FROM closure
	WHERE  drive = $1
	AND    day = $2
	AND    kind = $3
	AND    area IS NOT DISTINCT FROM $4
	AND    venue IS NOT DISTINCT FROM $5
	AND    venue_kind = $6`

func deleteClosure(ctx context.Context, tx pgx.Tx, drive planning.DriveID, c planning.Closure) error {
	args, err := closureArgs(drive, c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, closureDeleteSQL, args...)
	return err
}

// closureArgs are what a closure is known by: drive, day, kind, area, venue, kind of venue.
func closureArgs(drive planning.DriveID, c planning.Closure) ([]any, error) {
	of, err := key("drive", string(drive))
	if err != nil {
		return nil, err
	}
	area, err := keyOrNull("area", string(c.Area))
	if err != nil {
		return nil, err
	}
	venue, err := keyOrNull("venue", string(c.Venue))
	if err != nil {
		return nil, err
	}
	return []any{of, c.Day.Time(), c.Kind, area, venue, c.VenueKind}, nil
}
