package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

const settlementColumns = `
	       at.id,
	       at.name,
	       at.kind,
	       at.area,
	       at.camp_group,
	       at.people,
	       at.estimated,
	       at.geom,
	       at.cell,
	       at.panchayat,
	       at.source,
	       at.source_id`

func scanSettlement(row pgx.CollectableRow) (s planning.Settlement, err error) {
	err = row.Scan(&s.ID, &s.Name, &s.Kind, &s.Area, &s.Group, &s.People, &s.Estimated, (*point)(&s.At), &s.Cell,
		&s.Panchayat, &s.Source, &s.SourceID)
	return s, err
}

const settlementsSQL = `
	SELECT` + settlementColumns + `
	FROM   settlement at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const settlementsOnMapSQL = `
	SELECT` + settlementColumns + `
	FROM   unnest($13::bigint[], $14::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT at.* FROM settlement at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

const settlementsNamedSQL = `
	WITH  found AS (
	      SELECT n.id,
	             word_similarity($13::text, n.folded) + similarity($13, n.folded) AS likeness
	      FROM   settlement n
	      WHERE  $13 <% n.folded)
	SELECT` + settlementColumns + `
	FROM   found
	JOIN   settlement at ON at.id = found.id
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    ($11 = '00000000-0000-0000-0000-000000000000'::uuid
	        OR (-found.likeness, at.id) > (SELECT -f.likeness, f.id FROM found f WHERE f.id = $11))
	ORDER  BY found.likeness DESC, at.id
	LIMIT  $12`

// Settlements lists settlements, by id, or the likest name first where q has a text.
func (s *Store) Settlements(ctx context.Context, q planning.SettlementQuery) (list []planning.Settlement, err error) {
	defer fault.Wrap(&err, "store.Settlements")
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		place, err := placeOf(ctx, tx, q.Place)
		if err != nil {
			return err
		}
		sql, args := place.choose(settlementsOnMapSQL, settlementsSQL, after, limitOf(q.Page))
		if q.Text != "" {
			sql, args = settlementsNamedSQL, slices.Concat(place.args, []any{after, limitOf(q.Page), planning.Fold(q.Text)})
		}
		list, err = collect(ctx, tx, scanSettlement, sql, args...)
		return err
	})
	return list, err
}
