package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const roadClosureColumns = `
	       c.id,
	       c.geom,
	       c.first_day,
	       c.last_day,
	       c.reason,
	       c.number,
	       c.source,
	       c.version,
	       c.updated_at`

func scanRoadClosure(row pgx.CollectableRow) (c planning.RoadClosure, err error) {
	var g shape
	err = row.Scan(&c.ID, &g, (*day)(&c.From), (*day)(&c.To), &c.Reason, &c.Number, &c.Source, &c.Version, &c.UpdatedAt)
	c.Polygon, _ = g.Geometry.(orb.Polygon)
	return c, err
}

const roadClosuresSQL = `
	SELECT` + roadClosureColumns + `
	FROM   road_closure c
	WHERE  ($3::double precision IS NULL OR ST_Intersects(c.geom, ST_MakeEnvelope($3, $4::double precision, $5::double precision, $6::double precision, 4326)))
	AND    ($7::date IS NULL OR $7 BETWEEN c.first_day AND c.last_day)
	AND    c.id > $1
	ORDER  BY c.id
	LIMIT  $2`

// RoadClosures lists road closures by id.
func (s *Store) RoadClosures(ctx context.Context, q planning.RoadClosureQuery) (list []planning.RoadClosure, err error) {
	defer fault.Wrap(&err, "store.RoadClosures")
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	args := []any{after, limitOf(q.Page), nil, nil, nil, nil, day(q.Day)}
	if b := q.Bound; b != nil {
		args[2], args[3], args[4], args[5] = b.Min[0], b.Min[1], b.Max[0], b.Max[1]
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		list, err = collect(ctx, tx, scanRoadClosure, roadClosuresSQL, args...)
		return err
	})
	return list, err
}

const roadClosureSQL = `
	SELECT` + roadClosureColumns + `
	FROM   road_closure c
	WHERE  c.id = $1`

const roadClosureForUpdateSQL = roadClosureSQL + `
	FOR    UPDATE`

// RoadClosure gives one road closure: road_closure.missing where there is none.
func (s *Store) RoadClosure(ctx context.Context, id planning.RoadClosureID) (c planning.RoadClosure, err error) {
	defer fault.Wrap(&err, "store.RoadClosure(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		c, err = roadClosureOf(ctx, tx, id, roadClosureSQL)
		return err
	})
	return c, err
}

func roadClosureOf(ctx context.Context, tx pgx.Tx, id planning.RoadClosureID, sql string) (planning.RoadClosure, error) {
	k, err := key("road_closure", string(id))
	if err != nil {
		return planning.RoadClosure{}, err
	}
	return only(ctx, tx, "road_closure", string(id), scanRoadClosure, sql, k)
}

const roadClosureSeenSQL = `
	UPDATE road_closure
	SET    seen = seen + 1
	WHERE  id = $1
	RETURNING request`

const roadClosureInsertSQL = `
	INSERT INTO road_closure
	       (id, geom, first_day, last_day, reason, number, source, version, updated_at, request)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// CloseRoads keeps a road closure, once per key and once per id that the client minted. Plans that are made from now
// on go around it; those that stand are planned again with an event.
func (s *Store) CloseRoads(ctx context.Context, by casework.Actor, k casework.Key, c planning.RoadClosure) (out planning.RoadClosure, err error) {
	defer fault.Wrap(&err, "store.CloseRoads")
	if err := c.Check(); err != nil {
		return out, err
	}
	given, asked := string(c.ID), casework.RoadClosureContent(c)
	if c.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		c.ID = planning.RoadClosureID(id)
	}
	c.Version, c.UpdatedAt = 1, s.now()
	return once(ctx, s, k, func(tx pgx.Tx) (planning.RoadClosure, error) {
		if again, err := seen(ctx, tx, "road_closure", given, roadClosureSeenSQL, asked); err != nil {
			return c, err
		} else if again {
			return roadClosureOf(ctx, tx, c.ID, roadClosureSQL)
		}
		id, err := key("road_closure", string(c.ID))
		if err != nil {
			return c, err
		}
		if _, err := tx.Exec(ctx, roadClosureInsertSQL, id, shape{c.Polygon}, day(c.From), day(c.To), c.Reason, c.Number, c.Source, c.Version, c.UpdatedAt, asked[:]); err != nil {
			return c, err
		}
		return c, s.audit(ctx, tx, by, "road_closure.create", "road_closure", string(c.ID), map[string]any{"from": c.From, "to": c.To})
	})
}

const roadClosureUpdateSQL = `
	UPDATE road_closure
	SET    last_day = $2,
	       reason = $3,
	       number = $4,
	       version = $5,
	       updated_at = $6
	WHERE  id = $1`

// ChangeRoadClosure changes the fields that ch gives of the closure as it was at version: road_closure.stale where it
// has changed since. A closure that ends early keeps the days it held on.
func (s *Store) ChangeRoadClosure(ctx context.Context, by casework.Actor, id planning.RoadClosureID, version int64, ch planning.RoadClosureChange) (c planning.RoadClosure, err error) {
	defer fault.Wrap(&err, "store.ChangeRoadClosure(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := roadClosureOf(ctx, tx, id, roadClosureForUpdateSQL)
		if err != nil {
			return err
		}
		if old.Version != version {
			return fault.New(fault.Stale, "road_closure.stale",
				"The road closure has changed since you read it (version %d, now %d); read it again.", version, old.Version)
		}
		var fields []string
		if c, fields, err = old.With(ch); err != nil {
			return err
		}
		c.Version, c.UpdatedAt = old.Version+1, s.now()
		k, err := key("road_closure", string(id))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, roadClosureUpdateSQL, k, day(c.To), c.Reason, c.Number, c.Version, c.UpdatedAt); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "road_closure.change", "road_closure", string(id), map[string]any{"fields": texts(fields)})
	})
	return c, err
}
