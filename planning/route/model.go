package route

import (
	"cmp"
	"slices"
)

const (
	far   = int32(1) << 28 // travel where there is no way
	never = int32(1) << 29 // a time that does not come
)

// model is an Instance made ready for the search. Stops are numbered: w is the visit of work w, n + w its
// pick-up, 2n + w the visit of its second crew.
type model struct {
	in      *Instance
	n       int32
	place   []int32 // of each stop, where it begins
	exit    []int32 // where it ends
	seconds []int32
	travel  [][]int32 // no way: far
	ahead   [][]After // of each work, what comes before it
	behind  [][]After // and after it
	options [][]int32 // choices of the works asked for
	asked   []bool
	span    []int32 // windows of work w on day d: windows[span[w*days+d]:span[w*days+d+1]]; none where open is set
	windows []Window
	open    []bool // of work w on day d: any time
	near    [][]int32
	pull    []int64 // worth of a work and of the most worthy that wait for it
	linked  []bool  // it waits for a work or one waits for it
	byDay   [][]int32
	groups  int32
	free    []gate // all ajar
}

const nearest = 80 // works a ruin may spread to

func newModel(in *Instance) *model {
	n := int32(len(in.Works))
	m := &model{in: in, n: n}
	m.number()
	for _, t := range in.Travel {
		m.travel = append(m.travel, passable(t.Seconds))
	}
	m.byDay = make([][]int32, in.Days)
	for k := range in.Shifts {
		d := in.Shifts[k].Day
		m.byDay[d] = append(m.byDay[d], int32(k))
	}
	for _, c := range in.Crews {
		m.groups = max(m.groups, c.Group+1)
	}
	m.free = make([]gate, n)
	for w := range m.free {
		m.free[w] = ajar
	}
	m.link()
	m.hours()
	m.options, m.asked = make([][]int32, n), make([]bool, n)
	return m
}

// ready finds what a search asks of every work: a board asks only a few.
func (m *model) ready() {
	for w := range m.n {
		m.choices(w)
	}
	m.neighbours()
}

// choices lists the shifts that could take a work if they had no other and nothing waited.
func (m *model) choices(w int32) []int32 {
	if !m.asked[w] {
		m.options[w], m.asked[w] = m.possible(w), true
	}
	return m.options[w]
}

// number gives the stops their places and seconds.
func (m *model) number() {
	n := m.n
	m.place, m.exit, m.seconds = make([]int32, 3*n), make([]int32, 3*n), make([]int32, 3*n)
	for w := range n {
		x := &m.in.Works[w]
		for _, k := range [2]int32{w, 2*n + w} {
			m.place[k], m.exit[k], m.seconds[k] = x.Place, x.Exit, x.Seconds
		}
		m.place[n+w], m.exit[n+w], m.seconds[n+w] = max(x.PickUp, 0), max(x.PickUp, 0), x.Load
	}
}

// passable gives the seconds with far where there is no way; the slice itself where there is always one.
func passable(seconds []int32) []int32 {
	if len(seconds) == 0 || slices.Min(seconds) >= 0 {
		return seconds
	}
	out := slices.Clone(seconds)
	for i, s := range out {
		if s < 0 {
			out[i] = far
		}
	}
	return out
}

func (m *model) link() {
	m.ahead, m.behind = make([][]After, m.n), make([][]After, m.n)
	m.linked, m.pull = make([]bool, m.n), make([]int64, m.n)
	for w := range m.n {
		m.ahead[w] = m.in.Works[w].After
		for _, a := range m.ahead[w] {
			m.behind[a.Work] = append(m.behind[a.Work], After{w, a.Gap})
			m.linked[w], m.linked[a.Work] = true, true
		}
	}
	done := make([]bool, m.n)
	for w := range m.n {
		m.pullOf(w, done)
	}
}

func (m *model) pullOf(w int32, done []bool) int64 {
	if done[w] {
		return m.pull[w]
	}
	most := int64(0)
	for _, q := range m.behind[w] {
		most = max(most, m.pullOf(q.Work, done))
	}
	done[w], m.pull[w] = true, m.in.Works[w].Worth+most
	return m.pull[w]
}

func (m *model) hours() {
	days := m.in.Days
	m.span = make([]int32, m.n*days+1)
	m.open = make([]bool, m.n*days)
	for w := range m.n {
		x := &m.in.Works[w]
		for d := range days {
			k := w*days + d
			if x.Hours == nil {
				m.open[k] = true
			} else {
				m.windows = append(m.windows, x.Hours[d]...)
			}
			m.span[k+1] = int32(len(m.windows))
		}
	}
}

// possible lists the shifts that could take a work if they had no other and nothing waited.
func (m *model) possible(w int32) []int32 {
	x, n := &m.in.Works[w], m.n
	var out []int32
	for _, k := range x.Shifts {
		s := &m.in.Shifts[k]
		if s.Day >= x.Release && (m.alone(w, k) || x.Pair && m.carries(k, 2*n+w)) {
			out = append(out, k)
		}
	}
	return out
}

// fetches says whether a work wants its pick-up on a shift.
func (m *model) fetches(w, k int32) bool {
	x := &m.in.Works[w]
	return x.PickUp >= 0 && x.Aboard != k+1
}

// alone says whether a shift can take a work, its pick-up before it, and nothing else.
func (m *model) alone(w, k int32) bool {
	if !m.fetches(w, k) {
		return m.carries(k, w)
	}
	return m.carries(k, m.n+w, w)
}

// carries says whether a shift can do these stops in this order and nothing else.
func (m *model) carries(k int32, stops ...int32) bool {
	x := sheet{stops: stops}
	m.time(&x, &m.in.Shifts[k], m.free)
	return m.fits(&x, &m.in.Shifts[k])
}

// neighbours lists the nearest works of each, by the first matrix both ways.
func (m *model) neighbours() {
	m.near = make([][]int32, m.n)
	if len(m.travel) == 0 {
		return
	}
	t, p := m.travel[0], m.in.Places
	var best []other
	for w := range m.n {
		best = best[:0]
		for v := range m.n {
			if v == w {
				continue
			}
			o := other{v, t[m.exit[w]*p+m.place[v]] + t[m.exit[v]*p+m.place[w]]}
			if len(best) == nearest && o.far >= best[nearest-1].far {
				continue
			}
			k, _ := slices.BinarySearchFunc(best, o, func(a, b other) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.w, b.w)) })
			if len(best) < nearest {
				best = append(best, other{})
			}
			copy(best[k+1:], best[k:])
			best[k] = o
		}
		m.near[w] = make([]int32, len(best))
		for i, o := range best {
			m.near[w][i] = o.w
		}
	}
}

// other is a work and how far it is, there and back.
type other struct{ w, far int32 }

// earliest gives the first second from t at which the stop may begin on a day, or never. Gates are those of the work.
func (m *model) earliest(stop, day, t int32, gates []gate) int32 {
	w := stop
	if w >= m.n {
		if w < 2*m.n {
			return t // a pick-up
		}
		w -= 2 * m.n
	}
	g := gates[w]
	t = max(t, g.from)
	k := w*m.in.Days + day
	if !m.open[k] {
		t = firstIn(m.windows[m.span[k]:m.span[k+1]], t)
	}
	if t > g.to {
		return never
	}
	return t
}

func firstIn(windows []Window, t int32) int32 {
	for _, x := range windows {
		if t <= x.To {
			return max(t, x.From)
		}
	}
	return never
}

// latest gives the last second up to t at which the stop may begin on a day, or -1.
func (m *model) latest(stop, day, t int32, gates []gate) int32 {
	w := stop
	if w >= m.n {
		if w < 2*m.n {
			return t
		}
		w -= 2 * m.n
	}
	g := gates[w]
	t = min(t, g.to)
	k := w*m.in.Days + day
	if !m.open[k] {
		t = lastIn(m.windows[m.span[k]:m.span[k+1]], t)
	}
	if t < g.from {
		return -1
	}
	return t
}

func lastIn(windows []Window, t int32) int32 {
	for _, x := range slices.Backward(windows) {
		if t >= x.From {
			return min(t, x.To)
		}
	}
	return -1
}

// gate holds a placed work between times that keep what waits for it, or what it waits for, right: sheets then do
// not depend on one another.
type gate struct{ from, to int32 }

var ajar = gate{0, never}

// across gives when a crew that may leave at t, its break to come, has driven d and rested; the earlier of before
// and after the drive.
func (b *Break) across(t, d int32) int32 {
	first, then := max(t, b.From)+b.Seconds, max(t+d, b.From)+b.Seconds
	if first > b.To {
		return never
	}
	if then > b.To {
		return first + d
	}
	return min(first+d, then)
}

// back gives the last second at which the crew may leave to be there, rested, by t; or -1.
func (b *Break) back(t, d int32) int32 {
	out := int32(-1)
	if b.From+b.Seconds+d <= t {
		out = min(b.To, t-d) - b.Seconds
	}
	if end := min(t, b.To); b.From+b.Seconds <= end {
		out = max(out, end-b.Seconds-d)
	}
	return out
}

// outset gives when a crew may leave its start: without its break behind it, and with it.
func (s *Shift) outset() (before, after int32) {
	if s.Break.Seconds <= 0 {
		return never, s.From
	}
	if s.Begun {
		return s.From, never
	}
	return s.From, max(s.From, s.Break.From+s.Break.Seconds)
}

// homecoming gives when it must be back at the latest: without its break behind it, and with it.
func (s *Shift) homecoming() (before, after int32) {
	after = s.To + s.Overtime
	if s.Break.Seconds <= 0 {
		return -1, after
	}
	return min(after, s.Break.To-s.Break.Seconds), after
}
