package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/gzip"
	"github.com/riverqueue/river"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// worker is who changes a plan while it is being solved.
var worker = casework.Actor{Name: "worker"}

// noJob says that the queue has forgotten a job.
func noJob(err error) bool { return errors.Is(err, river.ErrNotFound) }

// StartPlan marks a plan as being solved and gives what to solve. A plan that is being solved already
// is started again, for its worker is gone; one that is past that clashes with plan.state.
func (s *Store) StartPlan(ctx context.Context, id planning.PlanID) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.StartPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := planOf(ctx, tx, id, planForUpdateSQL)
		if err != nil {
			return err
		}
		if r, err = s.move(ctx, tx, old, planning.PlanSolving, ""); err != nil {
			return err
		}
		return s.audit(ctx, tx, worker, "plan.start", "plan", string(id), nil)
	})
	return r, err
}

const planProgressSQL = `
	WITH  told AS (
	      UPDATE plan
	      SET    progress = greatest(progress, $2),
	             stage = $3
	      WHERE  id = $1
	      AND    state = 'solving'
	      RETURNING id)
	SELECT pg_notify('plan', id::text)
	FROM   told`

// PlanProgress tells those who wait for a plan how far it is: plan.state where it is no longer being
// solved. Progress is no change of the plan: its version stays and no audit row is written.
func (s *Store) PlanProgress(ctx context.Context, id planning.PlanID, p planning.Progress) (err error) {
	defer fault.Wrap(&err, "store.PlanProgress(%s)", id)
	k, err := key("plan", string(id))
	if err != nil {
		return err
	}
	done, err := s.pool.Exec(ctx, planProgressSQL, k, min(max(p.Percent, 0), 100), p.Stage)
	if err != nil {
		return named(err)
	}
	if done.RowsAffected() == 0 {
		return fault.Clash("plan.state", "The plan is not being solved.")
	}
	return nil
}

// FailPlan marks a plan as failed, with one sentence for the planner.
func (s *Store) FailPlan(ctx context.Context, id planning.PlanID, why string) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.FailPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := planOf(ctx, tx, id, planForUpdateSQL)
		if err != nil {
			return err
		}
		if r, err = s.move(ctx, tx, old, planning.PlanFailed, why); err != nil {
			return err
		}
		return s.audit(ctx, tx, worker, "plan.fail", "plan", string(id), nil)
	})
	return r, err
}

const planDocumentsSetSQL = `
	UPDATE plan
	SET    problem = $2,
	       plan = $3,
	       problem_hash = $4,
	       solver = $5,
	       score = $6,
	       bound_visitors = $7,
	       violations = $8,
	       work_price = $9,
	       work_improve = $10,
	       progress = 100
	WHERE  id = $1`

// SavePlan keeps a solved plan, its cells and its camps, and marks it ready; or failed, without camps,
// where it breaks rules. It clashes with plan.state where the plan was cancelled meanwhile.
func (s *Store) SavePlan(ctx context.Context, id planning.PlanID, problem planning.Problem, plan planning.Plan, violations []planning.Violation) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.SavePlan(%s)", id)
	return s.save(ctx, id, problem, plan, nil, violations)
}

// save keeps what a worker made of a plan; account is nil where it is no re-plan.
func (s *Store) save(ctx context.Context, id planning.PlanID, problem planning.Problem, plan planning.Plan, account []byte, violations []planning.Violation) (r planning.PlanRecord, err error) {
	docs, err := packed(problem, plan)
	if err != nil {
		return r, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := planOf(ctx, tx, id, planForUpdateSQL)
		if err != nil {
			return err
		}
		if err := keepDocuments(ctx, tx, id, docs, plan, violations); err != nil {
			return err
		}
		if err := keepAccount(ctx, tx, id, account); err != nil {
			return err
		}
		next, why := planning.PlanReady, ""
		if len(violations) > 0 {
			next = planning.PlanFailed
			why = fmt.Sprintf("The plan breaks %d rules; the first is %s: %s", len(violations), violations[0].Rule, violations[0].Text)
		} else if err := keepAnswer(ctx, tx, old, problem, plan, false); err != nil {
			return err
		}
		if r, err = s.move(ctx, tx, old, next, why); err != nil {
			return err
		}
		return s.audit(ctx, tx, worker, "plan.save", "plan", string(id), map[string]any{
			"state": next, "camps": len(plan.Camps), "violations": len(violations), "problem": plan.Problem,
		})
	})
	return r, err
}

// documents are a problem and its plan as they are kept: canonical JSON, gzipped.
type documents struct{ problem, plan []byte }

func packed(problem planning.Problem, plan planning.Plan) (d documents, err error) {
	if d.problem, err = pack(func(w io.Writer) error { return planning.WriteProblem(w, problem) }); err != nil {
		return d, err
	}
	d.plan, err = pack(func(w io.Writer) error { return planning.WritePlan(w, plan) })
	return d, err
}

func pack(write func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := write(z); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}

func keepDocuments(ctx context.Context, tx pgx.Tx, id planning.PlanID, d documents, plan planning.Plan, violations []planning.Violation) error {
	k, err := key("plan", string(id))
	if err != nil {
		return err
	}
	if violations == nil {
		violations = []planning.Violation{}
	}
	_, err = tx.Exec(ctx, planDocumentsSetSQL, k, d.problem, d.plan, plan.Problem, plan.Solver, plan.Score, plan.Bound.Visitors, violations,
		plan.Work.PriceAsked, plan.Work.ImproveAsked)
	return err
}

// keepAnswer keeps the plan's camps and cells.
func keepAnswer(ctx context.Context, tx pgx.Tx, r planning.PlanRecord, problem planning.Problem, plan planning.Plan, draft bool) error {
	if err := copyTours(ctx, tx, problem, plan); err != nil {
		return err
	}
	if err := copyCamps(ctx, tx, r, problem, plan, draft); err != nil {
		return err
	}
	return copyPlanCells(ctx, tx, r.ID, problem, plan)
}

const planDocumentsSQL = `
	SELECT problem,
	       plan
	FROM   plan
	WHERE  id = $1`

// PlanDocuments gives what was solved and what came out, as they were written: plan.not_ready where
// there is nothing yet.
func (s *Store) PlanDocuments(ctx context.Context, id planning.PlanID) (problem planning.Problem, plan planning.Plan, err error) {
	defer fault.Wrap(&err, "store.PlanDocuments(%s)", id)
	return documentsOf(ctx, s.pool, id)
}

// asker is a pool or a transaction.
type asker interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func documentsOf(ctx context.Context, from asker, id planning.PlanID) (problem planning.Problem, plan planning.Plan, err error) {
	k, err := key("plan", string(id))
	if err != nil {
		return problem, plan, err
	}
	var d documents
	if err := from.QueryRow(ctx, planDocumentsSQL, k).Scan(&d.problem, &d.plan); err != nil {
		return problem, plan, named(one(err, "plan", string(id)))
	}
	if d.problem == nil || d.plan == nil {
		return problem, plan, fault.Clash("plan.not_ready", "The plan is not solved yet; wait for it, or look at its state.")
	}
	if problem, err = unpack(d.problem, planning.ReadProblem); err != nil {
		return problem, plan, err
	}
	plan, err = unpack(d.plan, planning.ReadPlan)
	return problem, plan, err
}

func unpack[T any](data []byte, read func(io.Reader) (T, error)) (out T, err error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return out, err
	}
	defer func() { _ = z.Close() }()
	return read(z)
}

// SaveDraftPlan keeps a plan that was made outside, every row of it pinned, with the rules it breaks.
func (s *Store) SaveDraftPlan(ctx context.Context, by casework.Actor, drive planning.DriveID, district planning.AreaID,
	problem planning.Problem, plan planning.Plan, violations []planning.Violation, list planning.CampList,
) (r planning.PlanRecord, err error) {
	defer fault.Wrap(&err, "store.SaveDraftPlan(drive %s, district %s)", drive, district)
	docs, err := packed(problem, plan)
	if err != nil {
		return r, err
	}
	fresh, err := newID()
	if err != nil {
		return r, err
	}
	id := planning.PlanID(fresh)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		request := planning.PlanRequest{
			ID: id, Drive: drive, District: district, Seed: plan.Seed,
			Options: planning.Options{PriceUnits: plan.Work.PriceAsked, ImproveUnits: plan.Work.ImproveAsked},
		}
		if r, err = s.newPlan(ctx, tx, by, request, "imported", planning.PlanDraft, nil); err != nil {
			return err
		}
		if err := keepDocuments(ctx, tx, id, docs, plan, violations); err != nil {
			return err
		}
		if err := keepAnswer(ctx, tx, r, problem, plan, true); err != nil {
			return err
		}
		if err := keepCampList(ctx, tx, id, list); err != nil {
			return err
		}
		if r, err = planOf(ctx, tx, id, planSQL); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "plan.draft", "plan", fresh, map[string]any{"camps": len(plan.Camps), "violations": len(violations)})
	})
	return r, err
}

// cellOf is the demand resolution's cell of a candidate's rounded position.
func cellOf(c planning.Candidate) (geo.Cell, error) { return geo.CellOf(c.At, geo.ResDemand) }
