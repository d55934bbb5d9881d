package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// The area filter of a cell is its block's, or its group's where that is an area of the tree.
const planCellsSQL = `
	SELECT at.cell,
	       at.camp_group,
	       at.group_name,
	       at.block,
	       b.name,
	       at.place,
	       at.geom,
	       at.people,
	       at.estimated,
	       at.visitors,
	       at.served,
	       at.within,
	       at.reason,
	       at.detail,
	       at.distance_m
	FROM   plan_cell at
	JOIN   area b ON b.id = at.block
	WHERE` + withinPlaceSQL + `
	AND    ($9::bigint IS NULL
	        OR (b.pos_from >= $9 AND b.pos_to <= $10::bigint)
	        OR EXISTS (SELECT 1 FROM area g WHERE g.id = left(at.camp_group, 36)::uuid AND g.pos_from >= $9 AND g.pos_to <= $10))
	AND    at.plan = $13
	AND    at.cell > $11
	ORDER  BY at.cell
	LIMIT  $12`

func scanPlanCell(row pgx.CollectableRow) (c planning.PlanCell, err error) {
	err = row.Scan(&c.Cell, &c.Group, &c.GroupName, &c.Block, &c.BlockName, &c.Place, (*point)(&c.At), &c.People, &c.Estimated,
		&c.Visitors, &c.Served, &c.Within, &c.Reason, &c.Detail, &c.Distance)
	return c, err
}

// PlanCells lists what a plan does for each demand cell, by cell. A page begins after a cell's digits.
func (s *Store) PlanCells(ctx context.Context, id planning.PlanID, within planning.Place, page planning.Page) (list []planning.PlanCell, err error) {
	defer fault.Wrap(&err, "store.PlanCells(%s)", id)
	var after geo.Cell
	if page.After != "" {
		if after, err = geo.ParseCell(page.After); err != nil {
			return nil, pageMalformed()
		}
	}
	k, err := key("plan", string(id))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		if _, err := planOf(ctx, tx, id, planSQL); err != nil {
			return err
		}
		place, err := placeOf(ctx, tx, within)
		if err != nil {
			return err
		}
		list, err = collect(ctx, tx, scanPlanCell, planCellsSQL, append(place.args, int64(after), limitOf(page), k)...)
		return err
	})
	return list, err
}

func copyPlanCells(ctx context.Context, tx pgx.Tx, id planning.PlanID, problem planning.Problem, plan planning.Plan) error {
	k, err := key("plan", string(id))
	if err != nil {
		return err
	}
	var rows [][]any
	for _, c := range planning.PlanCells(problem, plan) {
		block, err := key("area", string(c.Block))
		if err != nil {
			return err
		}
		rows = append(rows, []any{
			k, int64(c.Cell), c.Group, c.GroupName, block, c.Place, point(c.At), c.People, c.Estimated, c.Visitors, c.Served, c.Within,
			string(c.Reason), c.Detail, c.Distance,
		})
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"plan_cell"}, []string{
		"plan", "cell", "camp_group", "group_name", "block", "place", "geom", "people", "estimated", "visitors", "served", "within",
		"reason", "detail", "distance_m",
	}, pgx.CopyFromRows(rows))
	return err
}
