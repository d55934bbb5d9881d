package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const workColumns = `
	       at.id,
	       at.name,
	       at.kind,
	       at.stage,
	       at.area,
	       at.geom,
	       at.exit,
	       at.shape,
	       at.cell,
	       at.minutes,
	       at.skills,
	       at.equipment,
	       at.crews,
	       at.release,
	       at.due,
	       at.windows,
	       at.closed,
	       at.priority,
	       at.people,
	       (SELECT coalesce(jsonb_agg(jsonb_build_object('work', a.before, 'gap_days', a.gap_days) ORDER BY a.before), '[]')
	        FROM   work_after a
	        WHERE  a.work = at.id),
	       at.pick_up,
	       at.bring,
	       coalesce(at.grievance::text, ''),
	       at.state,
	       at.source,
	       at.source_id,
	       at.at,
	       at.version,
	       at.updated_at`

func scanWork(row pgx.CollectableRow) (w planning.WorkRecord, err error) {
	var f workFields
	err = row.Scan(f.of(&w)...)
	f.into(&w)
	return w, err
}

// workFields hold what is read of a work in another form than it is kept in.
type workFields struct {
	exit   maybePoint
	shape  shape
	closed []day
}

func (f *workFields) of(w *planning.WorkRecord) []any {
	return []any{
		&w.ID, &w.Name, &w.Kind, &w.Stage, &w.Area, (*point)(&w.At), &f.exit, &f.shape, &w.Cell, &w.Minutes, &w.Skills, &w.Equipment, &w.Crews,
		(*day)(&w.Release), (*day)(&w.Due), &w.Windows, &f.closed, &w.Priority, &w.People, &w.After, &w.PickUp, &w.Bring, &w.Grievance, &w.State,
		&w.Source, &w.SourceID, &w.KnownSince, &w.Version, &w.UpdatedAt,
	}
}

func (f *workFields) into(w *planning.WorkRecord) {
	w.Exit, w.Shape, w.Closed = f.exit.at, f.shape.Geometry, planningDays(f.closed)
}

const worksWhereSQL = withinPlaceSQL + withinAreaSQL + `
	AND    ($13::text = '' OR at.kind = $13)
	AND    ($14::text = '' OR at.state = $14)
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

const worksSQL = `
	SELECT` + workColumns + `
	FROM   work at
	WHERE` + worksWhereSQL

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const worksOnMapSQL = `
	SELECT` + workColumns + `
	FROM   unnest($15::bigint[], $16::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT at.* FROM work at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	WHERE` + worksWhereSQL

// Works lists works by id. The place is held against where the crew comes to, not against the work's shape.
func (s *Store) Works(ctx context.Context, q planning.WorkQuery) (list []planning.WorkRecord, err error) {
	defer fault.Wrap(&err, "store.Works")
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		place, err := placeOf(ctx, tx, q.Place)
		if err != nil {
			return err
		}
		sql, args := place.choose(worksOnMapSQL, worksSQL, after, limitOf(q.Page), string(q.Kind), string(q.State))
		list, err = collect(ctx, tx, scanWork, sql, args...)
		return err
	})
	return list, err
}

const workSQL = `
	SELECT` + workColumns + `
	FROM   work at
	WHERE  at.id = $1`

const workForUpdateSQL = workSQL + `
	FOR    UPDATE OF at`

// Work gives one work: work.missing where there is none.
func (s *Store) Work(ctx context.Context, id planning.WorkID) (w planning.WorkRecord, err error) {
	defer fault.Wrap(&err, "store.Work(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		w, err = workOf(ctx, tx, id, workSQL)
		return err
	})
	return w, err
}

func workOf(ctx context.Context, tx pgx.Tx, id planning.WorkID, sql string) (planning.WorkRecord, error) {
	k, err := key("work", string(id))
	if err != nil {
		return planning.WorkRecord{}, err
	}
	return only(ctx, tx, "work", string(id), scanWork, sql, k)
}

const workSeenSQL = `
	UPDATE work
	SET    seen = seen + 1
	WHERE  id = $1
	RETURNING request`

const workInsertSQL = `
	INSERT INTO work
	       (id, name, stage, minutes, skills, equipment, crews, release, due, windows, closed, priority, people, pick_up, bring, state,
	        version, updated_at, kind, area, geom, cell, exit, shape, grievance, at, source, source_id, request)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
	        $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)`

// CreateWork keeps a work, once per key and once per id that the client minted. Where it names no area, its area is the
// smallest that holds its place: work.outside where there is none.
func (s *Store) CreateWork(ctx context.Context, by casework.Actor, k casework.Key, w planning.WorkRecord) (out planning.WorkRecord, err error) {
	defer fault.Wrap(&err, "store.CreateWork")
	w.State = planning.WorkOpen
	if err := w.Check(); err != nil {
		return out, err
	}
	given, asked := string(w.ID), casework.WorkContent(w)
	if w.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		w.ID = planning.WorkID(id)
	}
	w.Source, w.SourceID, w.Version, w.UpdatedAt, w.KnownSince = ownSource, string(w.ID), 1, s.now(), s.now()
	return once(ctx, s, k, func(tx pgx.Tx) (planning.WorkRecord, error) {
		if again, err := seen(ctx, tx, "work", given, workSeenSQL, asked); err != nil {
			return w, err
		} else if again {
			return workOf(ctx, tx, w.ID, workSQL)
		}
		if err := insertWork(ctx, tx, w, asked[:]); err != nil {
			return w, err
		}
		if err := keepAfter(ctx, tx, w); err != nil {
			return w, err
		}
		if err := s.audit(ctx, tx, by, "work.create", "work", string(w.ID), map[string]any{"kind": w.Kind}); err != nil {
			return w, err
		}
		return workOf(ctx, tx, w.ID, workSQL)
	})
}

func insertWork(ctx context.Context, tx pgx.Tx, w planning.WorkRecord, asked []byte) error {
	at, err := locate(w.At)
	if err != nil {
		return err
	}
	if w.Area == "" {
		if w.Area, err = areaAt(ctx, tx, at); err != nil {
			return err
		}
		if w.Area == "" {
			return fault.Refuse("work.outside", "The work lies outside every area that has been imported; correct its position, or name its area.").
				With("/at", "is outside the imported region")
		}
	}
	area, err := key("area", string(w.Area))
	if err != nil {
		return err
	}
	var there [16]byte
	if err := one(tx.QueryRow(ctx, areaThereSQL, area).Scan(&there), "area", string(w.Area)); err != nil {
		return err
	}
	grievance, err := keyOrNull("grievance", w.Grievance)
	if err != nil {
		return err
	}
	args, err := workArgs(w)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, workInsertSQL, append(args, string(w.Kind), area, point(w.At), int64(at.cell), pointOrNull(w.Exit),
		shape{w.Shape}.orNull(), grievance, w.KnownSince, w.Source, w.SourceID, asked)...)
	return err
}

// workArgs are the columns of a work that may change, $1 to $18 of the statements that write it.
func workArgs(w planning.WorkRecord) ([]any, error) {
	id, err := key("work", string(w.ID))
	if err != nil {
		return nil, err
	}
	windows := w.Windows
	if windows == nil {
		windows = []planning.WorkWindow{}
	}
	var fetch any // NULL where there is nothing
	if w.PickUp != nil {
		fetch = w.PickUp
	}
	return []any{
		id, w.Name, w.Stage, w.Minutes, texts(w.Skills), texts(w.Equipment), w.Crews, day(w.Release), day(w.Due), windows, days(w.Closed),
		w.Priority, w.People, fetch, texts(w.Bring), string(w.State), w.Version, w.UpdatedAt,
	}, nil
}

// Whoever changes what a work waits for takes turns with others who do, so that two cannot close a circle together.
const workAfterTurnSQL = `SELECT pg_advisory_xact_lock(hashtextextended('work_after', 0))`

const workAfterForgetSQL = `
	DELETE FROM work_after
	WHERE  work = $1`

const workAfterInsertSQL = `
	INSERT INTO work_after
	       (work, before, gap_days)
	SELECT $1, b.before, b.gap
	FROM   unnest($2::uuid[], $3::bigint[]) AS b(before, gap)`

const workAfterCircleSQL = `
	WITH   RECURSIVE line(id) AS (
	       SELECT before
	       FROM   work_after
	       WHERE  work = $1
	       UNION
	       SELECT a.before
	       FROM   line
	       JOIN   work_after a ON a.work = line.id)
	SELECT EXISTS (SELECT 1 FROM line WHERE id = $1)`

// keepAfter keeps what a work waits for: work.missing where that is not there, work.circle where it waits for this one.
func keepAfter(ctx context.Context, tx pgx.Tx, w planning.WorkRecord) error {
	id, err := key("work", string(w.ID))
	if err != nil {
		return err
	}
	before, gaps := make([][16]byte, len(w.After)), make([]int64, len(w.After))
	for i, a := range w.After {
		if before[i], err = key("work", string(a.Work)); err != nil {
			return err
		}
		gaps[i] = a.GapDays
	}
	if _, err := tx.Exec(ctx, workAfterTurnSQL); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, workAfterForgetSQL, id); err != nil || len(before) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, workAfterInsertSQL, id, before, gaps); err != nil {
		return err
	}
	var circle bool
	if err := tx.QueryRow(ctx, workAfterCircleSQL, id).Scan(&circle); err != nil {
		return err
	}
	if circle {
		return fault.Refuse("work.circle", "The works would wait for one another in a circle; take one of them out of after.").With("/after", "leads back to the work itself")
	}
	return nil
}

const workUpdateSQL = `
	UPDATE work
	SET    name = $2,
	       stage = $3,
	       minutes = $4,
	       skills = $5,
	       equipment = $6,
	       crews = $7,
	       release = $8,
	       due = $9,
	       windows = $10,
	       closed = $11,
	       priority = $12,
	       people = $13,
	       pick_up = $14,
	       bring = $15,
	       state = $16,
	       version = $17,
	       updated_at = $18
	WHERE  id = $1`

// ChangeWork changes the fields that ch gives of the work as it was at version: work.stale where it has changed since.
// Sheets that are out stay as they are; plan them again.
func (s *Store) ChangeWork(ctx context.Context, by casework.Actor, id planning.WorkID, version int64, ch planning.WorkChange) (w planning.WorkRecord, err error) {
	defer fault.Wrap(&err, "store.ChangeWork(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if ch.After != nil { // before the row, as whoever comes second would wait for the row with the turn in hand
			if _, err := tx.Exec(ctx, workAfterTurnSQL); err != nil {
				return err
			}
		}
		old, err := workOf(ctx, tx, id, workForUpdateSQL)
		if err != nil {
			return err
		}
		if old.Version != version {
			return fault.New(fault.Stale, "work.stale",
				"The work has changed since you read it (version %d, now %d); read it again.", version, old.Version)
		}
		var fields []string
		if w, fields, err = old.With(ch); err != nil {
			return err
		}
		w.Version, w.UpdatedAt = old.Version+1, s.now()
		args, err := workArgs(w)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, workUpdateSQL, args...); err != nil {
			return err
		}
		if ch.After != nil {
			if err := keepAfter(ctx, tx, w); err != nil {
				return err
			}
		}
		if err := s.audit(ctx, tx, by, "work.change", "work", string(id), map[string]any{"fields": texts(fields)}); err != nil {
			return err
		}
		w, err = workOf(ctx, tx, id, workSQL)
		return err
	})
	return w, err
}
