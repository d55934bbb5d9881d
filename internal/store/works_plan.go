package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const worksPlanColumns = `
	       p.id,
	       p.district,
	       a.name,
	       p.name,
	       p.first_day,
	       p.last_day,
	       p.state,
	       p.seed,
	       p.units,
	       p.progress,
	       p.stage,
	       p.problem_hash,
	       p.solver,
	       p.score,
	       p.violations,
	       p.failure,
	       p.requested_at,
	       p.requested_by,
	       p.finished_at,
	       p.issued_at,
	       coalesce(p.replaces::text, ''),
	       p.version`

const worksPlanFromSQL = `
	FROM   works_plan p
	JOIN   area a ON a.id = p.district`

func scanWorksPlan(row pgx.CollectableRow) (r planning.WorksPlanRecord, err error) {
	var seed int64
	err = row.Scan(&r.ID, &r.District, &r.DistrictName, &r.Name, (*day)(&r.FirstDay), (*day)(&r.LastDay), &r.State, &seed, &r.Units, &r.Progress,
		&r.Stage, &r.ProblemHash, &r.Solver, &r.Score, &r.Violations, &r.Failure, &r.RequestedAt, &r.RequestedBy, &r.FinishedAt, &r.IssuedAt,
		&r.Replaces, &r.Version)
	r.Seed = uint64(seed) // stored bit by bit; PostgreSQL has no unsigned type
	return r, err
}

const worksPlansSQL = `
	SELECT` + worksPlanColumns + worksPlanFromSQL + `
	WHERE  ($3::uuid IS NULL OR p.district = $3)
	AND    ($4::text = '' OR p.state = $4)
	AND    p.id > $1
	ORDER  BY p.id
	LIMIT  $2`

// WorksPlans lists works plans by id, which is the order they were asked for in.
func (s *Store) WorksPlans(ctx context.Context, q planning.WorksPlanQuery) (list []planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.WorksPlans")
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	district, err := keyOrNull("area", string(q.District))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		list, err = collect(ctx, tx, scanWorksPlan, worksPlansSQL, after, limitOf(q.Page), district, string(q.State))
		return err
	})
	return list, err
}

const worksPlanSQL = `
	SELECT` + worksPlanColumns + worksPlanFromSQL + `
	WHERE  p.id = $1`

const worksPlanForUpdateSQL = worksPlanSQL + `
	FOR    UPDATE OF p`

const worksPlanForShareSQL = worksPlanSQL + `
	FOR    SHARE OF p`

// WorksPlan gives one works plan's record: works_plan.missing where there is none.
func (s *Store) WorksPlan(ctx context.Context, id planning.WorksPlanID) (r planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.WorksPlan(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		r, err = worksPlanOf(ctx, tx, id, worksPlanSQL)
		return err
	})
	return r, err
}

func worksPlanOf(ctx context.Context, tx pgx.Tx, id planning.WorksPlanID, sql string) (planning.WorksPlanRecord, error) {
	k, err := key("works_plan", string(id))
	if err != nil {
		return planning.WorksPlanRecord{}, err
	}
	return only(ctx, tx, "works_plan", string(id), scanWorksPlan, sql, k)
}

const worksPlanListenSQL = `LISTEN works_plan`

func newWorksPlanListener(s *Store) *listener[planning.WorksPlanRecord] {
	read := func(ctx context.Context, id string) (planning.WorksPlanRecord, error) {
		return s.WorksPlan(ctx, planning.WorksPlanID(id))
	}
	return newListener(s, worksPlanListenSQL, read, func(r planning.WorksPlanRecord) mark {
		return mark{string(r.ID), r.Version, r.Progress, r.Stage, r.State.Final()}
	})
}

// WorksPlanEvents tells of a works plan as PlanEvents does of a plan.
func (s *Store) WorksPlanEvents(ctx context.Context, id planning.WorksPlanID) (_ <-chan planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.WorksPlanEvents(%s)", id)
	return s.works.follow(ctx, string(id))
}

const worksPlanInsertSQL = `
	INSERT INTO works_plan
	       (id, district, name, first_day, last_day, state, seed, units, requested_at, requested_by, job, replaces, replan)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`

// RequestWorksPlan keeps a works plan and enters the job that makes it, in one transaction, once per key.
func (s *Store) RequestWorksPlan(ctx context.Context, by casework.Actor, k casework.Key, q planning.WorksPlanRequest) (out planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.RequestWorksPlan(district %s)", q.District)
	if err := q.Check(); err != nil {
		return out, err
	}
	if today := planning.DayOf(s.now().In(geo.IST)); q.FirstDay+planning.Day(q.Days) <= today {
		return out, fault.Refuse("works_plan.past", "All days of the works plan are over: it would end before %s.", today).With("/first_day", "is too early")
	}
	if q.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		q.ID = planning.WorksPlanID(id)
	}
	return once(ctx, s, k, func(tx pgx.Tx) (planning.WorksPlanRecord, error) {
		if err := mustBeDistrict(ctx, tx, q.District); err != nil {
			return out, err
		}
		r, err := s.queueWorksPlan(ctx, tx, by, q, nil)
		if err != nil {
			return r, err
		}
		return r, s.audit(ctx, tx, by, "works_plan.request", "works_plan", string(q.ID), map[string]any{
			"district": q.District, "first_day": q.FirstDay, "days": q.Days,
		})
	})
}

func mustBeDistrict(ctx context.Context, tx pgx.Tx, id planning.AreaID) error {
	district, err := key("area", string(id))
	if err != nil {
		return err
	}
	var level planning.Level
	if err := one(tx.QueryRow(ctx, areaLevelSQL, district).Scan(&level), "area", string(id)); err != nil {
		return err
	}
	if level != planning.LevelDistrict {
		return fault.Refuse("works_plan.district", "A works plan is made for a district, not for a %s; give the district's id.", level).
			With("/district", "is not a district")
	}
	return nil
}

// queueWorksPlan keeps a works plan's first row and enters the job that makes it.
func (s *Store) queueWorksPlan(ctx context.Context, tx pgx.Tx, by casework.Actor, q planning.WorksPlanRequest, replan *planning.WorksReplanRequest) (planning.WorksPlanRecord, error) {
	job, err := s.queue.InsertTx(ctx, tx, planning.WorksSolveArgs{Plan: q.ID}, &river.InsertOpts{
		MaxAttempts: 5,
		UniqueOpts:  river.UniqueOpts{ByArgs: true},
	})
	if err != nil {
		return planning.WorksPlanRecord{}, err
	}
	return s.insertWorksPlan(ctx, tx, by, q, replan, planning.WorksQueued, &job.Job.ID)
}

func (s *Store) insertWorksPlan(ctx context.Context, tx pgx.Tx, by casework.Actor, q planning.WorksPlanRequest, replan *planning.WorksReplanRequest,
	state planning.WorksPlanState, job *int64,
) (r planning.WorksPlanRecord, err error) {
	id, err := key("works_plan", string(q.ID))
	if err != nil {
		return r, err
	}
	district, err := key("area", string(q.District))
	if err != nil {
		return r, err
	}
	var replaces *[16]byte
	var asked any
	if replan != nil {
		if replaces, err = keyOrNull("works_plan", string(replan.Replaces)); err != nil {
			return r, err
		}
		asked = replan
	}
	if _, err := tx.Exec(ctx, worksPlanInsertSQL, id, district, q.Name, day(q.FirstDay), day(q.FirstDay+planning.Day(q.Days)-1), string(state), int64(q.Seed),
		q.Units, s.now(), by.Name, job, replaces, asked); err != nil {
		return r, err
	}
	return worksPlanOf(ctx, tx, q.ID, worksPlanSQL)
}

const worksPlanMoveSQL = `
	UPDATE works_plan
	SET    state = $2,
	       failure = $3,
	       finished_at = coalesce($4, finished_at),
	       issued_at = coalesce($5, issued_at),
	       progress = CASE WHEN $2::text = 'solving' THEN 0 ELSE progress END,
	       stage = CASE WHEN $2 = 'solving' THEN '' ELSE stage END,
	       version = version + 1
	WHERE  id = $1`

const worksPlanTellSQL = `SELECT pg_notify('works_plan', $1)`

// moveWorksPlan takes a works plan that is locked to the next state and tells those who wait for it.
func (s *Store) moveWorksPlan(ctx context.Context, tx pgx.Tx, r planning.WorksPlanRecord, next planning.WorksPlanState, failure string) (planning.WorksPlanRecord, error) {
	state, err := r.State.Move(next)
	if err != nil {
		return r, err
	}
	id, err := key("works_plan", string(r.ID))
	if err != nil {
		return r, err
	}
	var finished, issued *time.Time
	now := s.now()
	switch state {
	case planning.WorksReady, planning.WorksFailed, planning.WorksCancelled:
		finished = &now
	case planning.WorksIssued:
		issued = &now
	default: // no instant to keep
	}
	if _, err := tx.Exec(ctx, worksPlanMoveSQL, id, string(state), failure, finished, issued); err != nil {
		return r, err
	}
	if _, err := tx.Exec(ctx, worksPlanTellSQL, string(r.ID)); err != nil {
		return r, err
	}
	return worksPlanOf(ctx, tx, r.ID, worksPlanSQL)
}

const worksPlanJobSQL = `
	SELECT coalesce(job, 0)
	FROM   works_plan
	WHERE  id = $1`

// CancelWorksPlan stops a works plan that is waiting or being made, and its job: works_plan.state where it is past that.
func (s *Store) CancelWorksPlan(ctx context.Context, by casework.Actor, id planning.WorksPlanID) (r planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.CancelWorksPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := worksPlanOf(ctx, tx, id, worksPlanForUpdateSQL)
		if err != nil {
			return err
		}
		if r, err = s.moveWorksPlan(ctx, tx, old, planning.WorksCancelled, ""); err != nil {
			return err
		}
		k, err := key("works_plan", string(id))
		if err != nil {
			return err
		}
		var job int64
		if err := tx.QueryRow(ctx, worksPlanJobSQL, k).Scan(&job); err != nil {
			return err
		}
		if job != 0 {
			if _, err := s.queue.JobCancelTx(ctx, tx, job); err != nil && !noJob(err) {
				return err
			}
		}
		return s.audit(ctx, tx, by, "works_plan.cancel", "works_plan", string(id), nil)
	})
	return r, err
}
