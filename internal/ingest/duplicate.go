package ingest

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// naming is a venue's name taken apart for comparison.
type naming struct {
	core    planning.Trigrams // of the words that are not general
	marks   uint32            // which sets of the recipe's marks it has a word of
	numbers string            // its numbers, in order
}

// namer takes names apart by the recipe's lists.
type namer struct {
	generic map[string]bool
	marks   map[string]uint32
}

func newNamer(vf VenueFile) namer {
	n := namer{generic: map[string]bool{}, marks: map[string]uint32{}}
	for _, w := range vf.Generic {
		n.generic[planning.Fold(w)] = true
	}
	for i, set := range vf.Marks {
		for _, w := range set {
			n.marks[planning.Fold(w)] |= 1 << i
			n.generic[planning.Fold(w)] = true
		}
	}
	return n
}

func (n namer) of(name string) naming {
	var out naming
	var core []string
	for w := range strings.FieldsSeq(planning.Fold(name)) {
		out.marks |= n.marks[w]
		switch {
		case w[0] <= '9':
			out.numbers += w + " "
		case !n.generic[w]:
			core = append(core, w)
		}
	}
	out.core = planning.TrigramsOf(strings.Join(core, " "))
	return out
}

// alike compares two names, 0..1: 0 where a mark or number tells them apart for certain.
func (a naming) alike(b naming) float64 {
	if a.marks != b.marks && a.marks != 0 && b.marks != 0 || a.numbers != b.numbers && a.numbers != "" && b.numbers != "" {
		return 0
	}
	return a.core.Likeness(b.core)
}

// duplicates links venues that are probably one place under several names: those that share a point, in
// a chain, and those of one sort close by whose names are alike. Nothing is merged. Work is linear in the
// venues times those within reach.
func (im *importer) duplicates(venues []*place) []planning.VenueDuplicate {
	rule := im.recipe.Venues.Duplicates
	if rule.WithinM <= 0 {
		return nil
	}
	names := make([]naming, len(venues))
	nm := newNamer(im.recipe.Venues)
	sorts := make([]int, len(venues)) // general sort of each venue: schools are one
	for i := range venues {
		sorts[i] = slices.IndexFunc(im.recipe.Venues.Sorts, func(s []string) bool { return slices.Contains(s, venues[i].kind) })
	}
	im.parallel(len(venues), func(i int) { names[i] = nm.of(venues[i].name) })
	order := make([]int, len(venues))
	points := make([]orb.Point, len(venues))
	for i := range venues {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(venues[a].uid, venues[b].uid) })
	for n, i := range order {
		points[n] = venues[i].at
	}
	index := geo.NewPointIndex(points)
	var out []planning.VenueDuplicate
	var near []geo.Near
	for n, i := range order {
		chained := false
		near = index.AppendWithin(near[:0], points[n], geo.Meters(rule.WithinM))
		for _, x := range near { // nearest first, then by id
			if x.Index <= n {
				continue
			}
			j := order[x.Index]
			reason, like := "", names[i].alike(names[j])
			switch d := float64(x.Distance); {
			case points[n] == points[x.Index]:
				if !chained { // the next in the chain; the others hang on it
					chained, reason = true, "same point"
				}
			case sorts[i] != sorts[j] || sorts[i] < 0 && venues[i].kind != venues[j].kind:
			case d <= rule.NearM && like >= rule.NearAlike:
				reason = "like names within " + itoa(int(rule.NearM)) + " m"
			case like >= rule.Alike:
				reason = "like names within " + itoa(int(rule.WithinM)) + " m"
			}
			if reason != "" {
				out = append(out, planning.VenueDuplicate{
					A: venues[i].uid, B: venues[j].uid, Distance: geo.Meters(math.Round(float64(x.Distance)*10) / 10),
					Similarity: math.Round(like*1000) / 1000, Reason: reason, State: "suspected",
				})
			}
		}
	}
	slices.SortFunc(out, func(a, b planning.VenueDuplicate) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return out
}
