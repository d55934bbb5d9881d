package road

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"unsafe"

	"doorstep/internal/fault"
)

// Graph is a road file in use. It is not changed: any number of goroutines may ask at once.
type Graph struct {
	file   []byte
	at     []point
	csr    csr
	tail   []uint32
	head   []uint32
	length []uint32
	info   []uint32

	pointFirst []uint32
	points     []point
	pieceFirst []uint32
	pieces     []uint32
	wayID      []int64
	wayName    []uint32
	wayRef     []uint32
	text       []byte
	ferries    [][5]int32
	grid       grid
	part       [Profiles][]uint32
	pools      pools
}

// Open uses the bytes of a road file where they are: they must not change while the graph is in use. It checks the checksum and
// that every number points to something (a pass over the bytes, about a second for a gigabyte), so that no file whatever makes
// a later call panic. Refused are road.file (no road file, cut off, damaged, or contradictory) and road.version.
func Open(file []byte) (*Graph, error) {
	if len(file) < bodyAt+tableBytes || !bytes.HasPrefix(file, []byte(magic)) {
		return nil, fault.Malformed("road.file", "The %d bytes are no road file: it begins with %s and has a table of sections. Build it with doorstep roads build.", len(file), magic)
	}
	if v := binary.LittleEndian.Uint32(file[len(magic):]); v != version {
		return nil, fault.Refuse("road.version", "The road file is of version %d, this program reads version %d: build it anew with doorstep roads build.", v, version)
	}
	if binary.LittleEndian.Uint32(file[len(magic)+4:]) != 0 {
		return nil, damaged("its head is not that of a road file")
	}
	if sum := sha256.Sum256(file[bodyAt:]); !bytes.Equal(sum[:], file[sumAt:bodyAt]) {
		return nil, damaged("its checksum does not agree with its %d bytes", len(file))
	}
	if uintptr(unsafe.Pointer(unsafe.SliceData(file)))%8 != 0 { // maps and large slices never are
		aligned := make([]uint64, (len(file)+7)/8)
		to := bytesOf(aligned)[:len(file)]
		copy(to, file)
		file = to
	}
	g := &Graph{file: file}
	r := &fileReader{file: file}
	g.read(r)
	if r.err == nil {
		r.err = g.check()
	}
	if r.err != nil {
		return nil, r.err
	}
	return g, nil
}

func damaged(format string, args ...any) error {
	f := fault.Malformed("road.file", format, args...)
	f.Text = "The road file is damaged: " + f.Text + ". Copy or build it anew."
	return f
}

type fileReader struct {
	file []byte
	err  error
}

// view gives a section as numbers of a type without pointers.
func view[T any](r *fileReader, section int) []T {
	entry := r.file[bodyAt+section*16:]
	at, size := binary.LittleEndian.Uint64(entry), binary.LittleEndian.Uint64(entry[8:])
	var one T
	unit := uint64(unsafe.Sizeof(one))
	if total := uint64(len(r.file)); at > total || size > total-at || at%8 != 0 || size%unit != 0 || size/unit > mostItems {
		if r.err == nil {
			r.err = damaged("section %d does not lie within its bytes", section)
		}
		return nil
	}
	if size == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&r.file[at])), int(size/unit))
}

// read finds the sections.
func (g *Graph) read(r *fileReader) {
	g.at = view[point](r, secNodeAt)
	g.csr.first = view[uint32](r, secArcFirst)
	g.csr.head = view[uint32](r, secArcHead)
	g.csr.edge = view[uint32](r, secArcEdge)
	g.csr.length = view[uint32](r, secArcLength)
	for p := range Profiles {
		g.csr.cost[p] = view[uint32](r, secCost+p)
		g.part[p] = view[uint32](r, secPart+p)
	}
	g.tail = view[uint32](r, secEdgeTail)
	g.head = view[uint32](r, secEdgeHead)
	g.length = view[uint32](r, secEdgeLength)
	g.info = view[uint32](r, secEdgeInfo)
	g.pointFirst = view[uint32](r, secPointFirst)
	g.points = view[point](r, secPoints)
	g.pieceFirst = view[uint32](r, secPieceFirst)
	g.pieces = view[uint32](r, secPieces)
	g.wayID = view[int64](r, secWayID)
	g.wayName = view[uint32](r, secWayName)
	g.wayRef = view[uint32](r, secWayRef)
	g.text = view[byte](r, secText)
	g.ferries = view[[5]int32](r, secFerries)
	if box := view[int32](r, secGrid); len(box) == 6 {
		g.grid = grid{lo: point{box[0], box[1]}, side: point{box[2], box[3]}, cols: box[4], rows: box[5]}
	} else if r.err == nil {
		r.err = damaged("it has no grid")
	}
	g.grid.first = view[uint32](r, secGridFirst)
	g.grid.edges = view[uint32](r, secGridEdges)
}

// check makes sure that no number points outside what it points into.
func (g *Graph) check() error {
	n, m, arcs, ways := len(g.at), len(g.tail), len(g.csr.head), len(g.wayID)
	windows := int64(g.grid.cols) * int64(g.grid.rows)
	sound := n > 0 && m > 0 && len(g.csr.first) == n+1 && len(g.csr.edge) == arcs && len(g.csr.length) == arcs &&
		len(g.head) == m && len(g.length) == m && len(g.info) == m && len(g.pointFirst) == m+1 && len(g.pieceFirst) == m+1 &&
		len(g.wayName) == ways && len(g.wayRef) == ways &&
		g.grid.side[0] > 0 && g.grid.side[1] > 0 && g.grid.cols > 0 && g.grid.rows > 0 && int64(len(g.grid.first)) == windows+1
	for p := range Profiles {
		costs, parts := len(g.csr.cost[p]), len(g.part[p])
		sound = sound && (costs == 0 && parts == 0 || costs == arcs && parts == n)
	}
	if !sound {
		return damaged("its sections are not of one size")
	}
	ok := rises(g.csr.first, arcs) && rises(g.pointFirst, len(g.points)) && rises(g.pieceFirst, len(g.pieces)) && rises(g.grid.first, len(g.grid.edges)) &&
		below(g.csr.head, n) && below(g.csr.edge, 2*m) && below(g.csr.length, mostEdge+1) && below(g.tail, n) && below(g.head, n) &&
		below(g.length, mostEdge+1) && below(g.pieces, ways) && below(g.wayName, len(g.text)) && below(g.wayRef, len(g.text)) && below(g.grid.edges, m)
	for p := range Profiles {
		for _, c := range g.csr.cost[p] {
			ok = ok && (c <= mostEdge || c == never)
		}
	}
	for i := range m {
		ok = ok && int(g.info[i]/infoFerry) <= len(g.ferries) && g.pieceFirst[i] < g.pieceFirst[i+1]
	}
	if !ok {
		return damaged("a number in it points to nothing")
	}
	return g.checkPlaces()
}

// checkPlaces makes sure that positions are on Earth and that arcs are those of their edges.
func (g *Graph) checkPlaces() error {
	for _, set := range [2][]point{g.at, g.points} {
		for _, p := range set {
			if p[0] < -180*perDegree || p[0] > 180*perDegree || p[1] < -90*perDegree || p[1] > 90*perDegree {
				return damaged("a place in it is none on Earth")
			}
		}
	}
	for u := range len(g.at) {
		for a := g.csr.first[u]; a < g.csr.first[u+1]; a++ {
			e := g.csr.edge[a] >> 1
			from, to := g.tail[e], g.head[e]
			if g.csr.edge[a]&1 == 1 {
				from, to = to, from
			}
			if int(from) != u || to != g.csr.head[a] || g.csr.length[a] != g.length[e] {
				return damaged("the ways that leave its node %d are not its edges", u)
			}
		}
	}
	return nil
}

// rises says whether the numbers begin at 0, never fall and end at n.
func rises(first []uint32, n int) bool {
	last := uint32(0)
	for _, x := range first {
		if x < last {
			return false
		}
		last = x
	}
	return first[0] == 0 && int64(last) == int64(n)
}

func below(s []uint32, n int) bool {
	most := uint32(0)
	for _, x := range s {
		most = max(most, x)
	}
	return len(s) == 0 || int64(most) < int64(n)
}

// Hash names the file by its content: 64 hexadecimal digits.
func (g *Graph) Hash() string { return hex.EncodeToString(g.file[sumAt:bodyAt]) }
