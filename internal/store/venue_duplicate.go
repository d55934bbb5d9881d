package store

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const duplicateColumns = `
	       d.a,
	       d.b,
	       d.distance_m,
	       d.similarity,
	       d.reason,
	       d.state`

func scanDuplicate(row pgx.CollectableRow) (d planning.VenueDuplicate, err error) {
	err = row.Scan(&d.A, &d.B, &d.Distance, &d.Similarity, &d.Reason, &d.State)
	return d, err
}

const duplicatesSQL = `
	SELECT` + duplicateColumns + `
	FROM   venue_duplicate d
	JOIN   venue at ON at.id = d.a
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    (d.a, d.b) > ($11::uuid, $13::uuid)
	ORDER  BY d.a, d.b
	LIMIT  $12`

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const duplicatesOnMapSQL = `
	SELECT` + duplicateColumns + `
	FROM   unnest($14::bigint[], $15::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT at.* FROM venue at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	JOIN   venue_duplicate d ON d.a = at.id
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    (d.a, d.b) > ($11::uuid, $13::uuid)
	ORDER  BY d.a, d.b
	LIMIT  $12`

// VenueDuplicates lists the pairs of venues that are probably one, whose first lies within the place.
// A page begins after "a/b".
func (s *Store) VenueDuplicates(ctx context.Context, within planning.Place, page planning.Page) (list []planning.VenueDuplicate, err error) {
	defer fault.Wrap(&err, "store.VenueDuplicates")
	var a, b uuid.UUID
	if page.After != "" {
		first, second, _ := strings.Cut(page.After, "/")
		var errA, errB error
		a, errA = uuid.Parse(first)
		b, errB = uuid.Parse(second)
		if errA != nil || errB != nil {
			return nil, pageMalformed()
		}
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		place, err := placeOf(ctx, tx, within)
		if err != nil {
			return err
		}
		sql, args := place.choose(duplicatesOnMapSQL, duplicatesSQL, [16]byte(a), limitOf(page), [16]byte(b))
		list, err = collect(ctx, tx, scanDuplicate, sql, args...)
		return err
	})
	return list, err
}

const duplicateJudgeSQL = `
	UPDATE venue_duplicate
	SET    state = $3
	WHERE  a = $1
	AND    b = $2`

// JudgeVenueDuplicate keeps what a person says of a pair: confirmed, rejected, or suspected again.
// The order of the two does not matter.
func (s *Store) JudgeVenueDuplicate(ctx context.Context, by casework.Actor, a, b planning.VenueID, state string) (err error) {
	defer fault.Wrap(&err, "store.JudgeVenueDuplicate(%s, %s)", a, b)
	if err := planning.JudgeDuplicate(state); err != nil {
		return err
	}
	if a > b {
		a, b = b, a
	}
	pair := string(a) + "/" + string(b)
	return s.inTx(ctx, func(tx pgx.Tx) error {
		first, err := key("venue_duplicate", string(a))
		if err != nil {
			return err
		}
		second, err := key("venue_duplicate", string(b))
		if err != nil {
			return err
		}
		done, err := tx.Exec(ctx, duplicateJudgeSQL, first, second, state)
		if err != nil {
			return err
		}
		if done.RowsAffected() == 0 {
			return fault.Missing("venue_duplicate.missing", "These two venues are not listed as probable duplicates.")
		}
		return s.audit(ctx, tx, by, "venue_duplicate.judge", "venue_duplicate", pair, map[string]any{"state": state})
	})
}
