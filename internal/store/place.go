package store

import (
	"context"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// likeEnough is the word similarity (pg_trgm) from which a name answers a search: low enough for a
// wrong letter or two in a word of six, as the names are folded first.
const likeEnough = "0.5"

// withinPlaceSQL is the exact test of a planning.Place, parameters $1 to $10 as placeArgs gives
// them, on a row at.geom, at.cell, at.area. Where the place is on the map, a lateral join with ranges of
// cells, unnest(lo, hi), comes before it and narrows the search to the btree on cell. Its OFFSET 0 keeps
// the planner from testing first, by a scan of the table: it takes the test to leave one row.
const withinPlaceSQL = `
	    ($1::double precision IS NULL
	     OR ST_X(at.geom) BETWEEN $1 AND $3 AND ST_Y(at.geom) BETWEEN $2::double precision AND $4::double precision)
	AND ($5::geometry IS NULL OR ST_DistanceSphere(at.geom, $5) <= $6::double precision)
	AND ($7::bigint IS NULL OR at.cell BETWEEN $7 AND $8::bigint)`

// withinAreaSQL is the part of the test that is about the administrative tree.
const withinAreaSQL = `
	AND ($9::bigint IS NULL
	     OR at.area IN (SELECT id FROM area WHERE pos_from >= $9 AND pos_to <= $10::bigint))`

// placeArgs is a planning.Place as the statements take it.
type placeArgs struct {
	args   []any   // $1 to $10
	lo, hi []int64 // ranges of cells that hold every point of the place
	ranged bool    // the ranges narrow the search
}

const areaPositionsSQL = `
	SELECT pos_from,
	       pos_to
	FROM   area
	WHERE  id = $1`

// placeOf makes the arguments of a place. An area that is not there is area.missing.
func placeOf(ctx context.Context, tx pgx.Tx, p planning.Place) (placeArgs, error) {
	args := make([]any, 10)
	var ranges []geo.CellRange
	var err error
	if b := p.Bound; b != nil {
		if !(b.Min[0] <= b.Max[0] && b.Min[1] <= b.Max[1]) {
			return placeArgs{}, fault.Malformed("bound.malformed", "The box's west or south side lies beyond its east or north side.").
				With("bbox", "write it as west,south,east,north")
		}
		args[0], args[1], args[2], args[3] = b.Min[0], b.Min[1], b.Max[0], b.Max[1]
		if ranges, err = geo.CoverBound(*b); err != nil {
			return placeArgs{}, err
		}
	}
	if p.Near != nil {
		if !(p.Within >= 0 && float64(p.Within) < math.MaxFloat64) {
			return placeArgs{}, fault.Malformed("distance.malformed", "The distance must be given in metres, 0 or more.").
				With("within_m", "give the distance in metres")
		}
		args[4], args[5] = point(*p.Near), float64(p.Within)
		if ranges, err = geo.CoverDisk(*p.Near, p.Within); err != nil {
			return placeArgs{}, err
		}
	}
	if p.Cell != 0 {
		if !p.Cell.Valid() || p.Cell.Resolution() > geo.ResDemand {
			return placeArgs{}, fault.Malformed("cell.malformed", "Cells of resolution 0 to 9 can be asked for.").
				With("cell", "give a cell of resolution 0 to 9")
		}
		r := p.Cell.Range()
		args[6], args[7] = int64(r.Lo), int64(r.Hi)
		ranges = []geo.CellRange{r}
	}
	if p.Area != "" {
		id, err := key("area", string(p.Area))
		if err != nil {
			return placeArgs{}, err
		}
		var from, to int64
		if err := one(tx.QueryRow(ctx, areaPositionsSQL, id).Scan(&from, &to), "area", string(p.Area)); err != nil {
			return placeArgs{}, err
		}
		args[8], args[9] = from, to
	}
	out := placeArgs{args: args, lo: make([]int64, len(ranges)), hi: make([]int64, len(ranges)), ranged: p.Bound != nil || p.Near != nil || p.Cell != 0}
	for i, r := range ranges {
		out.lo[i], out.hi[i] = int64(r.Lo), int64(r.Hi)
	}
	return out, nil
}

// choose gives the statement that narrows by cell where the place is on the map, else the one that
// goes by id, each with its arguments: the place's, then more, then the ranges.
func (p placeArgs) choose(ranged, plain string, more ...any) (sql string, args []any) {
	args = slices.Concat(p.args, more)
	if p.ranged {
		return ranged, append(args, p.lo, p.hi)
	}
	return plain, args
}
