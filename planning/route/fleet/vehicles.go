package fleet

import "math"

// fewer brings in those who are absent and then, where all is asked for, lowers the number of routes as far
// as it can, for a part of the time: it takes the customers of one route out, and puts them in by ruin and recreate
// without opening another; who often finds no place weighs more (absence counters, Christiaens and Vanden
// Berghe 2020, doi 10.1287/trsc.2019.0914).
func (s *search) fewer(all bool) {
	counts := make([]int64, s.n)
	until := fleetLeast
	least := s.leastRoutes()
	for s.top.cost == math.MaxInt64 || all && s.top.used > least {
		if s.top.cost < math.MaxInt64 {
			s.restore(&s.top)
			s.dissolve(counts)
		}
		if !s.settle(until, counts) {
			break
		}
		s.keep()
		until = min(max(until, fleetAgain*s.share), fleetMost)
	}
	if s.top.cost == math.MaxInt64 {
		s.force()
		return
	}
	s.restore(&s.top)
	if all {
		s.limit = s.top.used
	}
}

// force puts in those who found no place, against the rules, and leaves it to the penalties to mend that.
func (s *search) force() {
	s.begin()
	for _, c := range s.absent {
		s.want(c)
	}
	s.recreate(false)
	s.drop()
	s.keep()
}

// leastRoutes is a lower bound of the number of routes, by capacity.
func (s *search) leastRoutes() int {
	if s.first == s.n {
		return 0
	}
	sum, largest := int64(0), int64(0)
	for _, d := range s.demand {
		sum += int64(d)
	}
	for _, v := range s.in.Vehicles {
		largest = max(largest, int64(v.Capacity))
	}
	if largest == 0 {
		return 1
	}
	return max(1, int((sum+largest-1)/largest))
}

// dissolve makes the customers of the route absent whose customers found a place most easily so far.
func (s *search) dissolve(counts []int64) {
	worst, least := int32(-1), int64(math.MaxInt64)
	for r := range s.routes {
		if s.routes[r].size == 0 {
			continue
		}
		sum := int64(0)
		for c := s.nodes[s.routes[r].start].next; c < s.n; c = s.nodes[c].next {
			sum += counts[c] + 1
		}
		if sum < least {
			worst, least = int32(r), sum
		}
	}
	s.begin()
	s.touch(worst)
	for c := s.nodes[s.routes[worst].start].next; c < s.n; {
		next := s.nodes[c].next
		s.take(c)
		c = next
	}
	s.update(worst)
	s.limit = s.used
}

// Shares of the time for the number of vehicles: at least, at most, and times what the last vehicle took.
const (
	fleetLeast = 0.18
	fleetMost  = 0.3
	fleetAgain = 6
)

// settle ruins and recreates until nobody is absent, and says whether that was reached in time.
func (s *search) settle(until float64, counts []int64) bool {
	begin := s.share
	heat := float64(s.mean)
	for s.tick("vehicles") && s.share < until {
		if s.rounds%looks == 0 {
			heat = float64(s.mean) * math.Pow(0.01, min(1, (s.share-begin)/(until-begin)))
		}
		cost := s.cost
		s.begin()
		s.ruin(standard.ruin, standard.length)
		s.recreate(true)
		s.drop()
		if len(s.absent) == 0 {
			return true
		}
		now, was := weigh(counts, s.absent), weigh(counts, s.absent0)
		keep := len(s.absent) < len(s.absent0) || now < was
		if !keep && len(s.absent) == len(s.absent0) && now == was {
			keep = float64(s.cost-cost) < heat*s.heat()
		}
		for _, c := range s.absent {
			counts[c]++
		}
		if !keep {
			s.undo()
		}
	}
	return false
}

func weigh(counts []int64, list []int32) int64 {
	sum := int64(0)
	for _, c := range list {
		sum += counts[c]
	}
	return sum
}

// drop empties the queue of local search.
func (s *search) drop() {
	for _, c := range s.queue {
		s.queued[c] = false
	}
	s.queue = s.queue[:0]
}
