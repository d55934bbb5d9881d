package roster

import "slices"

// deal gives the camps days round robin, block by block and group by group, each camp the next day of the
// deck that fits. Where nothing is blocked every group, block and the district is one run of the
// dealing, so on every day each has the floor or the ceiling of its average. The deck steps through the
// days by about 0.38 of their number, so that a group's camps lie far apart. Camps that fit nowhere are
// left for place.
func (t *table) deal(seed uint64) {
	deck := t.deck(seed)
	if len(deck) == 0 {
		return
	}
	p := 0
	for b := range t.blocks {
		order := slices.Clone(t.byBlock[b])
		slices.SortStableFunc(order, func(x, y int32) int { return int(t.classes[x].group - t.classes[y].group) })
		for _, k := range order {
			for t.classes[k].held < len(t.classes[k].camps) {
				fit := -1
				for q := range deck {
					if d := deck[(p+q)%len(deck)]; t.fits(k, d) {
						fit = q
						t.set(k, d, 1)
						t.classes[k].held++
						break
					}
				}
				if fit < 0 {
					break
				}
				if fit == 0 {
					p++
				}
			}
		}
	}
}

// deck is the days that any camp could have, in the order of dealing.
func (t *table) deck(seed uint64) []int {
	var open []int
	for d := range t.days {
		if slices.ContainsFunc(t.classes, func(c class) bool { return c.open[d] }) {
			open = append(open, d)
		}
	}
	n := len(open)
	if n == 0 {
		return nil
	}
	step := max(1, n*38/100)
	for gcd(step, n) != 1 {
		step++
	}
	deck := make([]int, n)
	for p := range deck {
		deck[p] = open[(int(seed%uint64(n))+p*step)%n]
	}
	return deck
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// placeRest finds days for the camps that dealing left over. Where some cannot be placed at all it
// starts anew and places camp by camp in the order given: since the sets of camps that can be placed
// together are the independent sets of a matroid, this leaves out the fewest and the lightest.
func (t *table) placeRest(in *Instance, camps []int32, s *Solution) {
	for k := range t.classes {
		for c := &t.classes[k]; c.held < len(c.camps) && t.place(int32(k)); {
			c.held++
		}
	}
	if !slices.ContainsFunc(t.classes, func(c class) bool { return c.held < len(c.camps) }) {
		return
	}
	of := make([]int32, len(in.Camps))
	for k := range t.classes {
		c := &t.classes[k]
		c.held = 0
		for d := range t.days {
			if c.on[d] {
				t.set(int32(k), d, -1)
			}
		}
		for _, i := range c.camps {
			of[i] = int32(k)
		}
	}
	shut := make([]bool, len(t.classes)) // classes that no further camp fits into
	for _, i := range camps {
		if k := of[i]; !shut[k] {
			if shut[k] = !t.place(k); !shut[k] {
				t.classes[k].held++
			}
		}
	}
	for k := range t.classes {
		if c := &t.classes[k]; c.held < len(c.camps) && !t.place(int32(k)) {
			short := t.shortage(int32(k))
			if len(short.Days) == 0 {
				short.Reason = VenueClosed
			}
			for _, i := range c.camps[c.held:] {
				s.Why[i] = short.Reason
			}
			s.Shortages = append(s.Shortages, short)
		}
	}
}

// name gives each placed camp of each class one of the days the class holds.
func (t *table) name(s *Solution) {
	for k := range t.classes {
		c := &t.classes[k]
		held := slices.Clone(c.camps[:c.held])
		slices.Sort(held)
		n := 0
		for d := range t.days {
			if c.on[d] {
				s.Day[held[n]] = int32(d)
				n++
			}
		}
	}
}
