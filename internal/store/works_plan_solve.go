package store

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// StartWorksPlan marks a works plan as being made and gives what to make. One that is being made already is started
// again, for its worker is gone; one that is past that clashes with works_plan.state.
func (s *Store) StartWorksPlan(ctx context.Context, id planning.WorksPlanID) (r planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.StartWorksPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := worksPlanOf(ctx, tx, id, worksPlanForUpdateSQL)
		if err != nil {
			return err
		}
		if r, err = s.moveWorksPlan(ctx, tx, old, planning.WorksSolving, ""); err != nil {
			return err
		}
		return s.audit(ctx, tx, worker, "works_plan.start", "works_plan", string(id), nil)
	})
	return r, err
}

const worksPlanProgressSQL = `
	WITH  told AS (
	      UPDATE works_plan
	      SET    progress = greatest(progress, $2),
	             stage = $3
	      WHERE  id = $1
	      AND    state = 'solving'
	      RETURNING id)
	SELECT pg_notify('works_plan', id::text)
	FROM   told`

// WorksPlanProgress tells those who wait for a works plan how far it is: works_plan.state where it is no longer being
// made. Progress is no change of the plan: its version stays and no audit row is written.
func (s *Store) WorksPlanProgress(ctx context.Context, id planning.WorksPlanID, p planning.Progress) (err error) {
	defer fault.Wrap(&err, "store.WorksPlanProgress(%s)", id)
	k, err := key("works_plan", string(id))
	if err != nil {
		return err
	}
	done, err := s.pool.Exec(ctx, worksPlanProgressSQL, k, min(max(p.Percent, 0), 100), p.Stage)
	if err != nil {
		return named(err)
	}
	if done.RowsAffected() == 0 {
		return fault.Clash("works_plan.state", "The works plan is not being made.")
	}
	return nil
}

// FailWorksPlan marks a works plan as failed, with one sentence for the office.
func (s *Store) FailWorksPlan(ctx context.Context, id planning.WorksPlanID, why string) (r planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.FailWorksPlan(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := worksPlanOf(ctx, tx, id, worksPlanForUpdateSQL)
		if err != nil {
			return err
		}
		if r, err = s.moveWorksPlan(ctx, tx, old, planning.WorksFailed, why); err != nil {
			return err
		}
		return s.audit(ctx, tx, worker, "works_plan.fail", "works_plan", string(id), nil)
	})
	return r, err
}

// SaveWorksPlan keeps a works plan that was made, its sheets and visits, and marks it ready; or failed, without sheets,
// where it breaks rules. It clashes with works_plan.state where the plan was cancelled meanwhile.
func (s *Store) SaveWorksPlan(ctx context.Context, id planning.WorksPlanID, made planning.WorksMade, violations []planning.Violation) (r planning.WorksPlanRecord, err error) {
	defer fault.Wrap(&err, "store.SaveWorksPlan(%s)", id)
	docs, err := packedWorks(made)
	if err != nil {
		return r, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := worksPlanOf(ctx, tx, id, worksPlanForUpdateSQL)
		if err != nil {
			return err
		}
		if err := keepWorksDocuments(ctx, tx, id, docs, made.Plan, violations); err != nil {
			return err
		}
		next, why := planning.WorksReady, ""
		if len(violations) > 0 {
			next = planning.WorksFailed
			why = fmt.Sprintf("The plan breaks %d rules; the first is %s: %s", len(violations), violations[0].Rule, violations[0].Text)
		} else if err := keepSheets(ctx, tx, id, made.Plan); err != nil {
			return err
		}
		if r, err = s.moveWorksPlan(ctx, tx, old, next, why); err != nil {
			return err
		}
		return s.audit(ctx, tx, worker, "works_plan.save", "works_plan", string(id), map[string]any{
			"state": next, "sheets": len(made.Plan.Sheets), "unvisited": len(made.Plan.Unvisited), "violations": len(violations), "problem": made.Plan.Problem,
		})
	})
	return r, err
}

// worksDocuments are what came of a works plan as it is kept: JSON, gzipped.
type worksDocuments struct{ problem, plan, changes []byte }

func packedWorks(made planning.WorksMade) (d worksDocuments, err error) {
	if d.problem, err = pack(func(w io.Writer) error { return planning.WriteWorksProblem(w, made.Problem) }); err != nil {
		return d, err
	}
	if d.plan, err = pack(func(w io.Writer) error { return planning.WriteWorksPlan(w, made.Plan) }); err != nil {
		return d, err
	}
	if made.Changes != nil {
		d.changes, err = pack(func(w io.Writer) error { return json.NewEncoder(w).Encode(made.Changes) })
	}
	return d, err
}

const worksDocumentsSetSQL = `
	UPDATE works_plan
	SET    problem = $2,
	       plan = $3,
	       changes = $4,
	       problem_hash = $5,
	       solver = $6,
	       score = $7,
	       violations = $8,
	       units = $9,
	       progress = 100
	WHERE  id = $1`

func keepWorksDocuments(ctx context.Context, tx pgx.Tx, id planning.WorksPlanID, d worksDocuments, plan planning.WorksPlan, violations []planning.Violation) error {
	k, err := key("works_plan", string(id))
	if err != nil {
		return err
	}
	if violations == nil {
		violations = []planning.Violation{}
	}
	_, err = tx.Exec(ctx, worksDocumentsSetSQL, k, d.problem, d.plan, d.changes, plan.Problem, plan.Solver, plan.Score, violations, plan.Units)
	return err
}

const worksDocumentsSQL = `
	SELECT problem,
	       plan,
	       changes
	FROM   works_plan
	WHERE  id = $1`

// WorksPlanDocuments gives what was solved and what came out, and what changed against the plan it replaces where there is
// one: works_plan.not_ready where there is nothing yet.
func (s *Store) WorksPlanDocuments(ctx context.Context, id planning.WorksPlanID) (made planning.WorksMade, err error) {
	defer fault.Wrap(&err, "store.WorksPlanDocuments(%s)", id)
	return worksDocumentsOf(ctx, s.pool, id)
}

func worksDocumentsOf(ctx context.Context, from asker, id planning.WorksPlanID) (made planning.WorksMade, err error) {
	k, err := key("works_plan", string(id))
	if err != nil {
		return made, err
	}
	var d worksDocuments
	if err := from.QueryRow(ctx, worksDocumentsSQL, k).Scan(&d.problem, &d.plan, &d.changes); err != nil {
		return made, named(one(err, "works_plan", string(id)))
	}
	if d.problem == nil || d.plan == nil {
		return made, fault.Clash("works_plan.not_ready", "The works plan is not made yet; wait for it, or look at its state.")
	}
	if made.Problem, err = unpack(d.problem, planning.ReadWorksProblem); err != nil {
		return made, err
	}
	if made.Plan, err = unpack(d.plan, planning.ReadWorksPlan); err != nil || d.changes == nil {
		return made, err
	}
	made.Changes, err = unpack(d.changes, func(r io.Reader) (list []planning.WorksChange, err error) {
		err = json.NewDecoder(r).Decode(&list)
		return list, err
	})
	return made, err
}

// keepSheets keeps a plan's day sheets and visits.
func keepSheets(ctx context.Context, tx pgx.Tx, id planning.WorksPlanID, plan planning.WorksPlan) error {
	of, err := key("works_plan", string(id))
	if err != nil {
		return err
	}
	var sheets, visits [][]any
	for _, sh := range plan.Sheets {
		crew, err := key("crew", string(sh.Crew))
		if err != nil {
			return err
		}
		n, estimated := int64(0), sh.BackEstimated
		for k, stop := range sh.Stops {
			estimated = estimated || stop.Estimated
			if stop.Kind != planning.StopVisit {
				continue
			}
			work, err := key("work", string(stop.Work))
			if err != nil {
				return err
			}
			n++
			visits = append(visits, []any{of, work, crew, sh.Day.Time(), int32(k), stop.Arrive, stop.Begin, stop.End})
		}
		sheets = append(sheets, []any{of, crew, sh.Day.Time(), sh.Leave, sh.Return, n, sh.Travel, sh.Metres, sh.Overtime, estimated})
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"day_sheet"}, []string{
		"works_plan", "crew", "day", "leave_s", "return_s", "visits", "travel_s", "metres", "overtime_s", "estimated",
	}, pgx.CopyFromRows(sheets)); err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"visit"}, []string{
		"works_plan", "work", "crew", "day", "stop", "arrive_s", "begin_s", "end_s",
	}, pgx.CopyFromRows(visits))
	return err
}
