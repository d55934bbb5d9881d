package api

import (
	"context"
	"net/http"

	"doorstep/planning"
)

type planCellStore interface {
	PlanCells(context.Context, planning.PlanID, planning.Place, planning.Page) ([]planning.PlanCell, error)
}

type planCellDesk struct{ store planCellStore }

func (d planCellDesk) routes() []route {
	return []route{{
		Method: http.MethodGet, Path: prefix + "/plans/{id}/cells", Needs: may("list", "plan_cell"),
		Summary: "List what a plan does for each cell where people live, as hexagons", Query: append(pageParams(), placeParams()...),
		Answers: []answer{givesFeatures[planCellProps]("Polygon")}, Do: d.list,
	}}
}

type planCellProps struct {
	Cell      string `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Group     string `json:"group"`
	GroupName string `json:"group_name"`
	Block     string `json:"block" format:"uuid"`
	BlockName string `json:"block_name"`
	Place     string `json:"place" doc:"Its largest settlement"`
	People    int64  `json:"people"`
	Estimated int64  `json:"estimated" doc:"Of the people, how many were put here by rule"`
	Visitors  int64  `json:"visitors" doc:"Expected over the drive"`
	Served    int64  `json:"served" doc:"Of the visitors, how many a camp serves"`
	Within    bool   `json:"within" doc:"A camp is within the threshold on foot"`
	Reason    string `json:"reason" doc:"Why visitors are left out; empty where all are served"`
	Detail    string `json:"detail" doc:"The reason in a sentence"`
	Distance  int64  `json:"distance_m" doc:"To the venue the reason is about, metres on foot, estimated"`
}

func (d planCellDesk) list(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.PlanCells(r.Context(), id, where, page(r))
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(c planning.PlanCell) string { return c.Cell.String() })
	return writeFeatures(w, next, rows, appendPlanCell)
}

func appendPlanCell(f *features, c planning.PlanCell) error {
	p := f.hexagon(c.Cell)
	p.text("cell", c.Cell.String())
	p.text("group", c.Group)
	p.text("group_name", c.GroupName)
	p.text("block", string(c.Block))
	p.text("block_name", c.BlockName)
	p.text("place", c.Place)
	p.int("people", c.People)
	p.int("estimated", c.Estimated)
	p.int("visitors", c.Visitors)
	p.int("served", c.Served)
	p.bool("within", c.Within)
	p.text("reason", string(c.Reason))
	p.text("detail", c.Detail)
	p.int("distance_m", c.Distance)
	return f.end(p)
}
