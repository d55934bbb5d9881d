package route

import (
	"context"
	"math"
)

// The course of a search: every aim has a price in seconds of travel that rises from its first to its last figure
// while the temperature falls, so that the upper aims settle first and at the end outweigh all below them.
const (
	hot, cold   = 400, 2.0 // temperature, seconds of travel
	ruinWorks   = 10       // works a string ruin takes off, on average
	checkEvery  = 64       // units between two looks at the course
	strictFrom  = 0.9      // share of the course from which aims above Cost only improve
	workFirst   = 5400.0   // price of an average work, at first
	workLast    = 200000.0 // and at last
	undoneShare = 0.3      // of the price of worth, for works not done
	lateFirst   = 200.0    // price of a day of lateness of a work of average weight
	lateLast    = 20000.0
	sheetFirst  = 3000.0 // price of a crew-day
	sheetLast   = 100000.0
	overFirst   = 1.0 // price of a second of overtime
	overLast    = 30.0
	changeFirst = 5.0 // price of a change beyond Price.Change, where changes come last
	changeLast  = 1.0
	keepFirstAt = 7200.0 // and where they come before the crew-days
	keepLastAt  = 150000.0
)

// scale is the average worth and weight of a work.
func (m *model) scale() (worth, weight float64) {
	if m.n == 0 {
		return 1, 1
	}
	for w := range m.n {
		worth += float64(m.in.Works[w].Worth)
		weight += float64(m.in.Works[w].Weight)
	}
	return max(1, worth/float64(m.n)), max(1, weight/float64(m.n))
}

// at sets the prices for a share of the course and gives the temperature.
func (s *search) course(share, worth, weight float64) float64 {
	on := func(first, last float64) float64 { return first * math.Pow(last/first, min(1, share/strictFrom)) }
	s.price = prices{
		Unpinned: 1e9,
		Lost:     on(workFirst, workLast) / worth,
		Lateness: on(lateFirst, lateLast) / weight,
		CrewDays: on(sheetFirst, sheetLast),
		Overtime: on(overFirst, overLast),
		Cost:     1,
		Changes:  on(changeFirst, changeLast),
	}
	s.price[Undone] = s.price[Lost] * undoneShare
	if s.in.KeepFirst {
		s.price[Changes] = on(keepFirstAt, keepLastAt)
	}
	return hot * math.Pow(cold/hot, share)
}

// worse says by how much an answer is worse than another at the prices of the moment.
func (s *search) worse(a, b *Score) float64 {
	sum := 0.0
	for k := range a {
		if d := a[k] - b[k]; d != 0 {
			sum += float64(d) * s.price[k]
		}
	}
	return sum
}

// steps is how a search goes on: what it has done of what it may.
type steps struct {
	done, units int64
	spent       func() float64
	warm        bool
}

// share gives how much of the course is behind, 1 when it must stop.
func (p *steps) share(ctx context.Context) float64 {
	if ctx.Err() != nil {
		return 1
	}
	out := float64(p.done) / float64(p.units)
	if p.spent != nil {
		out = max(p.spent(), 0)
	}
	return out
}

// warmFrom is where the course begins that has a good answer to begin from.
const warmFrom = 0.6

func (p *steps) course(share float64) float64 {
	if p.warm {
		return warmFrom + (1-warmFrom)*share
	}
	return share
}

// answer is a kept answer: the stops of each sheet, and where each work's second is to begin.
type answer struct {
	score  Score
	stops  [][]int32
	gates  []gate
	where  []int32
	second []int32
}

func (s *search) keep(a *answer) {
	a.score = s.score
	if a.stops == nil {
		a.stops = make([][]int32, len(s.sheets))
	}
	for k := range s.sheets {
		a.stops[k] = append(a.stops[k][:0], s.sheets[k].stops...)
	}
	a.gates = append(a.gates[:0], s.gates...)
	a.where, a.second = append(a.where[:0], s.where...), append(a.second[:0], s.second...)
}

// restore makes a kept answer the one at hand.
func (s *search) restore(a *answer) {
	copy(s.gates, a.gates)
	copy(s.where, a.where)
	copy(s.second, a.second)
	s.absent = s.absent[:0]
	for w := range s.n {
		s.place0[w] = -1
		s.list(w)
	}
	clear(s.busy)
	for k := range s.sheets {
		x := &s.sheets[k]
		x.stops = append(x.stops[:0], a.stops[k]...)
		s.retime(int32(k))
		s.count(int32(k), 1)
	}
	s.score = a.score
	s.mark()
}

// run searches from the answer at hand until share reaches until, and keeps the best.
func (s *search) run(ctx context.Context, p *steps, until float64, best *answer) {
	if s.n == 0 {
		return
	}
	worth, weight := s.scale()
	share := p.share(ctx)
	temperature := s.course(p.course(share), worth, weight)
	var list []int32
	var keys []keyed
	about := min(ruinWorks, 1+float64(s.n)/3)
	for share < until {
		s.mark()
		list = s.ruin(list, about)
		keys = s.recreate(list, keys, blinksOf256)
		s.settleCost()
		if s.accept(p.course(share), temperature) {
			if s.in.compare(&s.score, &best.score) < 0 {
				s.keep(best)
			}
		} else {
			s.undo()
		}
		p.done++
		if p.done%checkEvery == 0 {
			share = p.share(ctx)
			temperature = s.course(p.course(share), worth, weight)
		}
	}
}

// settleCost brings what the unfairness costs up to date where it has a price.
func (s *search) settleCost() {
	if s.in.Price.Unfair > 0 {
		u := s.unfairness()
		s.score[Cost] += s.in.Price.Unfair * (u - s.score[Unfair])
		s.score[Unfair] = u
	}
}

func (s *search) accept(share, temperature float64) bool {
	if share >= strictFrom {
		for _, k := range s.in.order() {
			if k == Cost {
				break
			}
			if s.score[k] != s.before[k] {
				return s.score[k] < s.before[k]
			}
		}
	}
	return s.worse(&s.score, &s.before) < temperature*s.r.loss()
}
