package ingest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"doorstep/geo"
	"doorstep/planning"
)

func cosine(lat float64) float64 { return math.Cos(lat * math.Pi / 180) }

// distinct gives the offices of a block that stand for different gram panchayats, in the order of their
// ids: of several with one name, or at one place, the first.
func (im *importer) distinct(offices []*place) []*place {
	offices = slices.Clone(offices)
	slices.SortFunc(offices, func(a, b *place) int { return cmp.Compare(a.id, b.id) })
	var out []*place
	names := map[string]bool{}
	for _, o := range offices {
		key := planning.Fold(im.officeName(o))
		if names[key] || slices.ContainsFunc(out, func(k *place) bool {
			return geo.Distance(k.at, o.at) <= geo.Meters(im.recipe.StandIn.SameWithin)
		}) {
			continue
		}
		names[key] = true
		out = append(out, o)
	}
	return out
}

// byOffice makes a stand-in group for every office that some cell of the block is nearest to.
func (im *importer) byOffice(home *node, cells []*demandCell, offices []*place) {
	of := make([][]*demandCell, len(offices))
	for _, c := range cells {
		best, least := 0, geo.Meters(math.Inf(1))
		for i, o := range offices {
			if d := geo.Distance(o.at, c.at); d < least {
				best, least = i, d
			}
		}
		of[best] = append(of[best], c)
	}
	for i, o := range offices {
		if len(of[i]) == 0 {
			continue // an office that nobody is nearest to: no group without people
		}
		g := im.standIn(planning.LevelGramPanchayat, home, o.id, im.officeName(o), "nearest panchayat office")
		for _, c := range of[i] {
			c.put(g)
		}
	}
}

// byCell cuts the cells of a block or town by their ancestor at a coarser resolution.
func (im *importer) byCell(home *node, cells []*demandCell, res int, level planning.Level) {
	of := map[geo.Cell][]*demandCell{}
	for _, c := range cells {
		up := c.cell.Parent(res)
		of[up] = append(of[up], c)
	}
	for i, up := range sortedKeys(of) {
		name := home.Name + ", part " + itoa(i+1) + " (" + largest(of[up]) + ")"
		g := im.standIn(level, home, up.String(), name, "resolution-"+itoa(res)+" cell")
		for _, c := range of[up] {
			c.put(g)
		}
	}
}

// standIn adds an invented group to the tree.
func (im *importer) standIn(level planning.Level, home *node, id, name, rule string) *node {
	name, _ = tidy(name)
	g := im.tree.add(level, "stand-in:"+home.SourceID+":"+id, name, home)
	g.StandIn, g.Kind, g.group = true, rule, true
	return g
}

// officeName takes the words of the trade off an office's name: "RAMPARA 1NO. GRAM PANCHAYAT OFFICE" is
// "Rampara 1". What is nothing else keeps its name.
func (im *importer) officeName(o *place) string {
	var words []string
	for _, w := range pieces(o.name) {
		if !slices.Contains(im.recipe.StandIn.Words, strings.ToLower(w)) {
			words = append(words, titled(w))
		}
	}
	if len(words) == 0 {
		return o.name
	}
	return strings.Join(words, " ")
}

// pieces parts a name at everything that is no letter or digit, and between letters and digits.
func pieces(s string) []string {
	var out []string
	var cur []rune
	flush := func() {
		if len(cur) > 0 {
			out = append(out, string(cur))
			cur = cur[:0]
		}
	}
	for _, r := range s {
		letter, digit := unicode.IsLetter(r) || unicode.IsMark(r), unicode.IsDigit(r)
		if !letter && !digit || len(cur) > 0 && digit != unicode.IsDigit(cur[len(cur)-1]) {
			flush()
		}
		if letter || digit {
			cur = append(cur, r)
		}
	}
	flush()
	return out
}

// titled writes a word with one capital, a Roman numeral with all.
func titled(w string) string {
	lower := strings.ToLower(w)
	switch lower {
	case "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x":
		return strings.ToUpper(lower)
	case "ll":
		return "II"
	}
	r := []rune(lower)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}
