package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// keptPosition marks a venue whose position is derived from fixes: an import leaves it alone.
const keptPosition = "position"

const venueFixesSQL = `
	SELECT id,
	       geom,
	       accuracy_m,
	       source,
	       taken_at,
	       taken_by
	FROM   venue_fix
	WHERE  venue = $1
	ORDER  BY taken_at, id`

func scanFix(row pgx.CollectableRow) (f geo.Fix, err error) {
	err = row.Scan(&f.ID, (*point)(&f.At), &f.Accuracy, &f.Source, &f.TakenAt, &f.TakenBy)
	return f, err
}

// VenueFixes lists the geo-tags taken of a venue, the oldest first.
func (s *Store) VenueFixes(ctx context.Context, id planning.VenueID) (fixes []geo.Fix, err error) {
	defer fault.Wrap(&err, "store.VenueFixes(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		if _, err := venueOf(ctx, tx, id, venueSQL); err != nil {
			return err
		}
		fixes, err = fixesOf(ctx, tx, venueFixesSQL, "venue", string(id))
		return err
	})
	return fixes, err
}

func fixesOf(ctx context.Context, tx pgx.Tx, sql, noun, id string) ([]geo.Fix, error) {
	k, err := key(noun, id)
	if err != nil {
		return nil, err
	}
	return collect(ctx, tx, scanFix, sql, k)
}

const venueFixInsertSQL = `
	INSERT INTO venue_fix
	       (id, venue, geom, accuracy_m, source, taken_at, taken_by)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`

func insertFixes(ctx context.Context, tx pgx.Tx, sql, noun, of string, fixes []geo.Fix) error {
	k, err := key(noun, of)
	if err != nil {
		return err
	}
	for _, f := range fixes {
		id, err := key("fix", f.ID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sql, id, k, point(f.At), float64(f.Accuracy), f.Source, f.TakenAt, f.TakenBy); err != nil {
			return err
		}
	}
	return nil
}

// signed checks fixes, and gives those that lack an id or a name theirs.
func signed(fixes []geo.Fix, by casework.Actor, now time.Time) ([]geo.Fix, error) {
	if err := casework.CheckFixes(fixes); err != nil {
		return nil, err
	}
	out := make([]geo.Fix, len(fixes))
	for i, f := range fixes {
		if err := casework.FixTaken(f, now); err != nil {
			return nil, err
		}
		if f.ID == "" {
			id, err := newID()
			if err != nil {
				return nil, err
			}
			f.ID = id
		}
		if f.TakenBy == "" {
			f.TakenBy = by.Name
		}
		out[i] = f
	}
	return out, nil
}

// settled derives the venue's position from its fixes.
func settled(v planning.Venue, fixes []geo.Fix) (planning.Venue, error) {
	merged, err := geo.MergeFixes(fixes)
	if err != nil {
		return v, err
	}
	at, err := locate(merged.At)
	v.At, v.Radius, v.Cell = at.at, merged.Radius, at.cell
	return v, err
}

// AddVenueFix keeps one more geo-tag of a venue, once per key and once per fix id, and derives the
// venue's position from all of them. fix.too_many beyond casework.MaxFixes.
func (s *Store) AddVenueFix(ctx context.Context, by casework.Actor, k casework.Key, id planning.VenueID, fix geo.Fix) (v planning.Venue, err error) {
	defer fault.Wrap(&err, "store.AddVenueFix(%s)", id)
	if err := casework.CheckFix(fix); err != nil {
		return v, err
	}
	one, err := signed([]geo.Fix{fix}, by, s.now())
	if err != nil {
		return v, err
	}
	return once(ctx, s, k, func(tx pgx.Tx) (planning.Venue, error) {
		v, err := venueOf(ctx, tx, id, venueForUpdateSQL)
		if err != nil {
			return v, err
		}
		fixes, err := fixesOf(ctx, tx, venueFixesSQL, "venue", string(id))
		if err != nil || casework.HasFix(fixes, one[0].ID) {
			return v, err
		}
		if err := errors.Join(casework.RoomForFix(fixes), casework.FixFits(v.At, one[0])); err != nil {
			return v, err
		}
		if v, err = settled(v, append(fixes, one...)); err != nil {
			return v, err
		}
		v.Version, v.UpdatedAt = v.Version+1, s.now()
		if err := insertFixes(ctx, tx, venueFixInsertSQL, "venue", string(id), one); err != nil {
			return v, err
		}
		if err := updateVenue(ctx, tx, v, []string{keptPosition}); err != nil {
			return v, err
		}
		return v, s.audit(ctx, tx, by, "venue.fix", "venue", string(id), map[string]any{"fix": one[0].ID})
	})
}
