package route

import "testing"

// brute finds the best score of a toy by trying every order of every choice of works on every shift. Works of two
// crews and pick-ups are left to the audit; works that wait have no breaks beside them.
type brute struct {
	*search
	best  Score
	found bool
}

func (b *brute) try(w int32) {
	if w == b.n {
		b.weigh()
		return
	}
	b.try(w + 1) // not done
	for _, k := range b.choices(w) {
		x := &b.sheets[k]
		for i := range len(x.stops) + 1 {
			x.stops = append(x.stops, 0)
			copy(x.stops[i+1:], x.stops[i:])
			x.stops[i] = w
			b.where[w] = k
			b.try(w + 1)
			x.stops = append(x.stops[:i], x.stops[i+1:]...)
			b.where[w] = -1
		}
	}
}

// weigh scores the answer at hand where the rules allow it.
func (b *brute) weigh() {
	for w := range b.gates {
		b.gates[w] = ajar
	}
	for again := true; again; {
		again = false
		for k := range b.sheets {
			b.time(&b.sheets[k], &b.in.Shifts[k], b.gates)
			if !b.fits(&b.sheets[k], &b.in.Shifts[k]) {
				return
			}
		}
		for w := range b.n {
			for _, p := range b.ahead[w] {
				if b.where[w] < 0 {
					continue
				}
				if b.where[p.Work] < 0 {
					return
				}
				day, before := b.in.Shifts[b.where[w]].Day, b.in.Shifts[b.where[p.Work]].Day
				if day < before+p.Gap {
					return
				}
				first, _ := b.slack(p.Work)
				if at := first + b.seconds[p.Work]; day == before && b.gates[w].from < at {
					b.gates[w].from = at
					again = true
				}
			}
		}
	}
	b.score = Score{}
	clear(b.busy)
	for k := range b.sheets {
		b.count(int32(k), 1)
	}
	for w := range b.n {
		b.credit(w, b.where[w], -1, 1)
	}
	b.fair()
	if !b.found || b.in.compare(&b.score, &b.best) < 0 {
		b.best, b.found = b.score, true
	}
}

// On toys the search finds the best there is.
func TestBrute(t *testing.T) {
	missed := 0
	for seed := range uint64(80) {
		g := made{seed: seed, works: 5, crews: 1 + int(seed%2), days: 2 - int(seed%2), side: 6000, windows: 0.4, pinned: 0.1, overdue: 0.2, unfair: int64(seed % 3)}
		if seed%2 == 0 {
			g.links = 0.5
		}
		in := g.instance()
		for k := range in.Shifts {
			if g.links > 0 {
				in.Shifts[k].Break = Break{}
			}
			in.Shifts[k].To -= 3 * 3600 // tight
			if b := &in.Shifts[k].Break; b.Seconds > 0 {
				b.From, b.To = 11*3600, 13*3600
			}
		}
		for w := range in.Works {
			in.Works[w].PickUp = -1
		}
		b := &brute{search: newSearch(newModel(in), 1)}
		b.try(0)
		s, err := Solve(t.Context(), in, Options{Seed: seed, Units: 1500})
		if err != nil {
			t.Fatal(err)
		}
		if err := audit(in, &s); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		switch c := in.Compare(s.Score, b.best); {
		case c < 0:
			t.Errorf("seed %d: better than the best: %v, %v", seed, s.Score, b.best)
		case c > 0:
			t.Logf("seed %d: %v, the best is %v", seed, s.Score, b.best)
			missed++
		}
	}
	if missed > 0 {
		t.Errorf("%d of 80 toys are not solved to the best", missed)
	}
}
