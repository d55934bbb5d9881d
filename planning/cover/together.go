package cover

import (
	"context"
	"sync"
)

// Together prices instances that share a budget of camp-days: their linear relaxations run side by side, and one price
// of a camp-day moves with what all of them hold. What an instance serves of its floors must be lowered before to
// what is kept (Keeping), and its own budget is not looked at.
type Together struct {
	list   []*relaxation
	budget int64
	price  float64 // of a camp-day, visitors
	sites  float64
	next   []int64 // step at which each looks for clusters again
	pause  []int64
	best   []Certificate
	bound  int64 // of the best, thousandths; -1 before the first
	days   []float64
	moves  float64
}

// NewTogether starts at a price, visitors a camp-day.
func NewTogether(ins []*Instance, budget, price int64) *Together {
	t := &Together{budget: budget, price: float64(price), next: make([]int64, len(ins)), pause: make([]int64, len(ins)), days: make([]float64, len(ins)), bound: -1}
	for i, in := range ins {
		free := *in
		free.Budget = max(in.Budget, budget)
		a := free.firstAim()
		r := newRelaxation(&free, free.reduce(a).Instance, a)
		r.shared = true
		t.list = append(t.list, r)
		t.sites += float64(len(r.in.Sites))
		t.next[i], t.pause[i] = firstCuts, cutsEvery
	}
	return t
}

const (
	togetherStep = 10  // steps between two moves of the price
	togetherLook = 500 // steps between two looks at the bound
	togetherGain = 0.5 // how far the price moves; with more it swings, as it moves seldom
)

// Run makes so many steps on so many goroutines, which change nothing but the time; fewer, but some, where ctx is done. 0.2 to
// 1 ms a step and district.
func (t *Together) Run(ctx context.Context, units int64, threads int) {
	for u := int64(0); u < units; {
		if ctx.Err() != nil && u > 0 {
			units = u + 1
		}
		n := min(togetherStep, units-u)
		t.each(threads, func(i int) {
			r := t.list[i]
			r.budget = t.price / r.unit
			for range n {
				r.iterate()
			}
			if u+n >= t.next[i] {
				added := r.separate()
				if added > 0 {
					r.setSteps()
					r.forget()
				}
				if added*20 < len(r.cuts) {
					t.pause[i] *= 2
				}
				t.next[i] += t.pause[i]
			}
		})
		u += n
		over := -float64(t.budget)
		for i, r := range t.list {
			for j, days := range r.over {
				over += days
				t.days[i] += r.days[j]
			}
		}
		t.moves++
		t.price = max(t.price+float64(togetherGain*over*t.list[0].unit)/max(t.sites, 1), 0)
		if u%togetherLook == 0 || u == units {
			t.look(threads)
			if u < units {
				clear(t.days)
				t.moves = 0
			}
		}
	}
}

// look evaluates the average multipliers at the best price of a camp-day for them, and keeps them if all together
// prove less.
func (t *Together) look(threads int) {
	certs, priced := make([]Certificate, len(t.list)), make([]*Priced, len(t.list))
	t.each(threads, func(i int) {
		r := t.list[i]
		certs[i] = r.certificate(true)
		priced[i] = NewPriced(r.inner.in, certs[i])
		r.forget()
	})
	if _, bound := BestPrice(priced, t.budget); t.bound < 0 || bound < t.bound {
		t.best, t.bound = certs, bound
	}
}

// Shares gives the camp-days that the relaxations of the instances hold, on average since the last look but one, in
// millionths.
func (t *Together) Shares() []int64 {
	list := make([]int64, len(t.days))
	for i, days := range t.days {
		list[i] = int64(days / max(t.moves, 1) * 1e6)
	}
	return list
}

// Best gives the multipliers found, those that prove least at the best price of a camp-day for them.
func (t *Together) Best() []Certificate { return t.best }

func (t *Together) each(threads int, do func(i int)) {
	var group sync.WaitGroup
	next := make(chan int)
	for range max(threads, 1) {
		group.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range t.list {
		next <- i
	}
	close(next)
	group.Wait()
}

// Must gives the camp-days that an answer best in the first aim holds at least, whatever the budget.
func Must(in *Instance) int64 {
	free := *in
	free.Budget = 1 << 40
	a := free.firstAim()
	must := int64(0)
	for g, group := range in.Groups {
		if !a.short[group.Block] {
			must += int64(a.lo[g])
		}
	}
	for b, short := range a.short {
		if short {
			must += in.Blocks[b].Max
		}
	}
	return must
}

// BestPrice gives the price of a camp-day, thousandths of a visitor, at which instances that share a budget are
// proven to serve least, and what they then serve at most, thousandths. The bound is a maximum of straight lines in the price,
// so it has one valley.
func BestPrice(priced []*Priced, budget int64) (price, bound int64) {
	at := func(price int64) int64 {
		sum := price * budget
		for _, p := range priced {
			sum += p.At(price)
		}
		return sum
	}
	low, high := int64(0), int64(1)
	for _, p := range priced {
		for _, v := range p.inner.values {
			high = max(high, v.worth)
		}
	}
	for low < high {
		if middle := (low + high) / 2; at(middle) <= at(middle+1) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low, at(low)
}
