package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// RequestWorksReplan keeps a works plan that is to replace another one and enters the job that makes it, in one
// transaction, once per key. The plan it replaces must be one that planning.WorksPlanRecord.MayReplan lets through, and
// crews and works that the events name must be there.
func (s *Store) RequestWorksReplan(ctx context.Context, by casework.Actor, k casework.Key, q planning.WorksReplanRequest) (out planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.RequestWorksReplan(%s)", q.Replaces)
	if err := q.Check(); err != nil {
		return out, err
	}
	if q.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		q.ID = planning.WorksPlanID(id)
	}
	return once(ctx, s, k, func(tx pgx.Tx) (planning.WorksPlanRecord, error) {
		old, err := worksPlanOf(ctx, tx, q.Replaces, worksPlanForShareSQL)
		if err != nil {
			return old, err
		}
		if err := old.MayReplan(); err != nil {
			return old, err
		}
		kinds := []planning.WorksEventKind{}
		for _, e := range q.Events {
			if e.Crew != "" {
				if _, err := crewOf(ctx, tx, e.Crew, crewSQL); err != nil {
					return old, err
				}
			}
			if e.WorkID != "" {
				if _, err := workOf(ctx, tx, e.WorkID, workSQL); err != nil {
					return old, err
				}
			}
			kinds = append(kinds, e.Kind)
		}
		r, err := s.queueWorksPlan(ctx, tx, by, old.Again(q.ID), &q)
		if err != nil {
			return r, err
		}
		return r, s.audit(ctx, tx, by, "works_plan.replan", "works_plan", string(q.ID), map[string]any{"replaces": q.Replaces, "events": kinds})
	})
}

// WorksStanding gives a works plan's documents with what has become of its visits, on one unchanging view of the database:
// works_plan.not_ready where there is nothing yet.
func (s *Store) WorksStanding(ctx context.Context, id planning.WorksPlanID) (out planning.WorksStanding, err error) {
	defer fault.Wrap(&err, "store.WorksStanding(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		r, err := worksPlanOf(ctx, tx, id, worksPlanSQL)
		if err != nil {
			return err
		}
		out, err = worksStandingOf(ctx, tx, r)
		return err
	})
	return out, err
}

// MoveVisit keeps a works plan in the place of another one in which a visit was moved by hand, ready at once, once per
// key. move makes it from the plan as it stands: planning.WorksStanding.Move. Whether the crews have gone on meanwhile is
// looked at when it is issued.
func (s *Store) MoveVisit(ctx context.Context, by casework.Actor, k casework.Key, q planning.WorksReplanRequest,
	move func(context.Context, planning.WorksStanding) (planning.WorksMade, error),
) (out planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.MoveVisit(%s)", q.Replaces)
	if q.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		q.ID = planning.WorksPlanID(id)
	}
	return once(ctx, s, k, func(tx pgx.Tx) (planning.WorksPlanRecord, error) {
		old, err := worksPlanOf(ctx, tx, q.Replaces, worksPlanForShareSQL)
		if err != nil {
			return old, err
		}
		if err := old.MayReplan(); err != nil {
			return old, err
		}
		standing, err := worksStandingOf(ctx, tx, old)
		if err != nil {
			return old, err
		}
		made, err := move(ctx, standing)
		if err != nil {
			return old, err
		}
		docs, err := packedWorks(made)
		if err != nil {
			return old, err
		}
		r, err := s.insertWorksPlan(ctx, tx, by, old.Again(q.ID), &q, planning.WorksSolving, nil)
		if err != nil {
			return r, err
		}
		if err := keepWorksDocuments(ctx, tx, q.ID, docs, made.Plan, nil); err != nil {
			return r, err
		}
		if err := keepSheets(ctx, tx, q.ID, made.Plan); err != nil {
			return r, err
		}
		if r, err = s.moveWorksPlan(ctx, tx, r, planning.WorksReady, ""); err != nil {
			return r, err
		}
		return r, s.audit(ctx, tx, by, "works_plan.move", "works_plan", string(q.ID), map[string]any{
			"replaces": q.Replaces, "work": q.Move.Work, "crew": q.Move.Crew, "day": q.Move.Day,
		})
	})
}

const worksReplanSQL = `
	SELECT coalesce(replaces::text, ''),
	       replan
	FROM   works_plan
	WHERE  id = $1`

// WorksReplan gives what a re-plan is made from, on one unchanging view of the database: what was asked for, the plan
// it replaces with what has become of its visits, the urgent works that the events name, and the closures of its days.
func (s *Store) WorksReplan(ctx context.Context, id planning.WorksPlanID) (g planning.WorksReplanGround, err error) {
	defer fault.Wrap(&err, "store.WorksReplan(%s)", id)
	k, err := key("works_plan", string(id))
	if err != nil {
		return g, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		var asked *planning.WorksReplanRequest
		var replaces planning.WorksPlanID
		if err := one(tx.QueryRow(ctx, worksReplanSQL, k).Scan(&replaces, &asked), "works_plan", string(id)); err != nil {
			return err
		}
		if asked == nil {
			return noChanges()
		}
		g.Request = *asked
		g.Request.ID, g.Request.Replaces = id, replaces
		old, err := worksPlanOf(ctx, tx, replaces, worksPlanSQL)
		if err != nil {
			return err
		}
		if g.Standing, err = worksStandingOf(ctx, tx, old); err != nil {
			return err
		}
		from, to, err := positions(ctx, tx, old.District)
		if err != nil {
			return err
		}
		for _, e := range g.Request.Events {
			if e.Kind != planning.WorksEventUrgent {
				continue
			}
			work, err := key("work", string(e.WorkID))
			if err != nil {
				return err
			}
			list, err := collect(ctx, tx, scanGroundWork, groundWorksSQL, from, to, work)
			if err != nil {
				return err
			}
			g.Urgent = append(g.Urgent, list...)
		}
		g.Closures, err = collect(ctx, tx, scanRoadClosure, groundClosuresSQL, day(old.FirstDay), day(old.LastDay))
		return err
	})
	return g, err
}

func noChanges() error {
	return fault.Missing("works_plan.no_changes", "The works plan was made from scratch and replaces no other, so there are no changes to tell.")
}

const visitsStandingSQL = `
	SELECT` + visitColumns + visitFromSQL + `
	WHERE  v.works_plan = $1
	ORDER  BY v.work, v.crew`

// worksStandingOf gives a plan's documents with what has become of its visits.
func worksStandingOf(ctx context.Context, tx pgx.Tx, r planning.WorksPlanRecord) (out planning.WorksStanding, err error) {
	if out.WorksMade, err = worksDocumentsOf(ctx, tx, r.ID); err != nil {
		return out, err
	}
	k, err := key("works_plan", string(r.ID))
	if err != nil {
		return out, err
	}
	out.Issued, out.Seed = r.State == planning.WorksIssued, r.Seed
	out.Visits, err = collect(ctx, tx, scanVisit, visitsStandingSQL, k)
	return out, err
}
