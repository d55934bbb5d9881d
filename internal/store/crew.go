package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const crewColumns = `
	       at.id,
	       at.name,
	       at.area,
	       at.base,
	       at.geom,
	       at.cell,
	       at.profile,
	       at.skills,
	       at.equipment,
	       at.opens,
	       at.closes,
	       at.overtime,
	       at.weekly_off,
	       at.days_off,
	       at.rest_minutes,
	       at.rest_from,
	       at.rest_to,
	       at.shifts,
	       at.active,
	       at.source,
	       at.source_id,
	       at.version,
	       at.updated_at`

func scanCrew(row pgx.CollectableRow) (c planning.CrewRecord, err error) {
	var off []day
	var rest planning.Break
	err = row.Scan(&c.ID, &c.Name, &c.Area, &c.Base.Name, (*point)(&c.Base.At), &c.Cell, &c.Profile, &c.Skills, &c.Equipment, &c.From, &c.To,
		&c.Overtime, &c.WeeklyOff, &off, &rest.Minutes, &rest.From, &rest.To, &c.Shifts, &c.Active, &c.Source, &c.SourceID, &c.Version, &c.UpdatedAt)
	c.DaysOff = planningDays(off)
	if rest.Minutes > 0 {
		c.Break = &rest
	}
	return c, err
}

const crewsSQL = `
	SELECT` + crewColumns + `
	FROM   crew at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const crewsOnMapSQL = `
	SELECT` + crewColumns + `
	FROM   unnest($13::bigint[], $14::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT at.* FROM crew at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

// Crews lists crews by id.
func (s *Store) Crews(ctx context.Context, q planning.CrewQuery) (list []planning.CrewRecord, err error) {
	defer fault.Wrap(&err, "store.Crews")
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		place, err := placeOf(ctx, tx, q.Place)
		if err != nil {
			return err
		}
		sql, args := place.choose(crewsOnMapSQL, crewsSQL, after, limitOf(q.Page))
		list, err = collect(ctx, tx, scanCrew, sql, args...)
		return err
	})
	return list, err
}

const crewSQL = `
	SELECT` + crewColumns + `
	FROM   crew at
	WHERE  at.id = $1`

const crewForUpdateSQL = crewSQL + `
	FOR    UPDATE`

// Crew gives one crew: crew.missing where there is none.
func (s *Store) Crew(ctx context.Context, id planning.CrewID) (c planning.CrewRecord, err error) {
	defer fault.Wrap(&err, "store.Crew(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		c, err = crewOf(ctx, tx, id, crewSQL)
		return err
	})
	return c, err
}

func crewOf(ctx context.Context, tx pgx.Tx, id planning.CrewID, sql string) (planning.CrewRecord, error) {
	k, err := key("crew", string(id))
	if err != nil {
		return planning.CrewRecord{}, err
	}
	return only(ctx, tx, "crew", string(id), scanCrew, sql, k)
}

const crewSeenSQL = `
	UPDATE crew
	SET    seen = seen + 1
	WHERE  id = $1
	RETURNING request`

const crewInsertSQL = `
	INSERT INTO crew
	       (id, name, area, base, geom, cell, profile, skills, equipment, opens, closes, overtime, weekly_off, days_off,
	        rest_minutes, rest_from, rest_to, shifts, active, version, updated_at, source, source_id, request)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`

// CreateCrew keeps a crew, once per key and once per id that the client minted. Its area must be there.
func (s *Store) CreateCrew(ctx context.Context, by casework.Actor, k casework.Key, c planning.CrewRecord) (out planning.CrewRecord, err error) {
	defer fault.Wrap(&err, "store.CreateCrew")
	if err := c.Check(); err != nil {
		return out, err
	}
	given, asked := string(c.ID), casework.CrewContent(c)
	if c.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		c.ID = planning.CrewID(id)
	}
	c.Source, c.SourceID, c.Active, c.Version, c.UpdatedAt = ownSource, string(c.ID), true, 1, s.now()
	return once(ctx, s, k, func(tx pgx.Tx) (planning.CrewRecord, error) {
		if again, err := seen(ctx, tx, "crew", given, crewSeenSQL, asked); err != nil {
			return c, err
		} else if again {
			return crewOf(ctx, tx, c.ID, crewSQL)
		}
		args, err := crewArgs(ctx, tx, c)
		if err != nil {
			return c, err
		}
		if _, err := tx.Exec(ctx, crewInsertSQL, append(args, ownSource, c.SourceID, asked[:])...); err != nil {
			return c, err
		}
		if err := s.audit(ctx, tx, by, "crew.create", "crew", string(c.ID), nil); err != nil {
			return c, err
		}
		return crewOf(ctx, tx, c.ID, crewSQL)
	})
}

// ownSource is the source of what was made here and not imported.
const ownSource = "doorstep"

const areaThereSQL = `
	SELECT id
	FROM   area
	WHERE  id = $1`

// crewArgs are a crew's columns, $1 to $21 of the statements that write it. The area must be there.
func crewArgs(ctx context.Context, tx pgx.Tx, c planning.CrewRecord) ([]any, error) {
	id, err := key("crew", string(c.ID))
	if err != nil {
		return nil, err
	}
	area, err := key("area", string(c.Area))
	if err != nil {
		return nil, err
	}
	var there [16]byte
	if err := one(tx.QueryRow(ctx, areaThereSQL, area).Scan(&there), "area", string(c.Area)); err != nil {
		return nil, err
	}
	at, err := locate(c.Base.At)
	if err != nil {
		return nil, err
	}
	var rest planning.Break
	if c.Break != nil {
		rest = *c.Break
	}
	shifts, off := c.Shifts, c.WeeklyOff
	if shifts == nil {
		shifts = []planning.CrewShift{}
	}
	if off == nil {
		off = []int{}
	}
	return []any{
		id, c.Name, area, c.Base.Name, point(c.Base.At), int64(at.cell), string(c.Profile), texts(c.Skills), texts(c.Equipment), int32(c.From), int32(c.To),
		c.Overtime, off, days(c.DaysOff), rest.Minutes, int32(rest.From), int32(rest.To), shifts, c.Active, c.Version, c.UpdatedAt,
	}, nil
}

const crewUpdateSQL = `
	UPDATE crew
	SET    name = $2,
	       area = $3,
	       base = $4,
	       geom = $5,
	       cell = $6,
	       profile = $7,
	       skills = $8,
	       equipment = $9,
	       opens = $10,
	       closes = $11,
	       overtime = $12,
	       weekly_off = $13,
	       days_off = $14,
	       rest_minutes = $15,
	       rest_from = $16,
	       rest_to = $17,
	       shifts = $18,
	       active = $19,
	       version = $20,
	       updated_at = $21
	WHERE  id = $1`

// ChangeCrew changes the fields that ch gives of the crew as it was at version: crew.stale where it has changed since.
// Sheets that are out stay as they are; plan them again.
func (s *Store) ChangeCrew(ctx context.Context, by casework.Actor, id planning.CrewID, version int64, ch planning.CrewChange) (c planning.CrewRecord, err error) {
	defer fault.Wrap(&err, "store.ChangeCrew(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := crewOf(ctx, tx, id, crewForUpdateSQL)
		if err != nil {
			return err
		}
		if old.Version != version {
			return fault.New(fault.Stale, "crew.stale",
				"The crew has changed since you read it (version %d, now %d); read it again.", version, old.Version)
		}
		var fields []string
		if c, fields, err = old.With(ch); err != nil {
			return err
		}
		c.Version, c.UpdatedAt = old.Version+1, s.now()
		args, err := crewArgs(ctx, tx, c)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, crewUpdateSQL, args...); err != nil {
			return err
		}
		if err := s.audit(ctx, tx, by, "crew.change", "crew", string(id), map[string]any{"fields": texts(fields)}); err != nil {
			return err
		}
		c, err = crewOf(ctx, tx, id, crewSQL)
		return err
	})
	return c, err
}
