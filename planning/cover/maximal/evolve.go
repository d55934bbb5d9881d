package maximal

import (
	"context"
	"math"
	"slices"
	"sync"
)

// evolution searches with a pool of choices. Each is cooled on its own first. Then, a generation after the other, some
// are put together: a cooling that sees only the sites of four of them, which are so few that it finds nearly the best
// that can be made of them, as tours are merged (Cook and Seymour 2003, doi 10.1287/ijoc.15.3.233.16078). Once that wins nothing
// more, the best so far joins the pool, and then all begins anew with longer coolings, so nothing has to be known of how
// long the search may take.
type evolution struct {
	in     *Instance
	chains []*annealer
	pool   []elite
	best   elite // so far
	former elite // best when this pool began
	rnd    random
	low    float64
	high   float64
	warm   float64
	length int  // moves of a chain in a round of the first cooling
	span   int  // rounds of the first cooling
	phase  int  // rounds since it began
	idle   int  // generations without a better choice
	joined bool // former is in the pool
}

// elite is a choice with what it covers.
type elite struct {
	value int64
	sites []int32
}

const (
	poolSize    = 16
	poolSpan    = 20     // rounds the first pool is cooled
	parents     = 4      // whose sites make a child
	childSweeps = 400    // moves for each site chosen among the sites of the parents
	childMoves  = 40_000 // at most
	afterSweeps = 40     // then among all sites
	afterMoves  = 8000
	afterHeat   = 2 // times the coldest: where that begins
	enoughStale = 3 // generations without a better choice
	coolSteps   = 100
)

// newEvolution begins with a greedy choice; last is about what the last site chosen earns. The temperatures are those of
// newTempering.
func newEvolution(in *Instance, near [][]int32, start []int32, last float64, seed uint64) *evolution {
	e := &evolution{in: in, rnd: random{seed}, length: min(roundSweeps*len(start), roundMoves), span: poolSpan, joined: true}
	for range poolSize {
		a := newAnnealer(in, near, e.rnd.next())
		a.set(start)
		e.chains = append(e.chains, a)
		e.best = elite{a.value, start}
	}
	scale := math.Sqrt(max(last, 1) * float64(e.best.value) / float64(max(len(start), 1)))
	e.low, e.high = coldest*scale, hottest*scale
	e.warm = e.low * afterHeat
	return e
}

func (e *evolution) found() (int64, []int32) { return e.best.value, e.best.sites }

func (e *evolution) coldest() int64 { return heatOf(e.low) }

func (e *evolution) moves() int { return poolSize * e.length }

// round cools every choice a little further, or makes a generation. It tells whether it was finished; one that ctx cut
// short counts for nothing.
func (e *evolution) round(ctx context.Context, threads int) bool {
	if e.phase >= e.span {
		return e.generation(ctx, threads)
	}
	heat := between(e.high, e.low, e.phase, e.span)
	inParallel(poolSize, threads, func(n int) { e.chains[n].anneal(ctx, e.length, heat) })
	if ctx.Err() != nil {
		return false
	}
	e.phase++
	for _, a := range e.chains {
		if a.best > e.best.value {
			e.best = a.elite()
		}
		if e.phase == e.span {
			e.pool = append(e.pool, a.elite())
		}
		if e.phase == e.span/2 {
			a.best = 0 // what was best is that of the pool before
		}
	}
	return true
}

// generation makes a child of every two of the pool and of the two that follow; it takes the place of the worse of
// the first two where it is better and not the same as the other.
func (e *evolution) generation(ctx context.Context, threads int) bool {
	for n := range e.pool {
		k := e.rnd.below(n + 1)
		e.pool[n], e.pool[k] = e.pool[k], e.pool[n]
	}
	child := make([]elite, poolSize/2)
	seed := e.rnd.next()
	inParallel(len(child), threads, func(n int) {
		var from []elite
		for k := range parents {
			from = append(from, e.pool[(2*n+k)%poolSize])
		}
		child[n] = e.breed(ctx, e.chains[n], from, seed+uint64(n))
	})
	if ctx.Err() != nil {
		return false
	}
	e.idle++
	for n, c := range child {
		better, worse := &e.pool[2*n], &e.pool[2*n+1]
		if better.value < worse.value {
			better, worse = worse, better
		}
		if c.value > worse.value && c.value != better.value {
			*worse = c
			e.idle = 0
		}
		if c.value > e.best.value {
			e.best = c
		}
	}
	if e.idle >= enoughStale {
		e.renew()
	}
	return true
}

// renew puts the best of the pools before into a pool that gets no better, and begins the next one after that.
func (e *evolution) renew() {
	e.idle = 0
	if !e.joined {
		e.joined = true
		worst := 0
		for n := range e.pool {
			if e.pool[n].value < e.pool[worst].value {
				worst = n
			}
		}
		e.pool[worst] = e.former
		return
	}
	e.joined, e.former, e.pool = false, e.best, e.pool[:0]
	e.phase, e.span = 0, e.span+e.span/3
}

// breed cools among the sites of some choices, beginning with the first, and then a little among all.
func (e *evolution) breed(ctx context.Context, a *annealer, from []elite, seed uint64) elite {
	var union []int32
	for _, f := range from {
		union = append(union, f.sites...)
	}
	slices.Sort(union)
	few := restrict(e.in, slices.Compact(union))
	var start []int32
	for k, j := range few.site {
		if slices.Contains(from[0].sites, j) {
			start = append(start, int32(k))
		}
	}
	rnd := random{seed}
	b := newAnnealer(&few.Instance, neighbours(&few.Instance), rnd.next())
	b.begin(start)
	b.cool(ctx, min(childSweeps*len(start), childMoves), e.high, e.low)
	a.rnd = random{rnd.next()}
	a.begin(few.expand(b.keep))
	a.cool(ctx, min(afterSweeps*len(start), afterMoves), e.warm, e.low)
	return a.elite()
}

// begin takes over a choice as the best.
func (a *annealer) begin(sites []int32) {
	a.set(sites)
	a.best, a.keep = a.value, append(a.keep[:0], a.chosen...)
}

func (a *annealer) elite() elite { return elite{a.best, slices.Clone(a.keep)} }

// cool makes moves at falling temperatures.
func (a *annealer) cool(ctx context.Context, moves int, from, to float64) {
	for u := range coolSteps {
		if ctx.Err() != nil {
			return
		}
		a.anneal(ctx, moves/coolSteps, between(from, to, u, coolSteps))
	}
}

// between is the temperature after u of n steps that each take off the same share.
func between(from, to float64, u, n int) int64 {
	return heatOf(from * math.Pow(to/from, float64(u)/float64(n)))
}

// inParallel does n things, on several threads where told.
func inParallel(n, threads int, do func(int)) {
	if threads <= 1 {
		for k := range n {
			do(k)
		}
		return
	}
	var group sync.WaitGroup
	gate := make(chan struct{}, threads)
	for k := range n {
		group.Go(func() {
			gate <- struct{}{}
			do(k)
			<-gate
		})
	}
	group.Wait()
}
