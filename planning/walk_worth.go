package planning

import "doorstep/planning/cover"

// decays says whether the drive counts visitors less the farther they walk.
func (d *Drive) decays() bool {
	return (d.FullWorth != 0 || d.ThresholdWorth != 0) && d.FullWorth < d.Threshold && d.ThresholdWorth < wholeVisitor
}

// wholeVisitor is what a visitor counts who walks no farther than the drive's full worth, thousandths.
const wholeVisitor = 1000

// walkWorth is what a visitor served at the end of so many whole metres on foot counts, thousandths: whole up to
// the drive's full worth, from there on evenly less to what the threshold leaves, rounded up, and never nothing.
func (d *Drive) walkWorth(metres int64) int64 {
	if metres <= d.FullWorth || !d.decays() {
		return wholeVisitor
	}
	return max(1, wholeVisitor-(wholeVisitor-d.ThresholdWorth)*(metres-d.FullWorth)/(d.Threshold-d.FullWorth))
}

// leastWorth is what every visitor within the threshold counts at least.
func (d *Drive) leastWorth() int64 { return d.walkWorth(d.Threshold) }

// Counted is what the last aim counts, in visitors: those served, or where the drive counts them by their walk what
// they are worth, rounded down. A plan's bound is one of this.
func (s Score) Counted() int64 {
	if s.WorthServed > 0 {
		return s.WorthServed / wholeVisitor
	}
	return s.VisitorsServed
}

// worthServed adds up what those served count; 0 where the drive counts them whole.
func (b *board) worthServed() int64 {
	sum := int64(0)
	for a, w := range b.in.Worth {
		sum += b.flow[a] * int64(w)
	}
	return sum
}

// byVisitors is the instance in which visitors count whole however far they walk: for what is said of visitors.
func byVisitors(in *cover.Instance) *cover.Instance {
	whole := *in
	whole.Worth = nil
	return &whole
}
