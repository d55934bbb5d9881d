package route

import (
	"cmp"
	"math"
	"slices"
)

// How a ruin is drawn: SISR (Christiaens and Vanden Berghe 2020, doi 10.1287/trsc.2019.0914) takes strings of
// neighbouring stops; here a few other ruins stand beside it.
const (
	stringStops  = 10   // longest string
	splitChance  = 0.5  // that a string keeps some stops in its middle
	splitStay    = 0.01 // that the kept middle does not grow
	absentTried  = 12   // works not done that are tried again after every ruin
	blinksOf256  = 3    // sheets passed over
	absentSeeds  = 0.3  // ruins that begin at a work not done
	wholeSheets  = 0.08 // ruins of whole sheets
	relatedRuins = 0.06 // ruins of works that wait for one another
	randomRuins  = 0.04
	sameDayRuins = 0.25 // of the strings: only sheets of one day
)

// ruin takes about so many works off; what it took and works worth trying again are in list.
func (s *search) ruin(list []int32, about float64) []int32 {
	list = list[:0]
	kind := s.r.share()
	switch {
	case kind < wholeSheets:
		list = s.ruinSheets(list)
	case kind < wholeSheets+relatedRuins:
		list = s.ruinLinked(list)
	case kind < wholeSheets+relatedRuins+randomRuins:
		for range 1 + s.r.below(int(about)) {
			list = s.off(list, int32(s.r.below(int(s.n))))
		}
	default:
		list = s.ruinStrings(list, about)
	}
	return list
}

// off drops a work with those that wait for it and lists them.
func (s *search) off(list []int32, w int32) []int32 {
	if s.where[w] < 0 {
		return list
	}
	for _, q := range s.behind[w] {
		list = s.off(list, q.Work)
	}
	s.lift(w)
	return append(list, w)
}

// work gives the work a stop belongs to.
func (m *model) work(stop int32) int32 {
	for stop >= m.n {
		stop -= m.n
	}
	return stop
}

// ruinSheets empties one or two sheets: a random one, or the emptiest of three, and a neighbour's.
func (s *search) ruinSheets(list []int32) []int32 {
	w := int32(s.r.below(int(s.n)))
	if s.where[w] < 0 {
		return s.ruinStrings(list, 10)
	}
	k := s.where[w]
	for range 2 {
		if v := int32(s.r.below(int(s.n))); s.where[v] >= 0 && len(s.sheets[s.where[v]].stops) < len(s.sheets[k].stops) {
			k, w = s.where[v], v
		}
	}
	list = s.empty(list, k)
	for _, v := range s.near[w] {
		if k2 := s.where[v]; k2 >= 0 && k2 != k && len(list) < 2*stringStops {
			if s.r.below(2) == 0 {
				return s.string(list, v, stringStops)
			}
			return s.empty(list, k2)
		}
	}
	return list
}

func (s *search) empty(list []int32, k int32) []int32 {
	for len(s.sheets[k].stops) > 0 {
		list = s.off(list, s.work(s.sheets[k].stops[0]))
	}
	return list
}

// ruinLinked drops a work with all it waits for and all that wait for it, and strings beside them.
func (s *search) ruinLinked(list []int32) []int32 {
	w := int32(s.r.below(int(s.n)))
	for range 50 {
		if s.linked[w] || s.in.Works[w].Pair {
			break
		}
		w = int32(s.r.below(int(s.n)))
	}
	first := w
	for len(s.ahead[first]) > 0 {
		first = s.ahead[first][s.r.below(len(s.ahead[first]))].Work
	}
	list = s.off(list, first)
	list = s.off(list, w)
	for _, v := range s.near[w] {
		if s.where[v] >= 0 {
			list = s.string(list, v, 4)
			if s.r.below(2) == 0 || len(list) > stringStops {
				break
			}
		}
	}
	return list
}

// ruinStrings takes strings near a work off several sheets.
func (s *search) ruinStrings(list []int32, about float64) []int32 {
	seed := int32(s.r.below(int(s.n)))
	if len(s.absent) > 0 && s.r.share() < absentSeeds {
		seed = s.absent[s.r.below(len(s.absent))]
	}
	stops := float64(s.n-int32(len(s.absent))) / float64(max(1, s.score[CrewDays]))
	length := min(float64(stringStops), max(1, stops))
	strings := int(1 + s.r.share()*max(0, 4*about/(1+length)-1))
	day := int32(-1)
	if s.r.share() < sameDayRuins {
		if k := s.where[seed]; k >= 0 {
			day = s.in.Shifts[k].Day
		} else if o := s.choices(seed); len(o) > 0 {
			day = s.in.Shifts[o[s.r.below(len(o))]].Day
		}
	}
	begun := s.round
	done := 0
	pull := func(v int32) {
		k := s.where[v]
		if k < 0 || s.sheetAt[k] == begun || day >= 0 && s.in.Shifts[k].Day != day {
			return
		}
		list = s.string(list, v, length)
		done++
	}
	pull(seed)
	for _, v := range s.near[seed] {
		if done >= strings {
			break
		}
		pull(v)
	}
	return list
}

// string takes a run of stops around a work off its sheet, sometimes leaving a few in the middle.
func (s *search) string(list []int32, w int32, longest float64) []int32 {
	k := s.where[w]
	stops := s.sheets[k].stops
	size := len(stops)
	l := min(size, int(1+s.r.share()*math.Min(float64(size), longest)))
	kept := 0
	if l > 1 && l < size && s.r.share() < splitChance {
		kept = 1
		for l+kept < size && s.r.share() > splitStay {
			kept++
		}
	}
	run := l + kept
	at := slices.Index(stops, w)
	lo, hi := max(0, at-run+1), min(at, size-run)
	from := lo + s.r.below(hi-lo+1)
	hold := from + run
	if kept > 0 {
		hold = from + 1 + s.r.below(l-1)
	}
	var few [64]int32
	works := few[:0]
	for i := from; i < from+run; i++ {
		if i < hold || i >= hold+kept {
			works = append(works, s.work(stops[i]))
		}
	}
	for _, v := range works {
		list = s.off(list, v)
	}
	return list
}

// keyed is a work and when it is its turn.
type keyed struct {
	key int64
	w   int32
}

// recreate puts back what a ruin took and tries some works not done, in an order drawn anew each time.
func (s *search) recreate(list []int32, keys []keyed, blinks uint64) []keyed {
	took := len(list)
	for range min(absentTried, len(s.absent)-took) {
		list = append(list, s.absent[s.r.below(len(s.absent))])
	}
	keys = s.sorted(list, keys[:0])
	for again := true; again; {
		again = false
		for i := range keys {
			w := keys[i].w
			if w < 0 || s.waits(keys, w) {
				continue
			}
			keys[i].w = -1
			again = true
			if s.where[w] >= 0 {
				continue
			}
			if at, ok := s.best(w, blinks, nil); ok {
				s.put(w, at)
			}
		}
	}
	return keys
}

// waits says whether something a work waits for has its turn still to come.
func (s *search) waits(keys []keyed, w int32) bool {
	for _, p := range s.ahead[w] {
		if s.where[p.Work] < 0 && slices.ContainsFunc(keys, func(x keyed) bool { return x.w == p.Work }) {
			return true
		}
	}
	return false
}

// sorted gives the works in the order in which they are put back: pinned ones first, then by one of several keys.
func (s *search) sorted(list []int32, keys []keyed) []keyed {
	key := s.key()
	for _, w := range list {
		k := key(w)
		if s.in.Works[w].Pinned {
			k = math.MinInt64 + s.in.Works[w].Worth
		}
		keys = append(keys, keyed{k, w})
	}
	slices.SortFunc(keys, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.w, b.w)) })
	return keys
}

func (s *search) key() func(w int32) int64 {
	switch c := s.r.below(16); {
	case c < 4:
		return func(int32) int64 { return int64(s.r.next() >> 1) }
	case c < 7:
		return func(w int32) int64 { return -s.pull[w] }
	case c < 9:
		return func(w int32) int64 { return -s.pull[w] * 1000 / int64(s.seconds[w]+1800) }
	case c < 11:
		return func(w int32) int64 { return -int64(s.seconds[w]) }
	case c < 13:
		return func(w int32) int64 { return int64(s.in.Works[w].Due) }
	case c < 15:
		return func(w int32) int64 { return int64(len(s.choices(w))) }
	default:
		return func(w int32) int64 {
			if len(s.near[w]) == 0 {
				return 0
			}
			v := s.near[w][len(s.near[w])/2]
			return -int64(s.travel[0][s.exit[w]*s.in.Places+s.place[v]])
		}
	}
}
