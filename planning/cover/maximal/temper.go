package maximal

import (
	"context"
	"math"
	"slices"
)

// tempering searches by parallel tempering (Geyer 1991; Hukushima and Nemoto 1996, doi 10.1143/JPSJ.65.1604): several
// annealers hold a choice each at temperatures of their own, and neighbours exchange choices with odds that
// keep each at its temperature. The hot ones cross from one arrangement of the whole to another, the cold ones make
// the best of it, and nothing has to be known of how long the search may take.
type tempering struct {
	in     *Instance
	chains []*annealer // coldest first
	heat   []int64
	rnd    random
	best   int64
	keep   []int32
	rounds int64
	length int // moves of a chain in a round
	cool   int64
}

const (
	chainsSmall = 8
	chainsLarge = 2    // where there are more than largePick sites to choose
	largePick   = 2000 // every chain then has too few moves
	largeHeat   = 4    // times the coldest: where those chains cool from, to keep what greedy made
	roundSweeps = 10   // moves of a round for each site chosen
	roundMoves  = 8000 // at most
	coolSweeps  = 100  // moves of the cooling at the start for each site chosen
	farEvery    = 16   // one move in so many looks beyond the neighbours
	coldest     = 0.006
	hottest     = 0.06
)

// newTempering starts every chain from a greedy choice; last is about what the last site chosen earns. The
// temperatures are shares of the geometric mean of that and of what a site earns on average.
func newTempering(in *Instance, near [][]int32, start []int32, last float64, seed uint64) *tempering {
	t := &tempering{in: in, rnd: random{seed}}
	n := chainsSmall
	if len(start) > largePick {
		n = chainsLarge
	}
	for range n {
		a := newAnnealer(in, near, t.rnd.next())
		a.set(start)
		t.chains = append(t.chains, a)
		t.best, t.keep = a.value, slices.Clone(start)
	}
	scale := math.Sqrt(max(last, 1) * float64(t.best) / float64(max(len(start), 1)))
	low, high := coldest*scale, hottest*scale
	for r := range n {
		t.heat = append(t.heat, heatOf(low*math.Pow(high/low, float64(r)/float64(n-1))))
	}
	t.length = min(roundSweeps*len(start), roundMoves)
	if t.length > 0 {
		t.cool = int64(coolSweeps*len(start)/t.length + 1)
	}
	return t
}

// heatOf turns a temperature in demand into parts of heatUnit.
func heatOf(temperature float64) int64 {
	return max(int64(math.Round(min(temperature, float64(MaxDemand))*heatUnit)), 1)
}

// heatOfRound is the temperature of chain r: at first all cool from the hottest to their own. Where there are
// too many sites for that to find its way, all cool to the coldest, again and again, each time twice as long.
func (t *tempering) heatOfRound(r int) int64 {
	high, low, u, span := t.heat[len(t.heat)-1], t.heat[r], t.rounds, t.cool
	if t.large() {
		high, low = t.heat[0]*largeHeat, t.heat[0]
		for ; u >= span; span *= 2 {
			u -= span
		}
	}
	if u >= span {
		return low
	}
	from, to := float64(high), float64(low)
	return max(int64(math.Round(from*math.Pow(to/from, float64(u)/float64(span)))), 1)
}

func (t *tempering) large() bool { return len(t.keep) > largePick }

func (t *tempering) found() (int64, []int32) { return t.best, t.keep }

func (t *tempering) coldest() int64 { return t.heat[0] }

func (t *tempering) moves() int { return len(t.chains) * t.length }

// round lets every chain make its moves, on several threads where told, and exchanges neighbours. It tells
// whether it was finished; one that ctx cut short counts for nothing.
func (t *tempering) round(ctx context.Context, threads int) bool {
	each := func(r int) {
		t.chains[r].anneal(ctx, t.length, t.heatOfRound(r))
	}
	inParallel(len(t.chains), threads, each)
	if ctx.Err() != nil {
		return false
	}
	for _, a := range t.chains {
		if a.best > t.best {
			t.best = a.best
			t.keep = append(t.keep[:0], a.keep...)
		}
	}
	if t.rounds++; t.rounds < t.cool || t.large() {
		return true
	}
	for r := int(t.rounds % 2); r+1 < len(t.chains); r += 2 {
		if t.swaps(r) {
			t.chains[r], t.chains[r+1] = t.chains[r+1], t.chains[r]
		}
	}
	return true
}

// swaps draws whether chains r and r+1 exchange their choices.
func (t *tempering) swaps(r int) bool {
	more := float64(t.chains[r+1].value-t.chains[r].value) * heatUnit
	if more >= 0 {
		return true
	}
	k := float64(-more*oddsStep) * (1/float64(t.heat[r]) - 1/float64(t.heat[r+1]))
	return k < oddsSize && t.rnd.next()>>32 < odds[int(k)]
}
