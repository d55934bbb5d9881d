package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// Issuing takes turns by district, so that two plans cannot both come to stand for the same days. The turn ends with
// the transaction.
const worksTurnSQL = `SELECT pg_advisory_xact_lock(hashtextextended('works_plan ' || $1::text, 0))`

const worksStandingSQL = `
	SELECT` + worksPlanColumns + worksPlanFromSQL + `
	WHERE  p.district = $1
	AND    p.state = 'issued'
	AND    p.first_day <= $3::date
	AND    p.last_day >= $2::date
	ORDER  BY p.id
	FOR    UPDATE OF p`

// Those that the plan was made from, one after the other.
const worksLineSQL = `
	WITH   RECURSIVE line(id) AS (
	       SELECT replaces
	       FROM   works_plan
	       WHERE  id = $1
	       UNION
	       SELECT p.replaces
	       FROM   line
	       JOIN   works_plan p ON p.id = line.id)
	SELECT id::text
	FROM   line
	WHERE  id IS NOT NULL`

// What crews have begun or done by the standing plan and the new one does not hold, and what was cancelled there since
// the new one was asked for and it still holds.
const worksLostSQL = `
	SELECT w.name
	FROM   visit old
	JOIN   work w ON w.id = old.work
	JOIN   works_plan fresh ON fresh.id = $2
	LEFT   JOIN visit v ON v.works_plan = fresh.id AND v.work = old.work AND v.crew = old.crew AND v.day = old.day
	WHERE  old.works_plan = $1
	AND    (old.state IN ('started', 'done') AND v.work IS NULL
	        OR old.state = 'cancelled' AND old.ended_at > fresh.requested_at AND v.work IS NOT NULL)
	ORDER  BY w.name
	LIMIT  20`

const worksClosedSQL = `
	SELECT DISTINCT w.name
	FROM   visit v
	JOIN   work w ON w.id = v.work
	WHERE  v.works_plan = $1
	AND    w.state <> 'open'
	AND    NOT EXISTS (SELECT 1 FROM visit old WHERE old.works_plan = $2 AND old.work = v.work AND old.crew = v.crew AND old.state = 'done')
	ORDER  BY w.name
	LIMIT  20`

const visitsSupersedeSQL = `
	UPDATE visit
	SET    state = 'superseded',
	       version = version + 1
	WHERE  works_plan = $1
	AND    state IN ('announced', 'started')`

// What was begun by the plan before goes on in the new one; all else is announced.
const visitsAnnounceSQL = `
	UPDATE visit v
	SET    state = CASE old.state WHEN 'done' THEN 'done' WHEN 'superseded' THEN 'started' ELSE 'announced' END,
	       started_at = old.started_at,
	       ended_at = CASE old.state WHEN 'done' THEN old.ended_at END,
	       version = v.version + 1
	FROM   visit fresh
	LEFT   JOIN visit old
	       ON old.works_plan = $2
	       AND old.work = fresh.work
	       AND old.crew = fresh.crew
	       AND old.day = fresh.day
	       AND (old.state = 'done' OR old.state = 'superseded' AND old.started_at IS NOT NULL)
	WHERE  fresh.works_plan = $1
	AND    v.works_plan = fresh.works_plan
	AND    v.work = fresh.work
	AND    v.crew = fresh.crew`

// IssueWorksPlan gives the sheets of a works plan, as it was at version, to the crews: its visits are announced, and the
// plan that stood for these days becomes superseded. A plan may take the place of the one it was made from, by one
// re-plan or more: works_plan.overtaken where another one has come to stand, or where a crew has begun or cancelled a
// visit that it does not know of; works_plan.overlap where it was made from scratch for days that have sheets already;
// works_plan.closed where one of its works is done or given up by now.
func (s *Store) IssueWorksPlan(ctx context.Context, by casework.Actor, id planning.WorksPlanID, version int64) (r planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.IssueWorksPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		seen, err := worksPlanOf(ctx, tx, id, worksPlanSQL)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, worksTurnSQL, string(seen.District)); err != nil {
			return err
		}
		if r, err = worksPlanOf(ctx, tx, id, worksPlanForUpdateSQL); err != nil {
			return err
		}
		if err := r.Issue(version); err != nil {
			return err
		}
		before, err := worksBefore(ctx, tx, r)
		if err != nil {
			return err
		}
		if err := s.succeed(ctx, tx, r, before); err != nil {
			return err
		}
		if r, err = s.moveWorksPlan(ctx, tx, r, planning.WorksIssued, ""); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "works_plan.issue", "works_plan", string(id), map[string]any{"superseded": before.ID})
	})
	return r, err
}

// worksBefore gives the plan that stands for the days of r, the zero record where none does, and decides whether r may
// take its place.
func worksBefore(ctx context.Context, tx pgx.Tx, r planning.WorksPlanRecord) (before planning.WorksPlanRecord, err error) {
	district, err := key("area", string(r.District))
	if err != nil {
		return before, err
	}
	id, err := key("works_plan", string(r.ID))
	if err != nil {
		return before, err
	}
	standing, err := collect(ctx, tx, scanWorksPlan, worksStandingSQL, district, day(r.FirstDay), day(r.LastDay))
	if err != nil {
		return before, err
	}
	line, err := collect(ctx, tx, pgx.RowTo[planning.WorksPlanID], worksLineSQL, id)
	if err != nil {
		return before, err
	}
	if err := r.MayFollow(standing, line); err != nil || len(standing) == 0 {
		return before, err
	}
	return standing[0], nil
}

// succeed puts the visits of r in the place of those of the plan before, where there is one.
func (s *Store) succeed(ctx context.Context, tx pgx.Tx, r, before planning.WorksPlanRecord) error {
	fresh, err := key("works_plan", string(r.ID))
	if err != nil {
		return err
	}
	old, err := keyOrNull("works_plan", string(before.ID))
	if err != nil {
		return err
	}
	lost, err := collect(ctx, tx, pgx.RowTo[string], worksLostSQL, old, fresh)
	if err != nil {
		return err
	}
	if len(lost) > 0 {
		f := fault.New(fault.Stale, "works_plan.overtaken", "Crews have begun or given up visits since this plan was made; plan again from the one that is issued.")
		for _, name := range lost {
			_ = f.With("/visits", "%s", name)
		}
		return f
	}
	closed, err := collect(ctx, tx, pgx.RowTo[string], worksClosedSQL, fresh, old)
	if err != nil {
		return err
	}
	if len(closed) > 0 {
		f := fault.Refuse("works_plan.closed", "Some works of this plan are done or given up by now; plan again.")
		for _, name := range closed {
			_ = f.With("/visits", "%s", name)
		}
		return f
	}
	if old != nil {
		if _, err := tx.Exec(ctx, visitsSupersedeSQL, old); err != nil {
			return err
		}
		if _, err := s.moveWorksPlan(ctx, tx, before, planning.WorksSuperseded, ""); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, visitsAnnounceSQL, fresh, old)
	return err
}
