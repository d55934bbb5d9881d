package api

import (
	"context"
	"net/http"
	"strings"

	"doorstep/planning"
)

type areaStore interface {
	Areas(context.Context, planning.AreaQuery) ([]planning.Area, error)
	Area(context.Context, planning.AreaID) (planning.Area, error)
}

type areaDesk struct{ store areaStore }

func (d areaDesk) routes() []route {
	tree := []param{
		wordParam("level", "Only areas of this rank.", planning.LevelState, planning.LevelDistrict, planning.LevelSubDivision, planning.LevelBlock,
			planning.LevelMunicipality, planning.LevelGramPanchayat, planning.LevelBorough, planning.LevelWard, planning.LevelGramSansad, planning.LevelBooth),
		idParam[planning.AreaID]("within", "Only this area and the areas inside it."),
	}
	list := append(pageParams(), append(tree,
		idParam[planning.AreaID]("parent", "Only the areas directly inside this one."),
		textParam("q", "Only areas whose name, in any language or spelling, is like this.", 200),
		param{name: "code", doc: "Only the area with this code, as system:code, for instance census2011:335.", schema: text(`^[^:]+:.+$`), read: readCode})...)
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/areas", Needs: may("list", "area"), Summary: "List areas of the administrative tree",
			Query: list, Answers: []answer{gives[items[areaJSON]](http.StatusOK)}, Do: d.list,
		},
		{
			Method: http.MethodGet, Path: prefix + "/areas.geojson", Needs: may("list", "area"), Summary: "List areas with their boundaries",
			Query: append(pageParams(), tree...), Answers: []answer{givesFeatures[areaProps]("MultiPolygon")}, Do: d.boundaries,
		},
		{
			Method: http.MethodGet, Path: prefix + "/areas/{id}", Needs: may("read", "area"), Summary: "Read an area",
			Answers: []answer{gives[areaJSON](http.StatusOK)}, Do: d.get,
		},
	}
}

// areaJSON is an area without its boundary.
type areaJSON struct {
	ID        string            `json:"id" format:"uuid"`
	Parent    *string           `json:"parent" format:"uuid" doc:"null at the top of the tree"`
	Level     string            `json:"level" enum:"state,district,sub_division,block,municipality,gram_panchayat,borough,ward,gram_sansad,booth"`
	Name      string            `json:"name"`
	Names     map[string]string `json:"names" doc:"By language: en, bn, hi"`
	Aliases   []string          `json:"aliases" nullable:"false"`
	Codes     []areaCodeJSON    `json:"codes" nullable:"false"`
	StandIn   bool              `json:"stand_in" doc:"A group made up for planning because no source gives the real one: estimated"`
	Kind      string            `json:"kind" doc:"The source's own kind, empty where it gives none"`
	ValidFrom *planning.Day     `json:"valid_from" format:"date"`
	ValidTo   *planning.Day     `json:"valid_to" format:"date"`
	Source    string            `json:"source"`
	SourceID  string            `json:"source_id"`
}

type areaCodeJSON struct {
	System    string        `json:"system" example:"lgd"`
	Code      string        `json:"code"`
	ValidFrom *planning.Day `json:"valid_from" format:"date"`
	ValidTo   *planning.Day `json:"valid_to" format:"date"`
}

// areaProps are the properties of an area's boundary.
type areaProps struct {
	ID      string            `json:"id" format:"uuid"`
	Name    string            `json:"name"`
	Names   map[string]string `json:"names"`
	Level   string            `json:"level"`
	Parent  *string           `json:"parent" format:"uuid"`
	StandIn bool              `json:"stand_in"`
}

func areaOut(a planning.Area) areaJSON {
	return areaJSON{
		ID: string(a.ID), Parent: orNull(a.Parent), Level: string(a.Level), Name: a.Name, Names: orEmpty(a.Names), Aliases: orNone(a.Aliases),
		Codes: each(a.Codes, func(c planning.AreaCode) areaCodeJSON {
			return areaCodeJSON{c.System, c.Code, dayOrNull(c.ValidFrom), dayOrNull(c.ValidTo)}
		}),
		StandIn: a.StandIn, Kind: a.Kind, ValidFrom: dayOrNull(a.ValidFrom), ValidTo: dayOrNull(a.ValidTo), Source: a.Source, SourceID: a.SourceID,
	}
}

// code is an area's code in a system of codes.
type code struct{ system, code string }

func readCode(s string) (any, string) {
	system, value, ok := strings.Cut(s, ":")
	if !ok || system == "" || value == "" || len(s) > 200 {
		return nil, "must be a system of codes and a code with a colon between, as census2011:335"
	}
	return code{system, value}, ""
}

func (d areaDesk) list(w http.ResponseWriter, r *http.Request) error {
	c := get[code](r, "code")
	rows, err := d.store.Areas(r.Context(), planning.AreaQuery{
		Page: page(r), Level: get[planning.Level](r, "level"), Within: get[planning.AreaID](r, "within"),
		Parent: get[planning.AreaID](r, "parent"), Text: get[string](r, "q"), System: c.system, Code: c.code,
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, areaID)
	return writeItems(w, each(rows, areaOut), next)
}

func areaID(a planning.Area) string { return string(a.ID) }

func (d areaDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.AreaID](r, "id")
	if err != nil {
		return err
	}
	a, err := d.store.Area(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, areaOut(a))
}

func (d areaDesk) boundaries(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.store.Areas(r.Context(), planning.AreaQuery{
		Page: page(r), Level: get[planning.Level](r, "level"), Within: get[planning.AreaID](r, "within"), Geometry: true,
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, areaID)
	return writeFeatures(w, next, rows, func(f *features, a planning.Area) error {
		p := f.polygons(string(a.ID), a.Geometry)
		p.text("id", string(a.ID))
		p.text("name", a.Name)
		p.names("names", a.Names)
		p.text("level", string(a.Level))
		p.given("parent", string(a.Parent))
		p.bool("stand_in", a.StandIn)
		return f.end(p)
	})
}
