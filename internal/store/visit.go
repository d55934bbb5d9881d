package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const visitColumns = `
	       v.works_plan,
	       v.work,
	       w.name,
	       w.kind,
	       w.geom,
	       w.cell,
	       v.crew,
	       c.name,
	       v.day,
	       v.stop,
	       v.arrive_s,
	       v.begin_s,
	       v.end_s,
	       v.state,
	       v.started_at,
	       v.ended_at,
	       v.version`

const visitFromSQL = `
	FROM   visit v
	JOIN   work w ON w.id = v.work
	JOIN   crew c ON c.id = v.crew`

func scanVisit(row pgx.CollectableRow) (v planning.VisitRecord, err error) {
	err = row.Scan(&v.Plan, &v.Work, &v.WorkName, &v.WorkKind, (*point)(&v.At), &v.Cell, &v.Crew, &v.CrewName, (*day)(&v.Day), &v.Stop, &v.Arrive,
		&v.Begin, &v.End, &v.State, &v.StartedAt, &v.EndedAt, &v.Version)
	return v, err
}

const visitsSQL = `
	SELECT` + visitColumns + visitFromSQL + `
	WHERE  v.works_plan = $1
	AND    ($5::uuid IS NULL OR v.crew = $5)
	AND    ($6::date IS NULL OR v.day = $6)
	AND    ($7::text = '' OR v.state = $7)
	AND    (v.work, v.crew) > ($2::uuid, $3::uuid)
	ORDER  BY v.work, v.crew
	LIMIT  $4`

// Visits lists the visits of a works plan by work and crew: works_plan.missing where there is no such plan.
func (s *Store) Visits(ctx context.Context, q planning.VisitQuery) (list []planning.VisitRecord, err error) {
	defer fault.Wrap(&err, "store.Visits(%s)", q.Plan)
	plan, err := key("works_plan", string(q.Plan))
	if err != nil {
		return nil, err
	}
	var work, crew [16]byte
	if q.After != "" {
		a, b, _ := strings.Cut(q.After, "~")
		if work, err = afterOf(planning.Page{After: a}); err != nil {
			return nil, err
		}
		if crew, err = afterOf(planning.Page{After: b}); err != nil {
			return nil, err
		}
	}
	only, err := keyOrNull("crew", string(q.Crew))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		if _, err := worksPlanOf(ctx, tx, q.Plan, worksPlanSQL); err != nil {
			return err
		}
		list, err = collect(ctx, tx, scanVisit, visitsSQL, plan, work, crew, limitOf(q.Page), only, day(q.Day), string(q.State))
		return err
	})
	return list, err
}

const visitSQL = `
	SELECT` + visitColumns + visitFromSQL + `
	WHERE  v.works_plan = $1
	AND    v.work = $2
	AND    v.crew = $3`

const visitForUpdateSQL = visitSQL + `
	FOR    UPDATE OF v`

// Visit gives one crew's visit to a work by a works plan: visit.missing where there is none.
func (s *Store) Visit(ctx context.Context, plan planning.WorksPlanID, work planning.WorkID, crew planning.CrewID) (v planning.VisitRecord, err error) {
	defer fault.Wrap(&err, "store.Visit(%s, %s)", plan, work)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		v, err = visitOf(ctx, tx, plan, work, crew, visitSQL)
		return err
	})
	return v, err
}

func visitOf(ctx context.Context, tx pgx.Tx, plan planning.WorksPlanID, work planning.WorkID, crew planning.CrewID, sql string) (planning.VisitRecord, error) {
	var keys [3][16]byte
	for i, id := range [...]string{string(plan), string(work), string(crew)} {
		var err error
		if keys[i], err = key("visit", id); err != nil {
			return planning.VisitRecord{}, err
		}
	}
	return only(ctx, tx, "visit", string(work), scanVisit, sql, keys[0], keys[1], keys[2])
}

const visitUpdateSQL = `
	UPDATE visit
	SET    state = $4,
	       started_at = $5,
	       ended_at = $6,
	       version = $7
	WHERE  works_plan = $1
	AND    work = $2
	AND    crew = $3`

// A work is done when the last of its visits is.
const workDoneSQL = `
	UPDATE work
	SET    state = 'done',
	       version = version + 1,
	       updated_at = $3
	WHERE  id = $2
	AND    state = 'open'
	AND    NOT EXISTS (SELECT 1 FROM visit v WHERE v.works_plan = $1 AND v.work = $2 AND v.state <> 'done')`

// ReportVisit says how far a visit of an issued plan has gone, as it was at version; a work whose visits are all done is
// done. See planning.VisitRecord.Report for what is refused. It takes turns with the plan's being superseded.
func (s *Store) ReportVisit(ctx context.Context, by casework.Actor, plan planning.WorksPlanID, work planning.WorkID, crew planning.CrewID,
	version int64, said planning.VisitReport,
) (v planning.VisitRecord, err error) {
	defer fault.Wrap(&err, "store.ReportVisit(%s, %s)", plan, work)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := worksPlanOf(ctx, tx, plan, worksPlanForShareSQL); err != nil {
			return err
		}
		old, err := visitOf(ctx, tx, plan, work, crew, visitForUpdateSQL)
		if err != nil {
			return err
		}
		if v, err = old.Report(version, said, s.now()); err != nil {
			return err
		}
		of, err := key("works_plan", string(plan))
		if err != nil {
			return err
		}
		at, err := key("work", string(work))
		if err != nil {
			return err
		}
		who, err := key("crew", string(crew))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, visitUpdateSQL, of, at, who, string(v.State), v.StartedAt, v.EndedAt, v.Version); err != nil {
			return err
		}
		if v.State == planning.VisitDone {
			if _, err := tx.Exec(ctx, workDoneSQL, of, at, s.now()); err != nil {
				return err
			}
		}
		return s.audit(ctx, tx, by, "visit."+string(v.State), "visit", string(work), map[string]any{"works_plan": plan, "crew": crew})
	})
	return v, err
}
