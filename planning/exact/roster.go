package exact

import "doorstep/planning/roster"

// Placed writes the calendar out with its first aims: the most weight of camps placed, pinned ones before all others. The
// weight of a camp counts one more than it is, and pinned ones more than all others together.
func Placed(in *roster.Instance) Program {
	p := Program{Name: "roster, placed", Maximise: true}
	total := int64(1)
	for _, c := range in.Camps {
		if c.Day < 0 && c.Team < 0 {
			total += c.Weight + 1
		}
	}
	x := calendar(&p, in, nil)
	for k, days := range x {
		c := in.Camps[k]
		for _, t := range days {
			p.Vars[t.Var].Cost = c.Weight + 1
			if c.Day >= 0 || c.Team >= 0 {
				p.Vars[t.Var].Cost = total
			}
		}
	}
	return p
}

// Even writes the calendar out with its last aim: with these camps placed, the least sum of the squares of the camps a day, of
// each block and of all together.
func Even(in *roster.Instance, placed []bool) Program {
	p := Program{Name: "roster, even"}
	x := calendar(&p, in, placed)
	blocks := make([][]Term, len(in.Blocks)*in.Days)
	all, most := make([][]Term, in.Days), make([]int, in.Days)
	for k, days := range x {
		for _, t := range days {
			d := t.Coef
			one := Term{t.Var, 1}
			at := int(in.Camps[k].Block)*in.Days + int(d)
			blocks[at], all[d] = append(blocks[at], one), append(all[d], one)
		}
	}
	squares := func(letter string, n, most int, terms []Term) {
		for u := range most { // the u-th camp of a day adds 2u+1 to the square
			terms = append(terms, Term{p.Add(Var{Name: Name(letter, n, u), Cost: int64(2*u + 1), Hi: 1}), -1})
		}
		p.Limit(Name("n"+letter, n), Equal, 0, terms)
	}
	for n, terms := range blocks {
		most[n%in.Days] += min(len(terms), int(there(in, n)))
		squares("u", n, min(len(terms), int(there(in, n))), terms)
	}
	for n, terms := range all {
		squares("v", n, most[n], terms)
	}
	return p
}

// calendar adds a variable for each camp and day it could have, given as terms whose coefficient is the day, and the rules:
// a camp has one day at most (placed: exactly one, or none), a group one camp a day, a block as many as teams are there, and a
// team that camps are pinned to one.
func calendar(p *Program, in *roster.Instance, placed []bool) [][]Term {
	x := make([][]Term, len(in.Camps))
	groups, blocks := make([][]Term, in.Groups*in.Days), make([][]Term, len(in.Blocks)*in.Days)
	teams := map[[3]int][]Term{}
	var order [][3]int
	for k, c := range in.Camps {
		var days []Term
		for d := range in.Days {
			if !c.Open.Has(d) || c.Day >= 0 && int(c.Day) != d || placed != nil && !placed[k] {
				continue
			}
			one := Term{p.Add(Var{Name: Name("x", k, d), Hi: 1, Whole: true}), 1}
			days = append(days, one)
			x[k] = append(x[k], Term{one.Var, int64(d)})
			groups[int(c.Group)*in.Days+d] = append(groups[int(c.Group)*in.Days+d], one)
			blocks[int(c.Block)*in.Days+d] = append(blocks[int(c.Block)*in.Days+d], one)
			if c.Team >= 0 {
				key := [3]int{int(c.Block), int(c.Team), d}
				if teams[key] == nil {
					order = append(order, key)
				}
				teams[key] = append(teams[key], one)
			}
		}
		if placed != nil && placed[k] {
			p.Limit(Name("c", k), Equal, 1, days)
		} else {
			p.Limit(Name("c", k), AtMost, 1, days)
		}
	}
	for n, terms := range groups {
		p.Limit(Name("g", n/in.Days, n%in.Days), AtMost, 1, terms)
	}
	for n, terms := range blocks {
		p.Limit(Name("b", n/in.Days, n%in.Days), AtMost, there(in, n), terms)
	}
	for _, key := range order {
		there := int64(1)
		if in.Blocks[key[0]].Teams[key[1]].Off.Has(key[2]) {
			there = 0
		}
		p.Limit(Name("t", key[0], key[1], key[2]), AtMost, there, teams[key])
	}
	return x
}

// there counts the teams of a block that are there on a day, both in one number.
func there(in *roster.Instance, blockDay int) (teams int64) {
	for _, t := range in.Blocks[blockDay/in.Days].Teams {
		if !t.Off.Has(blockDay % in.Days) {
			teams++
		}
	}
	return teams
}
