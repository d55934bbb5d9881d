package store

import (
	"bytes"
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const importCrewsSQL = `
	SELECT id,
	       coalesce(request, '')
	FROM   crew
	WHERE  source = ANY ($1::text[])`

const importWorksSQL = `
	SELECT id,
	       coalesce(request, '')
	FROM   work
	WHERE  source = ANY ($1::text[])`

// Whether a crew goes out at all, and the shifts that it was given here, are not its source's to say.
const importCrewUpdateSQL = `
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
	       version = version + 1,
	       updated_at = $18,
	       request = $19
	WHERE  id = $1`

// A work's state, and the case it settles, are not its source's to say.
const importWorkUpdateSQL = `
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
	       kind = $16,
	       area = $17,
	       geom = $18,
	       cell = $19,
	       version = version + 1,
	       updated_at = $20,
	       request = $21
	WHERE  id = $1`

const importAfterForgetSQL = `
	DELETE FROM work_after
	WHERE  work = ANY ($1::uuid[])`

// importAfterCircleSQL finds a work of those that were written that waits for itself.
const importAfterCircleSQL = `
	WITH   RECURSIVE line(work, id) AS (
	       SELECT work, before
	       FROM   work_after
	       WHERE  work = ANY ($1::uuid[])
	       UNION
	       SELECT line.work, a.before
	       FROM   line
	       JOIN   work_after a ON a.work = line.id)
	SELECT w.name
	FROM   line
	JOIN   work w ON w.id = line.work
	WHERE  line.id = line.work
	ORDER  BY w.id
	LIMIT  1`

// asked reads what the sources said last of their rows.
func (im *importer) asked(ctx context.Context, sql string, sources []string) (map[[16]byte][]byte, error) {
	rows, err := im.tx.Query(ctx, sql, sources)
	if err != nil {
		return nil, err
	}
	out := map[[16]byte][]byte{}
	var id [16]byte
	var said []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &said}, func() error {
		out[id] = bytes.Clone(said)
		return nil
	})
	return out, err
}

// told counts a row against what was said of it before, and says whether to write it and whether it is new.
func told(count *planning.NounCount, known map[[16]byte][]byte, id [16]byte, said casework.Content) (write, fresh bool) {
	old, there := known[id]
	switch {
	case !there:
		count.Created++
		return true, true
	case bytes.Equal(old, said[:]):
		count.Unchanged++
		return false, false
	}
	count.Changed++
	return true, false
}

// crews merges the crews by id. One of which the source says what it said before is not touched, whatever was changed
// here since; none is removed.
func (im *importer) crews(ctx context.Context, g planning.Gazetteer) error {
	if len(g.Crews) == 0 {
		return nil
	}
	known, err := im.asked(ctx, importCrewsSQL, sourcesOf(g.Crews, func(c planning.CrewRecord) string { return c.Source }))
	if err != nil {
		return err
	}
	count, now := planning.NounCount{Noun: "crews"}, im.store.now()
	var created, changed [][]any
	for _, c := range g.Crews {
		id, err := key("crew", string(c.ID))
		if err != nil {
			return err
		}
		said := casework.CrewContent(c)
		write, fresh := told(&count, known, id, said)
		if !write {
			continue
		}
		c.Active, c.Version, c.UpdatedAt = true, 1, now
		args, err := crewArgs(ctx, im.tx, c)
		switch {
		case err != nil:
			return err
		case fresh:
			created = append(created, append(args, c.Source, c.SourceID, said[:]))
		default:
			changed = append(changed, append(args[:17:17], now, said[:]))
		}
	}
	if err := im.each(ctx, crewInsertSQL, created); err != nil {
		return err
	}
	if err := im.each(ctx, importCrewUpdateSQL, changed); err != nil {
		return err
	}
	im.done(count)
	return nil
}

// works merges the works by id, as crews does. What they wait for is written when all of them are there.
func (im *importer) works(ctx context.Context, g planning.Gazetteer) error {
	if len(g.Works) == 0 {
		return nil
	}
	if _, err := im.tx.Exec(ctx, workAfterTurnSQL); err != nil {
		return err
	}
	known, err := im.asked(ctx, importWorksSQL, sourcesOf(g.Works, func(w planning.WorkRecord) string { return w.Source }))
	if err != nil {
		return err
	}
	count := planning.NounCount{Noun: "works"}
	var created, changed [][]any
	var written []planning.WorkRecord
	for _, w := range g.Works {
		id, err := key("work", string(w.ID))
		if err != nil {
			return err
		}
		said := casework.WorkContent(w)
		write, fresh := told(&count, known, id, said)
		if !write {
			continue
		}
		written = append(written, w)
		row, err := im.workRow(w, fresh, said)
		switch {
		case err != nil:
			return err
		case fresh:
			created = append(created, row)
		default:
			changed = append(changed, row)
		}
	}
	if err := im.each(ctx, workInsertSQL, created); err != nil {
		return err
	}
	if err := im.each(ctx, importWorkUpdateSQL, changed); err != nil {
		return err
	}
	im.done(count)
	return im.after(ctx, written)
}

// workRow are the columns of workInsertSQL for a fresh work, else of importWorkUpdateSQL.
func (im *importer) workRow(w planning.WorkRecord, fresh bool, said casework.Content) ([]any, error) {
	now := im.store.now()
	w.State, w.Version, w.UpdatedAt = planning.WorkOpen, 1, now
	args, err := workArgs(w)
	if err != nil {
		return nil, err
	}
	area, err := key("area", string(w.Area))
	if err != nil {
		return nil, err
	}
	at, err := locate(w.At)
	if err != nil {
		return nil, err
	}
	place := []any{string(w.Kind), area, point(w.At), int64(at.cell)}
	if !fresh {
		return append(append(args[:15:15], place...), now, said[:]), nil
	}
	return append(append(args, place...), pointOrNull(nil), shape{}.orNull(), nil, now, w.Source, w.SourceID, said[:]), nil
}

// after keeps what the works that were written wait for: work.circle where one of them came to wait for itself, by way
// of what was changed here.
func (im *importer) after(ctx context.Context, written []planning.WorkRecord) error {
	ids := make([][16]byte, 0, len(written))
	var rows [][]any
	for _, w := range written {
		id, err := key("work", string(w.ID))
		if err != nil {
			return err
		}
		ids = append(ids, id)
		if len(w.After) == 0 {
			continue
		}
		before, gaps := make([][16]byte, len(w.After)), make([]int64, len(w.After))
		for i, a := range w.After {
			if before[i], err = key("work", string(a.Work)); err != nil {
				return err
			}
			gaps[i] = a.GapDays
		}
		rows = append(rows, []any{id, before, gaps})
	}
	if _, err := im.tx.Exec(ctx, importAfterForgetSQL, ids); err != nil {
		return err
	}
	if err := im.each(ctx, workAfterInsertSQL, rows); err != nil || len(rows) == 0 {
		return err
	}
	circles, err := im.tx.Query(ctx, importAfterCircleSQL, ids)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(circles, pgx.RowTo[string])
	if err == nil && len(names) > 0 {
		err = fault.Refuse("work.circle", "%q would wait for itself, by way of what works were made to wait for here; take one of them out of after.", names[0])
	}
	return err
}
