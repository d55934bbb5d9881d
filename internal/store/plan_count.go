package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

const planCountsSQL = `
	SELECT   state,
	         count(*)
	FROM     plan
	GROUP BY state`

// PlanCounts gives how many plans stand in each state; states without a plan are left out.
func (s *Store) PlanCounts(ctx context.Context) (counts map[planning.PlanState]int64, err error) {
	defer fault.Wrap(&err, "store.PlanCounts")
	rows, err := s.pool.Query(ctx, planCountsSQL)
	if err != nil {
		return nil, named(err)
	}
	counts = map[planning.PlanState]int64{}
	var state planning.PlanState
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&state, &n}, func() error {
		counts[state] = n
		return nil
	})
	return counts, named(err)
}
