package road

import (
	"crypto/sha256"
	"encoding/binary"
	"unsafe"
)

// The file: magic, version, SHA-256 of all that follows it, then the places of the sections, then the sections, each at a
// multiple of 64 bytes. Numbers are little-endian. docs/solvers/road.md lists the sections.
const (
	magic      = "DOORROAD"
	version    = 1
	sumAt      = 16
	bodyAt     = sumAt + sha256.Size // the table of sections
	alignment  = 64
	tableBytes = sections * 16
)

// The sections.
const (
	secNodeAt = iota
	secArcFirst
	secArcHead
	secArcEdge
	secArcLength
	secCost     // one of each profile; empty where it may go nowhere
	secEdgeTail = iota + Profiles - 1
	secEdgeHead
	secEdgeLength
	secEdgeInfo
	secPointFirst
	secPoints
	secPieceFirst
	secPieces
	secWayID
	secWayName
	secWayRef
	secText
	secFerries
	secGrid
	secGridFirst
	secGridEdges
	secPart  // one of each profile; empty where it may go nowhere
	sections = iota + 2*(Profiles-1)
)

// What an edge's info holds.
const (
	infoSurface = 3
	infoBridge  = 4
	infoFerry   = 8 // the number of the ferry is 1 + info/8 - 1
)

// Flags of a ferry.
const (
	ferryTidal    = 1
	ferrySeasonal = 2
)

type fileWriter struct{ file []byte }

func (w *fileWriter) put(section int, data []byte) {
	for len(w.file)%alignment != 0 {
		w.file = append(w.file, 0)
	}
	entry := w.file[bodyAt+section*16:]
	binary.LittleEndian.PutUint64(entry, uint64(len(w.file)))
	binary.LittleEndian.PutUint64(entry[8:], uint64(len(data)))
	w.file = append(w.file, data...)
}

// bytesOf gives the memory of a slice of numbers.
func bytesOf[T any](s []T) []byte {
	var one T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(one)))
}

// encode writes the file.
func (d *draft) encode() []byte {
	w := &fileWriter{file: make([]byte, bodyAt+tableBytes, d.size())}
	copy(w.file, magic)
	binary.LittleEndian.PutUint32(w.file[len(magic):], version)
	w.put(secNodeAt, bytesOf(d.at))
	w.put(secArcFirst, bytesOf(d.csr.first))
	w.put(secArcHead, bytesOf(d.csr.head))
	w.put(secArcEdge, bytesOf(d.csr.edge))
	w.put(secArcLength, bytesOf(d.csr.length))
	for p := range Profiles {
		if d.report.Parts[p].Edges > 0 {
			w.put(secCost+p, bytesOf(d.csr.cost[p]))
			w.put(secPart+p, bytesOf(d.part[p]))
		} else {
			w.put(secCost+p, nil)
			w.put(secPart+p, nil)
		}
	}
	d.putEdges(w)
	d.putWays(w)
	w.put(secGrid, bytesOf([]int32{d.grid.lo[0], d.grid.lo[1], d.grid.side[0], d.grid.side[1], d.grid.cols, d.grid.rows}))
	w.put(secGridFirst, bytesOf(d.grid.first))
	w.put(secGridEdges, bytesOf(d.grid.edges))
	sum := sha256.Sum256(w.file[bodyAt:])
	copy(w.file[sumAt:], sum[:])
	return w.file
}

// size is about what the file will take.
func (d *draft) size() int {
	return 4096 + len(d.at)*28 + len(d.csr.head)*28 + len(d.edges)*26 + len(d.points)*8 + len(d.pieces)*4 + len(d.b.ways)*16 +
		len(d.b.text) + len(d.grid.first)*4 + len(d.grid.edges)*4
}

func (d *draft) putEdges(w *fileWriter) {
	m := len(d.edges)
	tail, head, length, info := make([]uint32, m), make([]uint32, m), make([]uint32, m), make([]uint32, m)
	pointFirst, pieceFirst := make([]uint32, m+1), make([]uint32, m+1)
	for i := range d.edges {
		e := &d.edges[i]
		tail[i], head[i], length[i] = uint32(e.tail), uint32(e.head), e.length
		pointFirst[i], pieceFirst[i] = uint32(e.point), uint32(e.piece)
		c := &d.b.classes[e.class]
		info[i] = uint32(c.surface) + infoFerry*uint32(c.ferry)
		if c.bridge {
			info[i] |= infoBridge
		}
	}
	pointFirst[m], pieceFirst[m] = uint32(len(d.points)), uint32(len(d.pieces))
	w.put(secEdgeTail, bytesOf(tail))
	w.put(secEdgeHead, bytesOf(head))
	w.put(secEdgeLength, bytesOf(length))
	w.put(secEdgeInfo, bytesOf(info))
	w.put(secPointFirst, bytesOf(pointFirst))
	w.put(secPoints, bytesOf(d.points))
	w.put(secPieceFirst, bytesOf(pieceFirst))
	w.put(secPieces, bytesOf(d.pieces))
}

func (d *draft) putWays(w *fileWriter) {
	n := len(d.b.ways)
	id, name, ref := make([]int64, n), make([]uint32, n), make([]uint32, n)
	for i := range d.b.ways {
		id[i], name[i], ref[i] = d.b.ways[i].id, d.b.ways[i].name, d.b.ways[i].ref
	}
	w.put(secWayID, bytesOf(id))
	w.put(secWayName, bytesOf(name))
	w.put(secWayRef, bytesOf(ref))
	w.put(secText, d.b.text)
	ferries := make([][5]int32, len(d.b.ferries))
	for i, f := range d.b.ferries {
		ferries[i] = [5]int32{f.WaitSeconds, f.CrossingSeconds, int32(f.OpenMinute), int32(f.CloseMinute), 0}
		if f.Tidal {
			ferries[i][4] |= ferryTidal
		}
		if f.Seasonal {
			ferries[i][4] |= ferrySeasonal
		}
	}
	w.put(secFerries, bytesOf(ferries))
}
