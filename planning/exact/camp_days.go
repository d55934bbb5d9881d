package exact

import "doorstep/planning/cover"

// CampDays writes the model of capacitated camp-days out: the most visitors served, by their worth in thousandths, among the answers
// in which no more than missing camp-days are missing from the groups' minima and which serve of each floor at least what
// keep says (nil: nothing).
func CampDays(in *cover.Instance, missing int64, keep []int64) Program {
	p := Program{Name: "camp-days", Maximise: true}
	var all, lacking []Term
	groups, blocks := make([][]Term, len(in.Groups)), make([][]Term, len(in.Blocks))
	cells := make([][]Term, len(in.Demand))
	for j, s := range in.Sites {
		y := p.Add(Var{Name: Name("y", j), Lo: int64(s.Fixed), Hi: int64(s.Max), Whole: true})
		day := Term{y, 1}
		all = append(all, day)
		groups[s.Group] = append(groups[s.Group], day)
		block := in.Groups[s.Group].Block
		blocks[block] = append(blocks[block], day)
		room := []Term{{y, -s.Cap}}
		for a := in.SiteStart[j]; a < in.SiteStart[j+1]; a++ {
			i := in.ArcCell[a]
			d := in.Demand[i]
			if d == 0 || s.Cap == 0 {
				continue
			}
			worth := int64(1000)
			if in.Worth != nil {
				worth = int64(in.Worth[a])
			}
			x := p.Add(Var{Name: Name("x", int(i), j), Cost: worth, Hi: d})
			room = append(room, Term{x, 1})
			cells[i] = append(cells[i], Term{x, 1})
			p.Limit(Name("a", int(i), j), AtMost, 0, []Term{{x, 1}, {y, -min(d, s.Cap)}})
		}
		p.Limit(Name("s", j), AtMost, 0, room)
	}
	for i, terms := range cells {
		p.Limit(Name("c", i), AtMost, in.Demand[i], terms)
	}
	for g, group := range in.Groups {
		p.Limit(Name("gmax", g), AtMost, int64(group.Max), groups[g])
		if group.Min > 0 {
			m := Term{p.Add(Var{Name: Name("m", g), Hi: int64(group.Min)}), 1}
			lacking = append(lacking, m)
			p.Limit(Name("gmin", g), AtLeast, int64(group.Min), append(append([]Term(nil), groups[g]...), m))
		}
	}
	for b, block := range in.Blocks {
		p.Limit(Name("b", b), AtMost, block.Max, blocks[b])
	}
	p.Limit("budget", AtMost, in.Budget, all)
	p.Limit("missing", AtMost, missing, lacking)
	for f, least := range keep {
		var terms []Term
		for _, i := range in.Floors[f].Cells {
			terms = append(terms, cells[i]...)
		}
		p.Limit(Name("f", f), AtLeast, least, terms)
	}
	return p
}
