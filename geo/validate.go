package geo

import (
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Limits of a geometry.
const (
	MaxVertices = 2_000_000 // positions of one geometry
	MaxNesting  = 8         // collections within collections
)

// String names the ring for people: outer ring, hole 2 of part 3.
func (r ringOf) String() string {
	name := "outer ring"
	if r.hole > 0 {
		name = fmt.Sprintf("hole %d", r.hole)
	}
	if r.many {
		name += fmt.Sprintf(" of part %d", r.part+1)
	}
	return name
}

// Validate refuses what is no valid geometry by RFC 7946 and OGC Simple Features, as PostGIS's
// ST_IsValid does, with the place: geometry.empty, geometry.line_short, geometry.ring_short,
// geometry.ring_open, geometry.self_crossing, geometry.self_touching, geometry.hole_outside,
// geometry.holes_overlap, geometry.interior_split, geometry.parts_overlap, geometry.too_many_vertices,
// geometry.too_tangled, geometry.nested_too_deep, geometry.type, point.outside. The winding of rings does
// not matter to it. Decisions are exact; nearly linear in the number of vertices.
func Validate(g orb.Geometry) error {
	if n := vertices(g); n > MaxVertices {
		return tooManyVertices(n)
	}
	return validate(g, 0)
}

func tooManyVertices(n int) error {
	return fault.Refuse("geometry.too_many_vertices", "The geometry has %d positions, more than %d; simplify it.", n, MaxVertices)
}

func emptyGeometry(which string) *fault.Fault {
	if which == "" {
		which = "geometry"
	}
	return fault.Malformed("geometry.empty", "The %s has no positions.", which)
}

func validate(g orb.Geometry, depth int) error {
	if depth > MaxNesting {
		return tooDeep()
	}
	switch g := g.(type) {
	case orb.Point:
		return CheckPoint(g)
	case orb.MultiPoint:
		if len(g) == 0 {
			return emptyGeometry("")
		}
		return checkPoints(g)
	case orb.LineString:
		return validLine(g, "line")
	case orb.MultiLineString:
		if len(g) == 0 {
			return emptyGeometry("")
		}
		for i, l := range g {
			if err := validLine(l, fmt.Sprintf("line %d", i+1)); err != nil {
				return err
			}
		}
		return nil
	case orb.Ring:
		return validate(orb.Polygon{g}, depth)
	case orb.Polygon:
		return validate(orb.MultiPolygon{g}, depth)
	case orb.MultiPolygon:
		if err := validRings(g); err != nil {
			return err
		}
		return checkTopology(g)
	case orb.Bound:
		return validate(g.ToPolygon(), depth)
	case orb.Collection:
		for i, part := range g {
			if err := validate(part, depth+1); err != nil {
				return inMember(err, i)
			}
		}
		return nil
	case nil:
		return emptyGeometry("")
	}
	return fault.Malformed("geometry.type", "A %T is no geometry known here.", g)
}

func tooDeep() error {
	return fault.Refuse("geometry.nested_too_deep", "Geometry collections are nested more than %d deep; write one flat collection.", MaxNesting)
}

// inMember says in which member of a collection the fault lies.
func inMember(err error, i int) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return err
	}
	return fault.New(f.Kind, f.Code, "In member %d of the collection: %s", i+1, f.Text)
}

func validLine(l orb.LineString, name string) error {
	if err := checkPoints(l); err != nil {
		return err
	}
	for _, p := range l {
		if p != l[0] {
			return nil
		}
	}
	if len(l) == 0 {
		return emptyGeometry(name)
	}
	return fault.Malformed("geometry.line_short", "The %s has fewer than two different positions, at %s.", name, place(l[0]))
}

func validRings(m orb.MultiPolygon) error {
	if len(m) == 0 {
		return emptyGeometry("")
	}
	for i, p := range m {
		if len(p) == 0 {
			return emptyGeometry(fmt.Sprintf("part %d", i+1))
		}
		for j, r := range p {
			of := ringOf{part: i, hole: j, many: len(m) > 1}
			if len(r) == 0 {
				return emptyGeometry(of.String())
			}
			if err := checkPoints(r); err != nil {
				return err
			}
			if len(r) < 4 {
				return fault.Malformed("geometry.ring_short", "The %s has %d positions at %s; a ring needs four or more, the last one equal to the first.", of, len(r), place(r[0]))
			}
			if r[0] != r[len(r)-1] {
				return fault.Malformed("geometry.ring_open", "The %s starts at %s and ends at %s; a ring ends where it starts.", of, place(r[0]), place(r[len(r)-1]))
			}
		}
	}
	return nil
}

// vertices counts the positions of g.
func vertices(g orb.Geometry) (n int) {
	switch g := g.(type) {
	case orb.Point:
		return 1
	case orb.MultiPoint:
		return len(g)
	case orb.LineString:
		return len(g)
	case orb.Ring:
		return len(g)
	case orb.MultiLineString:
		for _, l := range g {
			n += len(l)
		}
	case orb.Polygon:
		for _, r := range g {
			n += len(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			n += vertices(p)
		}
	case orb.Collection:
		for _, part := range g {
			n += vertices(part)
		}
	}
	return n
}
