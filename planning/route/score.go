package route

// Score is how good an answer is, aim by aim: the first figure in which two answers differ decides. Less
// is better in each. Scores of one Instance compare with each other only.
type Score [aims]int64

// The aims of a Score, in their order. With Instance.KeepFirst, Changes comes before CrewDays.
const (
	Unpinned = iota // pinned works not done
	Lost            // worth of works not done by their due day
	Undone          // worth of works not done
	Lateness        // sum of Work.Weight x days after Work.Due
	CrewDays        // shifts with a work, and those begun
	Overtime        // seconds after Shift.To
	Cost            // seconds of travel, and the changes and the unfairness at their prices
	Changes         // issued works that left their crew or day
	Unfair          // sum over the groups of the highest load less the lowest, permille
	aims
)

var (
	usual     = [aims]int{Unpinned, Lost, Undone, Lateness, CrewDays, Overtime, Cost, Changes, Unfair}
	keepFirst = [aims]int{Unpinned, Lost, Undone, Lateness, Changes, CrewDays, Overtime, Cost, Unfair}
)

func (in *Instance) order() *[aims]int {
	if in.KeepFirst {
		return &keepFirst
	}
	return &usual
}

// Compare gives a negative number where a is better than b, 0 where they are equal.
func (in *Instance) Compare(a, b Score) int { return in.compare(&a, &b) }

func (in *Instance) compare(a, b *Score) int {
	for _, k := range in.order() {
		switch {
		case a[k] < b[k]:
			return -1
		case a[k] > b[k]:
			return 1
		}
	}
	return 0
}

// late gives what a work done on a day adds to Lost and to Lateness.
func (in *Instance) late(w, day int32) (lost, lateness int64) {
	x := &in.Works[w]
	if over := day - x.Due; over > 0 {
		return x.Worth, x.Weight * int64(over)
	}
	return 0, 0
}

// load gives the load of a crew that is busy so long, permille.
func (c *Crew) load(busy int64) int64 {
	if c.Regular <= 0 {
		return 0
	}
	return (c.Busy + busy) * 1000 / c.Regular
}
