package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

const campListSetSQL = `
	UPDATE plan
	SET    list = $2
	WHERE  id = $1`

func keepCampList(ctx context.Context, tx pgx.Tx, id planning.PlanID, list planning.CampList) error {
	k, err := key("plan", string(id))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, campListSetSQL, k, list)
	return err
}

const campListSQL = `
	SELECT list
	FROM   plan
	WHERE  id = $1`

// CampList gives the list that a plan was imported from, its columns and rows as they stood:
// plan.no_list where the plan was made here.
func (s *Store) CampList(ctx context.Context, id planning.PlanID) (list planning.CampList, err error) {
	defer fault.Wrap(&err, "store.CampList(%s)", id)
	k, err := key("plan", string(id))
	if err != nil {
		return list, err
	}
	var kept *planning.CampList
	if err := s.pool.QueryRow(ctx, campListSQL, k).Scan(&kept); err != nil {
		return list, named(one(err, "plan", string(id)))
	}
	if kept == nil {
		return list, fault.Missing("plan.no_list", "This plan was not made from an imported list.")
	}
	return *kept, nil
}
