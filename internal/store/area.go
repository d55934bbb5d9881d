package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// areaColumns are what scanArea reads; $1 says whether the geometry is wanted.
const areaColumns = `
	       a.id,
	       coalesce(a.parent::text, ''),
	       a.level,
	       a.name,
	       a.kind,
	       a.pos_from,
	       a.pos_to,
	       a.stand_in,
	       a.valid_from,
	       a.valid_to,
	       CASE WHEN $1::boolean THEN a.geom END,
	       a.source,
	       a.source_id`

func scanArea(row pgx.CollectableRow) (a planning.Area, err error) {
	var geom polygons
	var from, to day
	err = row.Scan(&a.ID, &a.Parent, &a.Level, &a.Name, &a.Kind, &a.From, &a.To, &a.StandIn, &from, &to, &geom, &a.Source, &a.SourceID)
	a.ValidFrom, a.ValidTo = planning.Day(from), planning.Day(to)
	if geom != nil {
		a.Geometry = geom.orb()
	}
	return a, err
}

const areasWhereSQL = `
	    ($4::text = '' OR a.level = $4)
	AND ($5::uuid IS NULL OR a.parent = $5)
	AND ($6::bigint IS NULL OR (a.pos_from >= $6 AND a.pos_to <= $7::bigint))
	AND ($8::text = '' OR EXISTS (
	        SELECT 1 FROM area_code c WHERE c.area = a.id AND c.system = $9::text AND c.code = $8))`

const areasSQL = `
	SELECT` + areaColumns + `
	FROM   area a
	WHERE` + areasWhereSQL + `
	AND    a.id > $2
	ORDER  BY a.id
	LIMIT  $3`

// The best likeness comes first; a page goes on after the row $2 by its own likeness.
const areasNamedSQL = `
	WITH  found AS (
	      SELECT   n.area,
	               max(word_similarity($10::text, n.folded) + similarity($10, n.folded)) AS likeness
	      FROM     area_name n
	      WHERE    $10 <% n.folded
	      GROUP BY n.area)
	SELECT` + areaColumns + `
	FROM   found
	JOIN   area a ON a.id = found.area
	WHERE` + areasWhereSQL + `
	AND    ($2 = '00000000-0000-0000-0000-000000000000'::uuid
	        OR (-found.likeness, a.id) > (SELECT -f.likeness, f.area FROM found f WHERE f.area = $2))
	ORDER  BY found.likeness DESC, a.id
	LIMIT  $3`

const areaNamesSQL = `
	SELECT area,
	       lang,
	       name
	FROM   area_name
	WHERE  area = ANY ($1::uuid[])
	ORDER  BY area, lang, name`

const areaCodesSQL = `
	SELECT area,
	       system,
	       code,
	       valid_from,
	       valid_to
	FROM   area_code
	WHERE  area = ANY ($1::uuid[])
	ORDER  BY area, system, code`

// The names of an area that are not in a language.
const (
	langSource = "und"   // the name the source gives
	langAlias  = "alias" // other names
)

// Areas lists areas, by id, or the likest name first where q has a text: it is searched in every
// language and script, misspellings allowed.
func (s *Store) Areas(ctx context.Context, q planning.AreaQuery) (areas []planning.Area, err error) {
	defer fault.Wrap(&err, "store.Areas(level %q)", q.Level)
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	parent, err := keyOrNull("area", string(q.Parent))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		within, err := placeOf(ctx, tx, planning.Place{Area: q.Within})
		if err != nil {
			return err
		}
		sql, args := areasSQL, []any{q.Geometry, after, limitOf(q.Page), string(q.Level), parent, within.args[8], within.args[9], q.Code, q.System}
		if q.Text != "" {
			sql, args = areasNamedSQL, append(args, planning.Fold(q.Text))
		}
		areas, err = readAreas(ctx, tx, sql, args...)
		return err
	})
	return areas, err
}

const areaSQL = `
	SELECT` + areaColumns + `
	FROM   area a
	WHERE  a.id = $2`

// Area gives one area with its geometry: area.missing where there is none.
func (s *Store) Area(ctx context.Context, id planning.AreaID) (a planning.Area, err error) {
	defer fault.Wrap(&err, "store.Area(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		a, err = areaOf(ctx, tx, id)
		return err
	})
	return a, err
}

func areaOf(ctx context.Context, tx pgx.Tx, id planning.AreaID) (a planning.Area, err error) {
	k, err := key("area", string(id))
	if err != nil {
		return a, err
	}
	areas, err := readAreas(ctx, tx, areaSQL, true, k)
	if err != nil {
		return a, err
	}
	if len(areas) == 0 {
		return a, missing("area", string(id))
	}
	return areas[0], nil
}

const districtsSQL = `
	SELECT` + areaColumns + `
	FROM   area a
	WHERE  a.level = 'district'
	ORDER  BY a.id`

// DistrictNamed gives the district that planning.DistrictNamed finds among all, with its geometry.
func (s *Store) DistrictNamed(ctx context.Context, name string) (a planning.Area, err error) {
	defer fault.Wrap(&err, "store.DistrictNamed(%q)", short(name))
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		districts, err := readAreas(ctx, tx, districtsSQL, false)
		if err != nil {
			return err
		}
		if a, err = planning.DistrictNamed(districts, name); err != nil {
			return err
		}
		a, err = areaOf(ctx, tx, a.ID)
		return err
	})
	return a, err
}

// readAreas reads areas with their names and codes.
func readAreas(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]planning.Area, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	areas, err := pgx.CollectRows(rows, scanArea)
	if err != nil || len(areas) == 0 {
		return areas, err
	}
	ids := make([]string, len(areas))
	at := make(map[planning.AreaID]*planning.Area, len(areas))
	for i := range areas {
		ids[i], at[areas[i].ID] = string(areas[i].ID), &areas[i]
	}
	var id planning.AreaID
	var lang, name string
	rows, err = tx.Query(ctx, areaNamesSQL, ids)
	if err != nil {
		return nil, err
	}
	if _, err := pgx.ForEachRow(rows, []any{&id, &lang, &name}, func() error {
		addName(at[id], lang, name)
		return nil
	}); err != nil {
		return nil, err
	}
	rows, err = tx.Query(ctx, areaCodesSQL, ids)
	if err != nil {
		return nil, err
	}
	var code planning.AreaCode
	var from, to day
	_, err = pgx.ForEachRow(rows, []any{&id, &code.System, &code.Code, &from, &to}, func() error {
		code.ValidFrom, code.ValidTo = planning.Day(from), planning.Day(to)
		at[id].Codes = append(at[id].Codes, code)
		return nil
	})
	return areas, err
}

func addName(a *planning.Area, lang, name string) {
	switch lang {
	case langSource:
	case langAlias:
		a.Aliases = append(a.Aliases, name)
	default:
		if a.Names == nil {
			a.Names = map[string]string{}
		}
		a.Names[lang] = name
	}
}

// The smallest area comes first; the tests stop at the first that holds the point. OFFSET 0 keeps the
// planner from testing them all.
const areaAtSQL = `
	WITH  near AS MATERIALIZED (
	      SELECT   a.id,
	               a.pos_to - a.pos_from AS span
	      FROM     area_range r
	      JOIN     area a ON a.id = r.area
	      WHERE    int8range(r.lo, r.hi, '[]') @> $1::bigint
	      AND      (cardinality($3::text[]) = 0 OR a.level = ANY ($3))
	      GROUP BY a.id)
	SELECT near.id
	FROM   (SELECT id, span FROM near ORDER BY span, id OFFSET 0) AS near
	WHERE  (SELECT ST_Covers(a.geom, $2::geometry) FROM area a WHERE a.id = near.id)
	LIMIT  1`

// areaAt gives the smallest area, of the levels where any are given, that holds the point; "" where
// none does. Where one would hold the point with its two numbers exchanged, it refuses with
// point.swapped: somebody wrote the latitude first.
func areaAt(ctx context.Context, tx pgx.Tx, at located, levels ...string) (planning.AreaID, error) {
	id, err := areaHolding(ctx, tx, at, levels)
	if id != "" || err != nil {
		return id, err
	}
	turned, err := locate(orb.Point{at.at[1], at.at[0]})
	if err != nil {
		return "", nil //nolint:nilerr // no position on Earth that way: nothing was exchanged
	}
	if id, err = areaHolding(ctx, tx, turned, levels); id != "" && err == nil {
		err = fault.Malformed("point.swapped",
			"No area holds the position, but one would with its two numbers exchanged: write the longitude first, then the latitude.")
	}
	return "", err
}

func areaHolding(ctx context.Context, tx pgx.Tx, at located, levels []string) (id planning.AreaID, err error) {
	if levels == nil {
		levels = []string{}
	}
	rows, err := tx.Query(ctx, areaAtSQL, int64(at.cell), point(at.at), levels)
	if err != nil {
		return "", err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[planning.AreaID])
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}
