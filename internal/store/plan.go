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

const planColumns = `
	       p.id,
	       p.drive,
	       d.name,
	       p.district,
	       a.name,
	       p.origin,
	       p.state,
	       p.seed,
	       p.work_price,
	       p.work_improve,
	       p.progress,
	       p.stage,
	       p.problem_hash,
	       p.solver,
	       p.score,
	       coalesce(p.bound_visitors, 0),
	       p.violations,
	       p.failure,
	       p.requested_at,
	       p.requested_by,
	       p.finished_at,
	       p.published_at,
	       coalesce(p.replaces::text, ''),
	       coalesce(p.standing::text, ''),
	       coalesce((p.replan->>'share_percent')::bigint, 0),
	       p.bans,
	       p.version`

const planFromSQL = `
	FROM   plan p
	JOIN   drive d ON d.id = p.drive
	JOIN   area a ON a.id = p.district`

func scanPlan(row pgx.CollectableRow) (r planning.PlanRecord, err error) {
	var seed int64
	err = row.Scan(&r.ID, &r.Drive, &r.DriveName, &r.District, &r.DistrictName, &r.Origin, &r.State, &seed,
		&r.Options.PriceUnits, &r.Options.ImproveUnits, &r.Progress, &r.Stage, &r.ProblemHash, &r.Solver, &r.Score, &r.Bound,
		&r.Violations, &r.Failure, &r.RequestedAt, &r.RequestedBy, &r.FinishedAt, &r.PublishedAt, &r.Replaces, &r.Standing, &r.Share, &r.Bans, &r.Version)
	r.Seed = uint64(seed) // stored bit by bit; PostgreSQL has no unsigned type
	return r, err
}

const plansSQL = `
	SELECT` + planColumns + planFromSQL + `
	WHERE  ($3::uuid IS NULL OR p.drive = $3)
	AND    ($4::uuid IS NULL OR p.district = $4)
	AND    ($5::text = '' OR p.state = $5)
	AND    p.id > $1
	ORDER  BY p.id
	LIMIT  $2`

// Plans lists plans by id, which is the order they were asked for in.
func (s *Store) Plans(ctx context.Context, q planning.PlanQuery) (list []planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.Plans")
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	drive, err := keyOrNull("drive", string(q.Drive))
	if err != nil {
		return nil, err
	}
	district, err := keyOrNull("area", string(q.District))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		list, err = collect(ctx, tx, scanPlan, plansSQL, after, limitOf(q.Page), drive, district, string(q.State))
		return err
	})
	return list, err
}

const planSQL = `
	SELECT` + planColumns + planFromSQL + `
	WHERE  p.id = $1`

const planForUpdateSQL = planSQL + `
	FOR    UPDATE OF p`

// Plan gives one plan's record: plan.missing where there is none.
func (s *Store) Plan(ctx context.Context, id planning.PlanID) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.Plan(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		r, err = planOf(ctx, tx, id, planSQL)
		return err
	})
	return r, err
}

func planOf(ctx context.Context, tx pgx.Tx, id planning.PlanID, sql string) (planning.PlanRecord, error) {
	k, err := key("plan", string(id))
	if err != nil {
		return planning.PlanRecord{}, err
	}
	return only(ctx, tx, "plan", string(id), scanPlan, sql, k)
}

const planInsertSQL = `
	INSERT INTO plan
	       (id, drive, district, origin, state, seed, work_price, work_improve, requested_at, requested_by, job, bans)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

const areaLevelSQL = `
	SELECT level
	FROM   area
	WHERE  id = $1`

// newPlan keeps a plan's first row. The drive and the district must be there.
func (s *Store) newPlan(ctx context.Context, tx pgx.Tx, by casework.Actor, q planning.PlanRequest, origin string, state planning.PlanState, job *int64) (planning.PlanRecord, error) {
	var r planning.PlanRecord
	if _, err := driveOf(ctx, tx, q.Drive); err != nil {
		return r, err
	}
	id, err := key("plan", string(q.ID))
	if err != nil {
		return r, err
	}
	drive, err := key("drive", string(q.Drive))
	if err != nil {
		return r, err
	}
	district, err := key("area", string(q.District))
	if err != nil {
		return r, err
	}
	var level planning.Level
	if err := one(tx.QueryRow(ctx, areaLevelSQL, district).Scan(&level), "area", string(q.District)); err != nil {
		return r, err
	}
	if level != planning.LevelDistrict {
		return r, fault.Refuse("plan.district", "A plan is made for a district, not for a %s; give the district's id.", level).
			With("/district", "is not a district")
	}
	if _, err := tx.Exec(ctx, planInsertSQL, id, drive, district, origin, string(state), int64(q.Seed),
		q.Options.PriceUnits, q.Options.ImproveUnits, s.now(), by.Name, job, bansOrNull(q.Bans)); err != nil {
		return r, err
	}
	return planOf(ctx, tx, q.ID, planSQL)
}

// RequestPlan keeps a plan and enters the job that solves it, in one transaction, once per key.
func (s *Store) RequestPlan(ctx context.Context, by casework.Actor, k casework.Key, q planning.PlanRequest) (out planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.RequestPlan(drive %s, district %s)", q.Drive, q.District)
	if q.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		q.ID = planning.PlanID(id)
	}
	return once(ctx, s, k, func(tx pgx.Tx) (planning.PlanRecord, error) {
		r, err := s.queuePlan(ctx, tx, by, q)
		if err != nil {
			return r, err
		}
		return r, s.audit(ctx, tx, by, "plan.request", "plan", string(q.ID), map[string]any{"drive": q.Drive, "district": q.District})
	})
}

// queuePlan keeps a plan's first row and enters the job that makes it.
func (s *Store) queuePlan(ctx context.Context, tx pgx.Tx, by casework.Actor, q planning.PlanRequest) (planning.PlanRecord, error) {
	job, err := s.queue.InsertTx(ctx, tx, planning.PlanSolveArgs{Plan: q.ID}, &river.InsertOpts{
		MaxAttempts: 5,
		UniqueOpts:  river.UniqueOpts{ByArgs: true},
	})
	if err != nil {
		return planning.PlanRecord{}, err
	}
	return s.newPlan(ctx, tx, by, q, "solved", planning.PlanQueued, &job.Job.ID)
}

// bansOrNull keeps NULL where nothing is banned.
func bansOrNull(bans []planning.Ban) any {
	if len(bans) == 0 {
		return nil
	}
	return bans
}

const planMoveSQL = `
	UPDATE plan
	SET    state = $2,
	       failure = $3,
	       finished_at = coalesce($4, finished_at),
	       published_at = coalesce($5, published_at),
	       superseded_at = coalesce($6, superseded_at),
	       progress = CASE WHEN $2::text = 'solving' THEN 0 ELSE progress END,
	       stage = CASE WHEN $2 = 'solving' THEN '' ELSE stage END,
	       version = version + 1
	WHERE  id = $1`

const planTellSQL = `SELECT pg_notify('plan', $1)`

// move takes a plan that is locked to the next state and tells those who wait for it.
func (s *Store) move(ctx context.Context, tx pgx.Tx, r planning.PlanRecord, next planning.PlanState, failure string) (planning.PlanRecord, error) {
	state, err := r.State.Move(next)
	if err != nil {
		return r, err
	}
	id, err := key("plan", string(r.ID))
	if err != nil {
		return r, err
	}
	var finished, published, superseded *time.Time
	now := s.now()
	switch state {
	case planning.PlanReady, planning.PlanFailed, planning.PlanCancelled:
		finished = &now
	case planning.PlanPublished:
		published = &now
	case planning.PlanSuperseded:
		superseded = &now
	default: // no instant to keep
	}
	if _, err := tx.Exec(ctx, planMoveSQL, id, string(state), failure, finished, published, superseded); err != nil {
		return r, err
	}
	if _, err := tx.Exec(ctx, planTellSQL, string(r.ID)); err != nil {
		return r, err
	}
	return planOf(ctx, tx, r.ID, planSQL)
}

const planJobSQL = `
	SELECT coalesce(job, 0)
	FROM   plan
	WHERE  id = $1`

// CancelPlan stops a plan that is waiting or being solved, and its job: plan.state where it is past that.
func (s *Store) CancelPlan(ctx context.Context, by casework.Actor, id planning.PlanID) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.CancelPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := planOf(ctx, tx, id, planForUpdateSQL)
		if err != nil {
			return err
		}
		if r, err = s.move(ctx, tx, old, planning.PlanCancelled, ""); err != nil {
			return err
		}
		k, err := key("plan", string(id))
		if err != nil {
			return err
		}
		var job int64
		if err := tx.QueryRow(ctx, planJobSQL, k).Scan(&job); err != nil {
			return err
		}
		if job != 0 {
			if _, err := s.queue.JobCancelTx(ctx, tx, job); err != nil && !noJob(err) {
				return err
			}
		}
		return s.audit(ctx, tx, by, "plan.cancel", "plan", string(id), nil)
	})
	return r, err
}

const planPublishedSQL = `
	SELECT` + planColumns + planFromSQL + `
	WHERE  p.drive = $1
	AND    p.district = $2
	AND    p.state = 'published'
	FOR    UPDATE OF p`

// Publishing takes turns by drive, so that two plans of one district cannot both be the published one.
const driveTurnSQL = `
	SELECT id
	FROM   drive
	WHERE  id = $1
	FOR    NO KEY UPDATE`

const campsUndraftSQL = `
	UPDATE camp
	SET    draft = false
	WHERE  plan = $1
	AND    draft`

// PublishPlan makes a plan, as it was at version, the published one of its drive and district; the
// one before it becomes superseded. See planning.PlanRecord.Publish for what is refused, and Overtaken and
// Account.Late for what is of a re-plan.
func (s *Store) PublishPlan(ctx context.Context, by casework.Actor, id planning.PlanID, version int64) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.PublishPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		seen, err := planOf(ctx, tx, id, planSQL)
		if err != nil {
			return err
		}
		plan, err := key("plan", string(id))
		if err != nil {
			return err
		}
		drive, err := key("drive", string(seen.Drive))
		if err != nil {
			return err
		}
		district, err := key("area", string(seen.District))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, driveTurnSQL, drive); err != nil {
			return err
		}
		if r, err = planOf(ctx, tx, id, planForUpdateSQL); err != nil {
			return err
		}
		if err := r.Publish(version); err != nil {
			return err
		}
		before, err := collect(ctx, tx, scanPlan, planPublishedSQL, drive, district)
		if err != nil {
			return err
		}
		if err := mayStand(ctx, tx, r, before, planning.DayOf(s.now().In(geo.IST))); err != nil {
			return err
		}
		superseded := []string{}
		for _, b := range before {
			if _, err := s.move(ctx, tx, b, planning.PlanSuperseded, ""); err != nil {
				return err
			}
			superseded = append(superseded, string(b.ID))
		}
		if _, err := tx.Exec(ctx, campsUndraftSQL, plan); err != nil {
			return err
		}
		if r, err = s.move(ctx, tx, r, planning.PlanPublished, ""); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "plan.publish", "plan", string(id), map[string]any{"superseded": superseded})
	})
	return r, err
}
