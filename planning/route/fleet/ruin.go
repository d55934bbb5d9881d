package fleet

import (
	"cmp"
	"math"
	"slices"
)

// search is one search from one seed.
type search struct {
	state
	random
	clock
	penaltyTime, penaltyLoad int64 // price of one unit of warp and of excess, in 1/unity of cost

	list     []waiting // customers to put in, in order
	queue    []int32   // nodes that local search looks at
	queued   []bool
	wanted   []int32  // mark of the last round in which a customer was asked for
	forward  [4]piece // stretches of 1 to 3 customers that begin with the one looked at
	back     [4]piece // and that end with it
	best     move
	top      answer // best drivable
	restarts int64
	scratch  []int32      // by place
	people   [2][]*member // those that can be driven, and the others
}

const (
	unity  = 256
	wishes = 20 // nearest customers of the seed of a ruin that are asked for where they are absent
)

type waiting struct {
	key      int64
	customer int32
}

func newSearch(p *problem, seed uint64) *search {
	s := &search{state: newState(p), random: random{seed}}
	s.queued = make([]bool, len(s.nodes))
	s.wanted = make([]int32, p.n)
	s.scratch = make([]int32, p.n)
	s.penaltyTime, s.penaltyLoad = unity, unity*p.mean
	return s
}

// ruin takes strings of customers out of routes near to a customer drawn at random, on average about
// `average` customers in strings of at most `longest`: the ruin of Christiaens and Vanden Berghe (2020,
// doi 10.1287/trsc.2019.0914). Those absent before and those taken out are on s.absent then.
func (s *search) ruin(average, longest float64) {
	seed := s.first + int32(s.below(int(s.n-s.first)))
	card := float64(int(s.n-s.first)-len(s.absent)) / float64(max(1, s.used))
	length := math.Min(longest, card)
	strings := int(1 + s.draw()*(4*average/(1+length)-1))
	s.want(seed)
	strings -= s.cut(seed, length)
	for i, c := range s.nearest(seed) {
		if i < wishes && s.nodes[c].route < 0 {
			s.want(c)
		}
		if strings <= 0 {
			break
		}
		strings -= s.cut(c, length)
	}
}

// cut takes a string with customer c out of its route, and gives 0 where that was cut before in this round
// or there is none.
func (s *search) cut(c int32, length float64) int {
	r := s.nodes[c].route
	if r < 0 || s.routes[r].stamp == s.mark {
		return 0
	}
	s.touch(r)
	t := &s.routes[r]
	size := int(t.size)
	l := min(size, int(1+s.draw()*math.Min(float64(size), length)))
	kept := 0 // customers inside the string that stay
	if l > 1 && l < size && s.next()&1 == 0 {
		kept = 1
		for l+kept < size && s.below(100) > 0 {
			kept++
		}
	}
	w := l + kept
	at := int(s.nodes[c].pos)
	lo, hi := max(1, at-w+1), min(at, size-w+1)
	from := lo + s.below(hi-lo+1)
	for range at - from {
		c = s.nodes[c].prev
	}
	stay := w
	if kept > 0 {
		stay = 1 + s.below(l-1)
	}
	for i := range w {
		after := s.nodes[c].next
		if i < stay || i >= stay+kept {
			s.take(c)
		}
		c = after
	}
	s.update(r)
	return 1
}

// want asks for c, where it is absent, and for the absent beside it to be put in.
func (s *search) want(c int32) {
	s.wanted[c] = s.mark
}

// take makes c absent.
func (s *search) take(c int32) {
	s.want(c)
	s.enqueue(s.nodes[c].prev)
	s.enqueue(s.nodes[c].next)
	s.unlink(c)
	s.absent = append(s.absent, c)
	s.lost += max(s.prize[c], 0)
}

// order moves the absent that were asked for in this round, or all, to s.list, in one of seven orders drawn at random.
func (s *search) order(all bool) {
	s.list = s.list[:0]
	stay := s.absent[:0]
	draw := s.below(14)
	for _, c := range s.absent {
		if !all && s.wanted[c] != s.mark {
			stay = append(stay, c)
			continue
		}
		s.list = append(s.list, waiting{s.key(c, draw), c})
	}
	s.absent = stay
	slices.SortFunc(s.list, func(a, b waiting) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.customer, b.customer))
	})
}

func (s *search) key(c int32, draw int) int64 {
	v := s.visit[c]
	switch {
	case draw < 4:
		return int64(s.next() >> 1)
	case draw < 8:
		return -int64(s.demand[c])
	case draw < 10:
		return -int64(s.travel[c])
	case draw < 11:
		return int64(s.travel[c])
	case draw < 12:
		return int64(v.Late - v.Early)
	case draw < 13:
		return int64(v.Early)
	default:
		return -int64(v.Late)
	}
}
