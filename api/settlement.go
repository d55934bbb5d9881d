package api

import (
	"context"
	"net/http"

	"doorstep/planning"
)

type settlementStore interface {
	Settlements(context.Context, planning.SettlementQuery) ([]planning.Settlement, error)
}

type settlementDesk struct{ store settlementStore }

func (d settlementDesk) routes() []route {
	return []route{{
		Method: http.MethodGet, Path: prefix + "/settlements", Needs: may("list", "settlement"), Summary: "List the places where people live",
		Query:   append(pageParams(), append(nearParams(), textParam("q", "Only settlements whose name, in any spelling, is like this.", 200))...),
		Answers: []answer{givesFeatures[settlementProps]("Point")}, Do: d.list,
	}}
}

type settlementProps struct {
	Name      string  `json:"name"`
	Kind      string  `json:"kind" enum:"habitation,ward,urban_share"`
	Area      string  `json:"area" format:"uuid" doc:"The smallest area the source gives"`
	Group     string  `json:"group" format:"uuid" doc:"The group its people are counted in"`
	People    int64   `json:"people"`
	Estimated bool    `json:"estimated" doc:"Its people were put here by rule, not counted here"`
	Cell      string  `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Panchayat *string `json:"panchayat" doc:"The source's own hint at the panchayat"`
}

func (d settlementDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.Settlements(r.Context(), planning.SettlementQuery{Page: page(r), Place: where, Text: get[string](r, "q")})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(s planning.Settlement) string { return string(s.ID) })
	return writeFeatures(w, next, rows, func(f *features, s planning.Settlement) error {
		p := f.point(string(s.ID), s.At)
		p.text("name", s.Name)
		p.text("kind", s.Kind)
		p.text("area", string(s.Area))
		p.text("group", string(s.Group))
		p.int("people", s.People)
		p.bool("estimated", s.Estimated)
		p.text("cell", s.Cell.String())
		p.given("panchayat", s.Panchayat)
		return f.end(p)
	})
}
