package ingest

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// RecipeFormat is the format name of a recipe.
const RecipeFormat = "doorstep.recipe/1"

//go:embed recipes/*.json
var shipped embed.FS

// Recipe maps the files, columns, codes and kinds of a source to ours. docs/ingest.md describes it
// field by field.
type Recipe struct {
	Format      string            `json:"format"`
	Name        string            `json:"name"`
	About       string            `json:"about"`
	Source      string            `json:"source"` // name the rows are kept under, where the folder has no source.json
	Bound       [4]float64        `json:"bound"`  // west, south, east, north: where area polygons must lie
	Areas       []AreaFile        `json:"areas"`
	Aliases     []AliasFile       `json:"aliases"`
	Settlements TableFile         `json:"settlements"`
	Venues      VenueFile         `json:"venues"`
	Towns       TownFile          `json:"towns"`
	Census      CensusFile        `json:"census"`
	Booths      TableFile         `json:"booths"`
	Calendar    CalendarFile      `json:"calendar"`
	Teams       TableFile         `json:"teams"`
	Turnout     TableFile         `json:"turnout"`
	Drive       string            `json:"drive"`
	StandIn     StandIn           `json:"stand_in"`
	Flags       map[string]string `json:"flags"` // a source's own warnings worth a line of the account, and what to say
	Water       TableFile         `json:"water"`
	Crossings   TableFile         `json:"crossings"`
	Crews       TableFile         `json:"crews"`
	Works       TableFile         `json:"works"`
	NotYet      []NotYet          `json:"not_yet"`
}

// Names are the column names one of our fields may go by, the first one found counts.
type Names []string

// TableFile is a CSV, XLSX or GeoJSON file of rows: its name without ending and its columns.
type TableFile struct {
	File    string              `json:"file"`
	Columns map[string]Names    `json:"columns"`
	Blank   map[string][]string `json:"blank,omitempty"` // field -> values that mean none
}

// AreaFile is a GeoJSON file of areas of one level.
type AreaFile struct {
	TableFile
	Level   planning.Level      `json:"level"`
	Levels  []planning.Level    `json:"levels,omitempty"` // allowed in the column "level", where there is one
	Parent  planning.Level      `json:"parent,omitempty"` // level of the parent; found by column, else by place
	Codes   map[string]CodeRule `json:"codes,omitempty"`
	NameAs  string              `json:"name_as,omitempty"` // e.g. "Ward {name}"
	Unnamed string              `json:"unnamed,omitempty"` // name of an area without one, e.g. "{parent} (unassigned)"
	Group   bool                `json:"group,omitempty"`   // these areas are groups
}

// CodeRule says where a code of a code system stands, and when it counts.
type CodeRule struct {
	Columns Names    `json:"columns"`
	When    string   `json:"when,omitempty"`   // a column that must hold true
	Except  []string `json:"except,omitempty"` // values that mean none
}

// AliasFile gives further names of areas, found by a code.
type AliasFile struct {
	File   string         `json:"file"`
	Level  planning.Level `json:"level"`
	System string         `json:"system"`
	Code   Names          `json:"code"`
	Name   Names          `json:"name"`
}

// VenueFile is the table of venues: which kinds there are and what each may host.
type VenueFile struct {
	TableFile
	Kinds      map[string]string        `json:"kinds,omitempty"` // the source's kind -> ours; others stay as they are
	Hosts      map[string]planning.Host `json:"hosts"`           // our kind -> what it may host; others none
	Urban      []string                 `json:"urban"`           // values of the column "urban" that mean yes
	Generic    []string                 `json:"generic"`         // words that many names have, left out of comparisons
	Marks      [][]string               `json:"marks"`           // sets of words that tell two names apart for certain, at most 32
	Sorts      [][]string               `json:"sorts"`           // kinds that different sources may give to one place
	Duplicates Duplicates               `json:"duplicates"`
}

// Duplicates says when two venues are probably one place.
type Duplicates struct {
	WithinM   float64 `json:"within_m"`
	Alike     float64 `json:"alike"`      // likeness of the names at that distance
	NearM     float64 `json:"near_m"`     // within this distance ...
	NearAlike float64 `json:"near_alike"` // ... this likeness is enough
}

// TownFile is the table of urban local bodies and how their people are spread.
type TownFile struct {
	TableFile
	Codes        map[string]CodeRule `json:"codes"`
	People       []Names             `json:"people"`         // columns of people, the first that holds a number counts
	Order        Names               `json:"order"`          // a code by which the towns of one district follow one another
	Once         Names               `json:"once"`           // towns with the same value here are one place of the last source of people: it counts once
	Kinds        []string            `json:"kinds"`          // venue kinds whose urban venues people are spread over
	PerKm2       float64             `json:"people_per_km2"` // a town reaches sqrt(people / (pi x this)) kilometres ...
	Stretch      float64             `json:"stretch"`        // ... times this ...
	LeastM       float64             `json:"least_m"`        // ... but at least this ...
	MostM        float64             `json:"most_m"`         // ... and at most this
	CountedAbove float64             `json:"counted_above"`  // settlements over rural census above this: towns are counted there
}

// CensusFile is the table of published populations by census district.
type CensusFile struct {
	TableFile
	Year   int    `json:"year"`
	Source string `json:"source"`
	System string `json:"system"` // code system of the districts
	Total  string `json:"total"`
	Rural  string `json:"rural"`
}

// CalendarFile is the table of days taken out.
type CalendarFile struct {
	TableFile
	Exam []string `json:"exam_closes"` // venue kinds an exam closes where the row names none
}

// StandIn says how groups are made where the source has none.
type StandIn struct {
	Office     string   `json:"office_kind"`
	SameWithin float64  `json:"same_within_m"` // offices this close are one
	Words      []string `json:"words"`         // taken off an office's name to give the group's
}

// NotYet is a file that is named when present but not used by any rule so far, and what its absence costs.
type NotYet struct {
	File string `json:"file"`
	Uses string `json:"uses"` // what it would be used for
}

// Recipes lists the recipes that ship with the program.
func Recipes() []string {
	entries, err := shipped.ReadDir("recipes")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".json"))
	}
	return out
}

// ShippedRecipe gives a recipe that ships with the program by its name.
func ShippedRecipe(name string) (Recipe, error) {
	data, err := shipped.ReadFile("recipes/" + name + ".json")
	if err != nil {
		return Recipe{}, fault.Missing("recipe.unknown", "There is no recipe %q. Known are: %s. A file of your own is given as --recipe FILE.json.",
			name, strings.Join(Recipes(), ", "))
	}
	return ParseRecipe(bytes.NewReader(data))
}

// ParseRecipe reads a recipe and refuses what it does not know, by name.
func ParseRecipe(r io.Reader) (Recipe, error) {
	var rec Recipe
	if err := decodeStrict(r, &rec); err != nil {
		return Recipe{}, fault.Malformed("recipe.malformed", "The recipe cannot be read: %s.", err).Because(err)
	}
	if rec.Format != RecipeFormat {
		return Recipe{}, fault.Malformed("recipe.malformed", "The recipe's format is %q; this program reads %q.", rec.Format, RecipeFormat)
	}
	return rec, rec.check()
}

// decodeStrict reads one JSON value and says where it is wrong.
func decodeStrict(r io.Reader, into any) error {
	data, err := io.ReadAll(io.LimitReader(r, 4<<20))
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err = d.Decode(into)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("line %d: %w", lineAt(data, syntax.Offset), err)
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("line %d: %s must be %s, not %s", lineAt(data, kind.Offset), kind.Field, kind.Type, kind.Value)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: the text breaks off there: %w", lineAt(data, int64(len(data))), err)
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok { // a field's own: a day that is none
		return errors.New(fieldAtFault(data, into) + strings.TrimSuffix(f.Text, "."))
	}
	if err != nil {
		return errors.New(strings.TrimPrefix(err.Error(), "json: ")) // an unknown field, by name
	}
	if d.More() {
		return fmt.Errorf("line %d: something follows the closing brace", lineAt(data, d.InputOffset()))
	}
	return nil
}

// fieldAtFault names the first field of an object that its type does not take, with a colon; "" where it
// is not found.
func fieldAtFault(data []byte, into any) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		one, err := json.Marshal(map[string]json.RawMessage{name: fields[name]})
		if err != nil {
			return ""
		}
		if json.Unmarshal(one, reflect.New(reflect.TypeOf(into).Elem()).Interface()) != nil {
			return name + ": "
		}
	}
	return ""
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte{'\n'})
}

// fields that each kind of table may name, the ones before the bar must be named by the recipe.
var tableFields = map[string]string{
	"areas":       "id name | parent municipality kind level name_bn name_hi people census same_extent",
	"settlements": "id name lon lat people | block block_name district group panchayat flags",
	"venues":      "id kind name lon lat | locality block group urban capacity facilities source flags",
	"towns":       "id name district | kind lon lat",
	"census":      "code of people | name",
	"booths":      "id group | name lon lat people voters constituency",
	"calendar":    "kind date source | area to venue_kind order_kind number from_time to_time note",
	"teams":       "id name block | days_off",
	"turnout":     "drive group date footfall | applications",
	"water":       "id name | kind",
	"crossings":   "id kind lon lat | name first last wait",
	"crews":       "id name lon lat | area base profile skills equipment from to weekly_off days_off break_minutes break_from break_to overtime",
	"works": "id name kind lon lat minutes | stage area skills equipment crews release due windows closed priority people after " +
		"pick_up_lon pick_up_lat pick_up_name pick_up_minutes pick_up_what bring",
}

// check names every unknown or missing field of a recipe at once.
func (r Recipe) check() error {
	f := fault.Malformed("recipe.malformed", "The recipe %q cannot be used.", r.Name)
	tables := map[string]TableFile{
		"settlements": r.Settlements, "venues": r.Venues.TableFile, "towns": r.Towns.TableFile, "census": r.Census.TableFile,
		"booths": r.Booths, "calendar": r.Calendar.TableFile, "teams": r.Teams, "turnout": r.Turnout,
		"water": r.Water, "crossings": r.Crossings, "crews": r.Crews, "works": r.Works,
	}
	for i, a := range r.Areas {
		f = checkTable(f, fmt.Sprintf("/areas/%d", i), "areas", a.TableFile)
		if !slices.Contains(levels, a.Level) {
			f = f.With(fmt.Sprintf("/areas/%d/level", i), "%q is no level; levels are %v", a.Level, levels)
		}
	}
	for _, name := range []string{"settlements", "venues", "towns", "census", "booths", "calendar", "teams", "turnout", "water", "crossings", "crews", "works"} {
		if t := tables[name]; t.File != "" || len(t.Columns) > 0 {
			f = checkTable(f, "/"+name, name, t)
		}
	}
	for kind, h := range r.Venues.Hosts {
		if h != planning.HostFixed && h != planning.HostMobile && h != planning.HostNone {
			f = f.With("/venues/hosts/"+kind, "%q is not fixed, mobile or none", h)
		}
	}
	if r.Source == "" {
		f = f.With("/source", "the name the rows are kept under is missing")
	}
	if b := r.Bound; !(b[0] < b[2] && b[1] < b[3] && b[0] >= -180 && b[2] <= 180 && b[1] >= -90 && b[3] <= 90) {
		f = f.With("/bound", "give west, south, east, north in degrees")
	}
	if len(f.Details) > 0 {
		slices.SortFunc(f.Details, func(a, b fault.Detail) int { return strings.Compare(a.Pointer, b.Pointer) })
		return f
	}
	return nil
}

func checkTable(f *fault.Fault, at, kind string, t TableFile) *fault.Fault {
	must, may, _ := strings.Cut(tableFields[kind], " | ")
	known := append(strings.Fields(must), strings.Fields(may)...)
	if t.File == "" {
		f = f.With(at+"/file", "the file's name is missing")
	}
	for name, cols := range t.Columns {
		if !slices.Contains(known, name) {
			f = f.With(at+"/columns/"+name, "there is no such field; fields of this table are %s", strings.Join(known, ", "))
		} else if len(cols) == 0 {
			f = f.With(at+"/columns/"+name, "name at least one column")
		}
	}
	for name := range strings.FieldsSeq(must) {
		if _, ok := t.Columns[name]; !ok {
			f = f.With(at+"/columns/"+name, "this field must be given a column")
		}
	}
	return f
}

var levels = []planning.Level{
	planning.LevelState, planning.LevelDistrict, planning.LevelSubDivision, planning.LevelBlock, planning.LevelMunicipality,
	planning.LevelGramPanchayat, planning.LevelBorough, planning.LevelWard, planning.LevelGramSansad, planning.LevelBooth,
}

// columnsOf gives the columns to look for, in the order of keys; those before the bar of the table's
// kind must be there.
func columnsOf(kind string, t TableFile, keys ...string) []column {
	must, _, _ := strings.Cut(tableFields[kind], " | ")
	needed := strings.Fields(must)
	out := make([]column, len(keys))
	for i, k := range keys {
		out[i] = column{key: k, names: t.Columns[k], blank: t.Blank[k], must: slices.Contains(needed, k)}
	}
	return out
}
