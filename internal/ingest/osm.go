package ingest

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning/road"
)

// Most of what one road file can be made of: some ten times West Bengal.
const (
	maxRoadWays = 20_000_000
	maxRoadRefs = 100_000_000
)

// RoadFile is an OpenStreetMap extract in the PBF format. It is opened twice.
type RoadFile struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// ReadRoads reads extracts into a road builder: one pass over the files for the ways, one for the nodes that they name. Files
// may overlap: a way or node that comes twice counts once. What is not used is counted in the report. The order of the files
// changes nothing but whose copy of a repeated thing counts. A file that is cut off, breaks the format or claims more than the
// format allows is a fault that names the byte (roads.truncated, roads.malformed); memory is bounded by what is really there.
// It takes about 20 bytes for each node of a used way while it runs, and a second for some 5 MB of file.
func ReadRoads(ctx context.Context, files []RoadFile, b *road.Builder) (RoadReport, error) {
	return (&osmReader{kindAt: map[osmRoad]int32{}}).read(ctx, files, b)
}

func (r *osmReader) read(ctx context.Context, files []RoadFile, b *road.Builder) (RoadReport, error) {
	for _, f := range files {
		r.report.Files = append(r.report.Files, RoadFileCount{File: f.Name})
		count := &r.report.Files[len(r.report.Files)-1]
		if err := r.pass(ctx, f, osmWays, count); err != nil {
			return r.report, err
		}
	}
	if len(r.ways) == 0 {
		return r.report, fault.Refuse("roads.empty", "The files hold no way that can be travelled; are they extracts with roads in them?")
	}
	r.settle()
	for i, f := range files {
		if err := r.pass(ctx, f, osmNodes, &r.report.Files[i]); err != nil {
			return r.report, err
		}
	}
	err := r.build(b)
	r.report.Notes = r.notes()
	return r.report, err
}

// osmReader collects the ways, then the nodes.
type osmReader struct {
	notebook
	report RoadReport
	ways   []osmWay
	refs   []int64
	kinds  []osmRoad // ways of one kind share it; names stand in the way
	kindAt map[osmRoad]int32
	broken error // what stopped a filter

	ids   []int64     // of the nodes that ways name, ascending
	at    []orb.Point // beside ids
	known []bool
	ends  []uint8 // how many pieces of way meet there, at most 255
	stops map[int32][profiles]bool
	last  int // where the last node of the file was found
}

type osmWay struct {
	id        int64
	first     int // of refs
	nodes     int32
	kind      int32
	name, ref string
}

func (r *osmReader) nodesOf(w *osmWay) []int64 { return r.refs[w.first : w.first+int(w.nodes)] }

// pass reads a file once for what is wanted of it.
func (r *osmReader) pass(ctx context.Context, file RoadFile, wanted osmKind, count *RoadFileCount) (err error) {
	in, err := file.Open()
	if err != nil {
		return fault.Missing("file.missing", "%s cannot be opened: %v.", file.Name, err).Because(err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	frames := &osmFrames{ctx: ctx, name: file.Name, in: bufio.NewReaderSize(in, 1<<16), wanted: wanted}
	// One decoder: the filters below are called in the order of the file and never at once. The frames end with ctx.
	scan := osmpbf.New(context.WithoutCancel(ctx), frames, 1)
	scan.SkipRelations, scan.SkipNodes, scan.SkipWays = true, wanted != osmNodes, wanted != osmWays
	r.last, r.broken = 0, nil
	scan.FilterWay = func(w *osm.Way) bool {
		count.Ways++
		r.way(w)
		return false
	}
	scan.FilterNode = func(n *osm.Node) bool {
		count.Nodes++
		r.node(n)
		return false
	}
	for scan.Scan() && r.broken == nil { //nolint:revive // the filters do the work and let nothing through
	}
	err = scan.Err()
	_ = scan.Close() // waits for its goroutines; it has nothing else to say
	frames.close()
	count.Bytes = frames.at
	if wanted == osmWays {
		r.counts[noteRestriction] += frames.restrictions
	}
	return r.verdict(file.Name, frames, err)
}

// verdict chooses between what the frames, the decoder and the filters said.
func (r *osmReader) verdict(name string, frames *osmFrames, err error) error {
	switch {
	case frames.err != nil && !errors.Is(frames.err, io.EOF):
		return frames.err
	case r.broken != nil:
		return r.broken
	case err != nil:
		return fault.Malformed("roads.malformed", "%s cannot be read at about byte %d: %v. Fetch the file again, or write it anew with `osmium cat`.", name, frames.begun, err)
	}
	return nil
}

// way keeps a way that somebody can use.
func (r *osmReader) way(w *osm.Way) {
	if r.broken != nil || !osmWanted(w.Tags) {
		return
	}
	kind, ok := roadOf(w.Tags, func(what osmNote) { r.add(what, int64(w.ID)) })
	if !ok {
		return
	}
	if len(w.Nodes) < 2 {
		r.add(noteShortWay, int64(w.ID))
		return
	}
	if len(r.ways) >= maxRoadWays || len(r.refs)+len(w.Nodes) > maxRoadRefs {
		r.broken = fault.Refuse("roads.size", "The files hold more than %d ways or %d nodes of ways; cut the region smaller (osmium extract).", maxRoadWays, maxRoadRefs)
		return
	}
	record := osmWay{id: int64(w.ID), first: len(r.refs), nodes: int32(len(w.Nodes)), name: kind.name, ref: kind.ref}
	kind.name, kind.ref = "", ""
	at, known := r.kindAt[kind]
	if !known {
		at = int32(len(r.kinds))
		r.kindAt[kind] = at
		r.kinds = append(r.kinds, kind)
	}
	record.kind = at
	for _, n := range w.Nodes {
		r.refs = append(r.refs, int64(n.ID))
	}
	r.ways = append(r.ways, record)
}

// settle sorts the ways by id, drops the repeated ones and prepares the nodes that are wanted.
func (r *osmReader) settle() {
	slices.SortStableFunc(r.ways, func(a, b osmWay) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.nodes, a.nodes)) })
	r.ways = slices.CompactFunc(r.ways, func(a, b osmWay) bool {
		same := a.id == b.id
		if same {
			r.add(noteRepeatedWay, b.id)
		}
		return same
	})
	total := 0
	for i := range r.ways {
		total += int(r.ways[i].nodes)
	}
	r.ids = make([]int64, 0, total)
	for i := range r.ways {
		r.ids = append(r.ids, r.nodesOf(&r.ways[i])...)
	}
	slices.Sort(r.ids)
	r.ids = slices.Clip(slices.Compact(r.ids))
	r.at, r.known, r.ends = make([]orb.Point, len(r.ids)), make([]bool, len(r.ids)), make([]uint8, len(r.ids))
	r.stops = map[int32][profiles]bool{}
	for i := range r.ways {
		nodes := r.nodesOf(&r.ways[i])
		for k, id := range nodes {
			n := r.index(id)
			meet := min(k, 1) + min(len(nodes)-1-k, 1) // one neighbour at an end, two inside
			r.ends[n] = uint8(min(int(r.ends[n])+meet, 255))
		}
	}
}

// index finds a node that ways name.
func (r *osmReader) index(id int64) int {
	i, _ := slices.BinarySearch(r.ids, id)
	return i
}

// near finds a node, beginning where the last one was: files are mostly sorted. -1: no way names it.
func (r *osmReader) near(id int64) int {
	lo := r.last
	if lo >= len(r.ids) || r.ids[lo] > id {
		lo = 0
	}
	step := 1
	for lo+step < len(r.ids) && r.ids[lo+step] <= id {
		lo += step
		step *= 2
	}
	i, found := slices.BinarySearch(r.ids[lo:min(lo+step, len(r.ids))], id)
	if r.last = lo + i; !found {
		return -1
	}
	return lo + i
}

// node keeps the place of a node that a way names, and whom it stops.
func (r *osmReader) node(n *osm.Node) {
	id := int64(n.ID)
	i := r.near(id)
	if i < 0 {
		return
	}
	if r.known[i] {
		r.add(noteRepeatedNode, id)
		return
	}
	at := orb.Point{n.Lon, n.Lat}
	if geo.CheckPoint(at) != nil {
		r.add(noteOutside, id)
		return
	}
	r.at[i], r.known[i] = at, true
	if stopped := stopsAt(n.Tags); stopped != [profiles]bool{} {
		r.stops[int32(i)] = stopped
	}
}
