package store

import (
	"context"
	"io"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// What stands is read in the transaction that keeps the request. Where that is the plan to replace, its row is locked and
// nobody can publish another one before the request is kept.
const planReplanSetSQL = `
	UPDATE plan
	SET    replaces = $2,
	       replan = $3,
	       standing = (SELECT now.id
	                   FROM   plan now
	                   WHERE  now.drive = plan.drive
	                   AND    now.district = plan.district
	                   AND    now.state = 'published')
	WHERE  id = $1`

const planForShareSQL = planSQL + `
	FOR    SHARE OF p`

// RequestReplan keeps a plan that is to replace another one and enters the job that makes it, in one transaction,
// once per key. The plan it replaces must be one that planning.PlanRecord.MayReplan lets through, and the events are
// held against it (planning.CanReplan), so that what cannot be is refused at once. A solved plan does not change
// any more: what is checked here is what the worker will read.
func (s *Store) RequestReplan(ctx context.Context, by casework.Actor, k casework.Key, q planning.ReplanRequest) (out planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.RequestReplan(%s)", q.Replaces)
	if err := q.Check(); err != nil {
		return out, err
	}
	if q.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		q.ID = planning.PlanID(id)
	}
	return once(ctx, s, k, func(tx pgx.Tx) (planning.PlanRecord, error) {
		old, err := planOf(ctx, tx, q.Replaces, planForShareSQL)
		if err != nil {
			return old, err
		}
		if err := old.MayReplan(); err != nil {
			return old, err
		}
		problem, plan, err := documentsOf(ctx, tx, q.Replaces)
		if err != nil {
			return old, err
		}
		if err := planning.CanReplan(problem, plan, q); err != nil {
			return old, err
		}
		r, err := s.queuePlan(ctx, tx, by, planning.PlanRequest{ID: q.ID, Drive: old.Drive, District: old.District, Seed: old.Seed, Options: old.Options})
		if err != nil {
			return r, err
		}
		id, err := key("plan", string(q.ID))
		if err != nil {
			return r, err
		}
		replaces, err := key("plan", string(q.Replaces))
		if err != nil {
			return r, err
		}
		if _, err := tx.Exec(ctx, planReplanSetSQL, id, replaces, q); err != nil {
			return r, err
		}
		if r, err = planOf(ctx, tx, q.ID, planSQL); err != nil {
			return r, err
		}
		kinds := []planning.EventKind{}
		for _, e := range q.Events {
			kinds = append(kinds, e.Kind)
		}
		return r, s.audit(ctx, tx, by, "plan.replan", "plan", string(q.ID), map[string]any{
			"replaces": q.Replaces, "today": q.Today, "notice_days": q.Notice, "share_percent": q.Share, "events": kinds,
		})
	})
}

const planReplanSQL = `
	SELECT coalesce(replaces::text, ''),
	       replan
	FROM   plan
	WHERE  id = $1`

// ReplanRequest gives what a re-plan was asked for with: plan.no_account where the plan replaces no other.
func (s *Store) ReplanRequest(ctx context.Context, id planning.PlanID) (q planning.ReplanRequest, err error) {
	defer fault.Wrap(&err, "store.ReplanRequest(%s)", id)
	k, err := key("plan", string(id))
	if err != nil {
		return q, err
	}
	var asked *planning.ReplanRequest
	var replaces planning.PlanID
	if err := s.pool.QueryRow(ctx, planReplanSQL, k).Scan(&replaces, &asked); err != nil {
		return q, named(one(err, "plan", string(id)))
	}
	if asked == nil {
		return q, noAccount()
	}
	asked.ID, asked.Replaces = id, replaces
	return *asked, nil
}

func noAccount() error {
	return fault.Missing("plan.no_account", "The plan was made from scratch and replaces no other, so there is no account of changes; compare it with another plan instead.")
}

// SaveReplan keeps what came of a re-plan as SavePlan does a plan, and its account beside it.
func (s *Store) SaveReplan(ctx context.Context, id planning.PlanID, made planning.Replanned, violations []planning.Violation) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.SaveReplan(%s)", id)
	account, err := pack(func(w io.Writer) error { return planning.WriteAccount(w, made.Account) })
	if err != nil {
		return r, err
	}
	return s.save(ctx, id, made.Problem, made.Plan, account, violations)
}

const planAccountSetSQL = `
	UPDATE plan
	SET    account = $2
	WHERE  id = $1`

func keepAccount(ctx context.Context, tx pgx.Tx, id planning.PlanID, account []byte) error {
	if account == nil {
		return nil
	}
	k, err := key("plan", string(id))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, planAccountSetSQL, k, account)
	return err
}

const planAccountSQL = `
	SELECT replaces IS NOT NULL,
	       account
	FROM   plan
	WHERE  id = $1`

// Account gives the account of a re-plan: plan.no_account where the plan is none, plan.not_ready where there is
// nothing yet.
func (s *Store) Account(ctx context.Context, id planning.PlanID) (a planning.Account, err error) {
	defer fault.Wrap(&err, "store.Account(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		a, err = accountOf(ctx, tx, id)
		return err
	})
	return a, err
}

func accountOf(ctx context.Context, tx pgx.Tx, id planning.PlanID) (a planning.Account, err error) {
	k, err := key("plan", string(id))
	if err != nil {
		return a, err
	}
	var replan bool
	var account []byte
	if err := one(tx.QueryRow(ctx, planAccountSQL, k).Scan(&replan, &account), "plan", string(id)); err != nil {
		return a, err
	}
	switch {
	case !replan:
		return a, noAccount()
	case account == nil:
		return a, fault.Clash("plan.not_ready", "The plan is not solved yet; wait for it, or look at its state.")
	}
	return unpack(account, planning.ReadAccount)
}

// mayStand decides whether a plan may take the place of those published before it: of a re-plan, that nothing else
// came to stand meanwhile, and that today it changes nothing that has been announced since it was made.
func mayStand(ctx context.Context, tx pgx.Tx, r planning.PlanRecord, before []planning.PlanRecord, today planning.Day) error {
	if r.Replaces == "" {
		return nil
	}
	var standing planning.PlanID
	for _, b := range before {
		standing = b.ID
	}
	if err := r.Overtaken(standing); err != nil {
		return err
	}
	a, err := accountOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	return a.Late(today)
}

// A registration stays at the camp it was taken at, so those of the plans that this one replaced count too.
const registeredSQL = `
	WITH   RECURSIVE line(id) AS (
	       SELECT $1::uuid
	       UNION
	       SELECT before.replaces
	       FROM   line
	       JOIN   plan before ON before.id = line.id
	       WHERE  before.replaces IS NOT NULL)
	SELECT c.plan_camp,
	       count(*)
	FROM   line
	JOIN   camp c ON c.plan = line.id
	JOIN   registration g ON g.camp = c.id
	WHERE  g.state <> 'closed'
	GROUP  BY c.plan_camp`

// Registered counts the open registrations at each camp of a plan and of those that it replaced, by the camp's id
// in the plan document; camps without any are left out.
func (s *Store) Registered(ctx context.Context, id planning.PlanID) (by map[planning.CampID]int64, err error) {
	defer fault.Wrap(&err, "store.Registered(%s)", id)
	k, err := key("plan", string(id))
	if err != nil {
		return nil, err
	}
	type row struct {
		Camp planning.CampID
		N    int64
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		rows, err := collect(ctx, tx, pgx.RowToStructByPos[row], registeredSQL, k)
		by = make(map[planning.CampID]int64, len(rows))
		for _, r := range rows {
			by[r.Camp] = r.N
		}
		return err
	})
	return by, err
}
