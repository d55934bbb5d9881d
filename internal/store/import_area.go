package store

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const importAreasKnownSQL = `
	SELECT id,
	       content,
	       pos_from,
	       pos_to
	FROM   area`

const importAreaUpdateSQL = `
	UPDATE area
	SET    parent = $2,
	       level = $3,
	       name = $4,
	       kind = $5,
	       pos_from = $6,
	       pos_to = $7,
	       stand_in = $8,
	       valid_from = $9,
	       valid_to = $10,
	       geom = $11,
	       source = $12,
	       source_id = $13,
	       content = $14,
	       version = version + 1
	WHERE  id = $1`

const importAreaMoveSQL = `
	UPDATE area
	SET    pos_from = $2,
	       pos_to = $3,
	       version = version + 1
	WHERE  id = $1`

const importNamesDeleteSQL = `
	DELETE FROM area_name
	WHERE  area = ANY ($1::uuid[])`

const importCodesDeleteSQL = `
	DELETE FROM area_code
	WHERE  area = ANY ($1::uuid[])`

const importRangesDeleteSQL = `
	DELETE FROM area_range
	WHERE  area = ANY ($1::uuid[])`

var areaColumnNames = []string{
	"id", "parent", "level", "name", "kind", "pos_from", "pos_to", "stand_in", "valid_from", "valid_to", "geom", "source", "source_id",
	"content",
}

// storedArea is what an import must know of an area that is there.
type storedArea struct{ content, from, to int64 }

// areas merges the tree. Its positions are shifted as one so that they overlap no other tree's.
func (im *importer) areas(ctx context.Context, g planning.Gazetteer) error {
	stored, err := im.storedAreas(ctx)
	if err != nil {
		return err
	}
	shift, err := shiftOf(g.Areas, stored)
	if err != nil {
		return err
	}
	count := planning.NounCount{Noun: "areas"}
	var fresh, changed, moved [][]any
	var touched []planning.Area // whose names, codes and ranges are to be written
	rewrite := [][16]byte{}
	var c content
	for _, a := range g.Areas {
		id, err := key("area", string(a.ID))
		if err != nil {
			return err
		}
		row, err := areaRow(id, a, shift, areaContent(&c, a))
		if err != nil {
			return err
		}
		old, there := stored[id]
		switch {
		case !there:
			count.Created++
			fresh, touched = append(fresh, row), append(touched, a)
		case old.content != row[13]:
			count.Changed++
			changed, touched, rewrite = append(changed, row), append(touched, a), append(rewrite, id)
		case old.from != a.From+shift || old.to != a.To+shift:
			count.Changed++
			moved = append(moved, []any{id, a.From + shift, a.To + shift})
		default:
			count.Unchanged++
		}
	}
	if err := im.copy(ctx, "area", areaColumnNames, fresh); err != nil {
		return err
	}
	if err := im.each(ctx, importAreaUpdateSQL, changed); err != nil {
		return err
	}
	if err := im.each(ctx, importAreaMoveSQL, moved); err != nil {
		return err
	}
	if len(rewrite) > 0 {
		for _, sql := range []string{importNamesDeleteSQL, importCodesDeleteSQL, importRangesDeleteSQL} {
			if _, err := im.tx.Exec(ctx, sql, rewrite); err != nil {
				return err
			}
		}
	}
	im.done(count)
	return im.areaParts(ctx, touched)
}

func (im *importer) storedAreas(ctx context.Context) (map[[16]byte]storedArea, error) {
	rows, err := im.tx.Query(ctx, importAreasKnownSQL)
	if err != nil {
		return nil, err
	}
	out := map[[16]byte]storedArea{}
	var id [16]byte
	var a storedArea
	_, err = pgx.ForEachRow(rows, []any{&id, &a.content, &a.from, &a.to}, func() error {
		out[id] = a
		return nil
	})
	return out, err
}

// shiftOf says by how much the positions of an import must be shifted: as its root was shifted before,
// unless an area outside the import is in the way; else behind all others.
func shiftOf(areas []planning.Area, stored map[[16]byte]storedArea) (int64, error) {
	if len(areas) == 0 {
		return 0, nil
	}
	in := make(map[planning.AreaID]bool, len(areas))
	for _, a := range areas {
		in[a.ID] = true
	}
	others := maps.Clone(stored)
	lo, hi := areas[0].From, areas[0].To
	var shift int64
	for _, a := range areas {
		id, err := key("area", string(a.ID))
		if err != nil {
			return 0, err
		}
		if a.Parent != "" && !in[a.Parent] {
			return 0, fault.Refuse("import.parent", "The area %s lies in %s, which is not in this import; import the whole tree.", a.Name, a.Parent)
		}
		lo, hi = min(lo, a.From), max(hi, a.To)
		if old, there := stored[id]; there && a.Parent == "" {
			shift = old.from - a.From
		}
		delete(others, id)
	}
	last, inTheWay := int64(0), false
	for _, o := range others {
		last = max(last, o.to)
		if o.from <= hi+shift && o.to >= lo+shift {
			inTheWay = true
		}
	}
	if !inTheWay {
		return shift, nil
	}
	return last + 1 - lo, nil
}

func areaContent(c *content, a planning.Area) int64 {
	c.text(string(a.Parent), string(a.Level), a.Name, a.Kind, a.Source, a.SourceID).flag(a.StandIn)
	c.number(int64(a.ValidFrom), int64(a.ValidTo)).polygons(a.Geometry)
	for _, n := range areaNames(a) {
		c.text(n.lang, n.name, n.folded)
	}
	for _, code := range a.Codes {
		c.text(code.System, code.Code).number(int64(code.ValidFrom), int64(code.ValidTo))
	}
	return c.sum()
}

func areaRow(id [16]byte, a planning.Area, shift, content int64) ([]any, error) {
	parent, err := keyOrNull("area", string(a.Parent))
	if err != nil {
		return nil, err
	}
	return []any{
		id, parent, string(a.Level), a.Name, a.Kind, a.From + shift, a.To + shift, a.StandIn, orNull(a.ValidFrom), orNull(a.ValidTo),
		polygons(a.Geometry).orNull(), a.Source, a.SourceID, content,
	}, nil
}

// orNull gives NULL for the zero day.
func orNull(d planning.Day) *time.Time {
	if d == 0 {
		return nil
	}
	t := d.Time()
	return &t
}

type areaName struct{ lang, name, folded string }

// areaNames are all the names of an area, in order and once each.
func areaNames(a planning.Area) []areaName {
	out := []areaName{{langSource, a.Name, planning.Fold(a.Name)}}
	for _, lang := range slices.Sorted(maps.Keys(a.Names)) {
		out = append(out, areaName{lang, a.Names[lang], planning.Fold(a.Names[lang])})
	}
	for _, alias := range a.Aliases {
		n := areaName{langAlias, alias, planning.Fold(alias)}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// areaParts writes the names, codes and cell ranges of areas that have none.
func (im *importer) areaParts(ctx context.Context, areas []planning.Area) error {
	covers, err := coversOf(ctx, areas)
	if err != nil {
		return err
	}
	var names, codes, ranges [][]any
	for i, a := range areas {
		id, err := key("area", string(a.ID))
		if err != nil {
			return err
		}
		for _, n := range areaNames(a) {
			names = append(names, []any{id, n.lang, n.name, n.folded})
		}
		for _, c := range a.Codes {
			codes = append(codes, []any{id, c.System, c.Code, orNull(c.ValidFrom), orNull(c.ValidTo)})
		}
		for _, r := range covers[i] {
			ranges = append(ranges, []any{id, int64(r.Lo), int64(r.Hi)})
		}
	}
	if err := im.copy(ctx, "area_name", []string{"area", "lang", "name", "folded"}, names); err != nil {
		return err
	}
	if err := im.copy(ctx, "area_code", []string{"area", "system", "code", "valid_from", "valid_to"}, codes); err != nil {
		return err
	}
	return im.copy(ctx, "area_range", []string{"area", "lo", "hi"}, ranges)
}

// coversOf covers each area's polygons with cell ranges, on all processors.
func coversOf(ctx context.Context, areas []planning.Area) ([][]geo.CellRange, error) {
	covers := make([][]geo.CellRange, len(areas))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, a := range areas {
		if len(a.Geometry) == 0 {
			continue
		}
		group.Go(func() (err error) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if covers[i], err = geo.Cover(a.Geometry); err != nil {
				return fmt.Errorf("area %s (%s): %w", a.Name, a.SourceID, err)
			}
			return nil
		})
	}
	return covers, group.Wait()
}
