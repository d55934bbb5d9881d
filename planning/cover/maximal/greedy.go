package maximal

import "slices"

// greedy chooses sites by what each adds, the best one of every group first, of equals the first. It keeps
// a heap of gains that may be too high, since gains only fall (Minoux 1978, doi 10.1007/BFb0006528). It stops when nothing
// adds anything.
func (t *tables) greedy() {
	in := t.in
	best := make([]int32, in.Groups)
	for g := range best {
		best[g] = -1
	}
	for j, g := range in.Group {
		if g >= 0 && (best[g] < 0 || t.gain[j] > t.gain[best[g]]) {
			best[g] = int32(j)
		}
	}
	for _, j := range best {
		t.add(j)
	}
	h := make([]candidate, in.Sites())
	for j := range h {
		h[j] = candidate{t.gain[j], int32(j)}
	}
	slices.SortFunc(h, func(a, b candidate) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	for len(t.chosen) < in.Pick && len(h) > 0 {
		top := h[0]
		if now := t.gain[top.site]; now < top.gain {
			h[0].gain = now
		} else {
			if top.gain == 0 {
				return
			}
			if t.place[top.site] < 0 {
				t.add(top.site)
			}
			h[0] = h[len(h)-1]
			h = h[:len(h)-1]
		}
		sink(h)
	}
}

type candidate struct {
	gain int64
	site int32
}

func (a candidate) before(b candidate) bool {
	return a.gain > b.gain || a.gain == b.gain && a.site < b.site
}

// sink restores the heap below its first element.
func sink(h []candidate) {
	for k := 0; ; {
		least := k
		for _, c := range [2]int{2*k + 1, 2*k + 2} {
			if c < len(h) && h[c].before(h[least]) {
				least = c
			}
		}
		if least == k {
			return
		}
		h[k], h[least] = h[least], h[k]
		k = least
	}
}
