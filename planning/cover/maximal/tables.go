package maximal

import "slices"

// tables are a choice of sites with what each further site would add and each chosen site would leave
// uncovered, kept exact at every step (Resende and Werneck 2004, doi 10.1023/B:HEUR.0000019986.96257.50). Adding or
// dropping a site costs the arcs of the cells that change.
type tables struct {
	in     *Instance
	start  []int32 // of each cell: offsets into site
	site   []int32
	count  []int32 // of each cell: chosen sites that cover it
	only   []int32 // exclusive or of their numbers: the one site where count is 1
	gain   []int64 // of each site: demand it covers that no chosen site does
	loss   []int64 // of each chosen site: demand that only it covers
	chosen []int32
	place  []int32 // of each site: its place in chosen, -1 where it is not
	owed   []int32 // of each group: chosen sites
	value  int64
}

func newTables(in *Instance) *tables {
	m := in.Sites()
	t := &tables{
		in: in, count: make([]int32, len(in.Demand)), only: make([]int32, len(in.Demand)),
		gain: make([]int64, m), loss: make([]int64, m), place: make([]int32, m), owed: make([]int32, in.Groups),
	}
	t.start, t.site = in.transpose()
	for j := range t.place {
		t.place[j] = -1
		for _, c := range in.cells(int32(j)) {
			t.gain[j] += in.Demand[c]
		}
	}
	return t
}

func (t *tables) sites(c int32) []int32 { return t.site[t.start[c]:t.start[c+1]] }

func (t *tables) add(j int32) {
	t.place[j] = int32(len(t.chosen))
	t.chosen = append(t.chosen, j)
	if g := t.in.group(j); g >= 0 {
		t.owed[g]++
	}
	alone := int64(0)
	for _, c := range t.in.cells(j) {
		d := t.in.Demand[c]
		t.count[c]++
		switch t.count[c] {
		case 1:
			alone += d
			for _, k := range t.sites(c) {
				t.gain[k] -= d
			}
		case 2:
			t.loss[t.only[c]] -= d
		}
		t.only[c] ^= j
	}
	t.value += alone
	t.loss[j] = alone
}

func (t *tables) drop(j int32) {
	for _, c := range t.in.cells(j) {
		if t.count[c] == 1 {
			d := t.in.Demand[c]
			for _, k := range t.sites(c) {
				t.gain[k] += d
			}
		}
	}
	t.release(j)
}

// release drops a site but leaves the gains to the caller.
func (t *tables) release(j int32) {
	last := t.chosen[len(t.chosen)-1]
	t.chosen[t.place[j]] = last
	t.place[last] = t.place[j]
	t.place[j] = -1
	t.chosen = t.chosen[:len(t.chosen)-1]
	if g := t.in.group(j); g >= 0 {
		t.owed[g]--
	}
	for _, c := range t.in.cells(j) {
		t.count[c]--
		t.only[c] ^= j
		if t.count[c] == 1 {
			t.loss[t.only[c]] += t.in.Demand[c]
		}
	}
	t.value -= t.loss[j]
}

// set makes the choice exactly these sites.
func (t *tables) set(sites []int32) {
	for _, j := range sites {
		if t.place[j] < 0 {
			t.add(j)
		}
	}
	if len(t.chosen) == len(sites) {
		return
	}
	keep := make(map[int32]bool, len(sites))
	for _, j := range sites {
		keep[j] = true
	}
	for _, j := range slices.Backward(t.chosen) {
		if !keep[j] {
			t.drop(j)
		}
	}
}
