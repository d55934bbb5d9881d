package cover

// Trial holds camp-days and the largest assignment of visitors to them, and says exactly what other
// camp-days would serve.
type Trial struct {
	*assignment
	prefer []int32
}

// NewTrial starts from these camp-days; the instance's limits are not looked at.
func NewTrial(in *Instance, days []int32) *Trial {
	t := &Trial{assignment: newAssignment(in)}
	t.prefer = t.preference()
	for j, n := range days {
		t.resize(int32(j), int64(n)*in.Sites[j].Cap)
		t.take(int32(j), t.prefer)
	}
	t.maximise()
	return t
}

// Served is the number of visitors served.
func (t *Trial) Served() int64 { return t.served }

// Rest is the number of visitors of a cell that are not served in this assignment.
func (t *Trial) Rest(cell int32) int64 { return t.rest[cell] }

// Change takes one camp-day from site from and holds one more at site to, either below 0 for none.
func (t *Trial) Change(from, to int32) {
	if from >= 0 {
		t.resize(from, -t.in.Sites[from].Cap)
		t.newSearch()
		for a := t.in.SiteStart[from]; a < t.in.SiteStart[from+1]; a++ {
			t.fill(t.in.ArcCell[a], len(t.in.Sites)+1)
		}
	}
	if to >= 0 {
		t.resize(to, t.in.Sites[to].Cap)
		t.take(to, t.prefer)
		t.drain(to, len(t.in.Demand)+1)
	}
}

// Gain is how many more visitors would be served after Change(from, to). Nothing is changed. Exact: some
// augmenting paths, microseconds where camps are local.
func (t *Trial) Gain(from, to int32) int64 {
	before := t.served
	t.keep = true
	t.Change(from, to)
	gain := t.served - before
	t.rollback(0)
	t.keep = false
	return gain
}
