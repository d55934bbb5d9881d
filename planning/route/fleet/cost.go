package fleet

import "math"

// price is what the state costs with what is wrong with it.
func (s *search) price() int64 {
	return s.cost + s.lost + (s.penaltyTime*s.warp+s.penaltyLoad*s.excess)/unity
}

// tuning is what was measured rather than derived; see docs/solvers/route.md.
type tuning struct {
	hot, cold    float64 // first and last temperature, in mean travel to a neighbour
	ruin, length float64 // customers that a round takes out on average, and most in one string
	near         int     // customers that each is tried beside
	feasible     float64 // share of answers that the prices of warp and excess are led to
	patience     int     // rounds without a drivable answer before the best one is taken up again

	people, generation int     // members of the population, and children between two selections
	elite              int     // members whose price alone protects them
	school             int     // rounds of ruin and recreate on a child
	part, links        int     // most customers of a part of a large answer, and nearest customers that make routes neighbours
	visits             float64 // times that each customer is in a part
	whole              float64 // share of the time for the answer as a whole before it is divided, where times matter
	small              int     // most customers with which answers are crossed instead of annealed
}

var standard = tuning{
	hot: 0.5, cold: 0.01,
	ruin: 10, length: 10,
	near: 40, feasible: 0.6, patience: 2000,
	people: 12, generation: 12, elite: 4, school: 20,
	part: 200, links: 10, visits: 1, whole: 0.4, small: 250,
}

const (
	window  = 100 // rounds between two changes of the prices
	dearest = 200 // times the mean travel, or a unit of time: no price rises above it
)

// anneal lowers the cost until the clock stands at its end: what a round of ruin, recreate and local search made
// stays by its price and a temperature that falls.
func (s *search) anneal() {
	start, end := standard.hot*float64(s.mean), standard.cold*float64(s.mean)
	begin := s.share
	heat := start
	timeOK, loadOK, seen := 0, 0, 0
	stray := 0
	for s.first < s.n && s.tick("cost") {
		if s.rounds%looks == 0 {
			f := (s.share - begin) / (s.end - begin)
			heat = start * math.Pow(end/start, f)
		}
		before := s.price()
		s.begin()
		s.ruin(standard.ruin, standard.length)
		s.recreate(false)
		s.improve()
		seen++
		if s.warp == 0 {
			timeOK++
		}
		if s.excess == 0 {
			loadOK++
		}
		after := s.price()
		if s.drivable() && s.cost+s.lost < s.top.cost {
			s.copyTo(&s.top)
		}
		if float64(after-before) >= heat*s.heat() {
			s.undo()
		}
		if seen == window {
			s.penaltyTime = adapt(s.penaltyTime, timeOK, seen, dearest*unity)
			s.penaltyLoad = adapt(s.penaltyLoad, loadOK, seen, dearest*unity*s.mean)
			timeOK, loadOK, seen = 0, 0, 0
		}
		if s.warp == 0 && s.excess == 0 {
			stray = 0
		} else if stray++; stray >= standard.patience && s.top.cost < math.MaxInt64 {
			s.restore(&s.top)
			s.restarts++
			stray = 0
		}
	}
}

// adapt makes a price dearer where too few answers are drivable, and cheaper where too many are.
func adapt(price int64, ok, seen int, most int64) int64 {
	share := float64(ok) / float64(seen)
	miss := standard.feasible - share
	switch {
	case miss > 0.1:
		return min(price+int64(float64(price)*miss)+1, most)
	case miss < -0.1:
		return max(price+int64(float64(price)*miss/2)-1, 1)
	}
	return price
}
