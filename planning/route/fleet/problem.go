package fleet

import (
	"slices"

	"doorstep/planning/route/span"
)

// problem is an instance laid out for the search; all searches share it and none writes to it. Place p is a
// depot below first and a customer from there on.
type problem struct {
	in        *Instance
	n, first  int32
	travel    []int32
	visit     []span.Span // of each place
	demand    []int32     // of each place
	prize     []int64     // of each place, -1 where it must be visited
	near      []int32     // nearK places each, the nearest customers first
	nearK     int
	timed     bool // windows or durations matter
	symmetric bool
	all       bool  // nobody is optional
	mean      int64 // mean travel to the nearest places: the unit of temperatures
	slots     []int32
}

// newProblem lays the instance out. Where all is set nobody is optional.
func newProblem(in *Instance, all bool) *problem {
	first := len(in.Depots)
	n := first + len(in.Customers)
	p := &problem{
		in: in, n: int32(n), first: int32(first), travel: in.Travel,
		visit: make([]span.Span, n), demand: make([]int32, n), prize: make([]int64, n), symmetric: true, all: all,
	}
	for i, d := range in.Depots {
		p.visit[i] = span.Visit(0, d.Ready, d.Due)
	}
	for i, c := range in.Customers {
		p.visit[first+i] = span.Visit(c.Service, c.Ready, c.Due)
		p.demand[first+i] = c.Demand
		p.prize[first+i] = c.Prize
		if !c.Optional || all {
			p.prize[first+i] = -1
		}
	}
	p.timed = p.needsTime()
	for i := range n {
		for j := range i {
			if in.Travel[i*n+j] != in.Travel[j*n+i] {
				p.symmetric = false
			}
		}
	}
	for k := range in.Vehicles {
		for range in.count(k) {
			p.slots = append(p.slots, int32(k))
		}
	}
	p.rank()
	return p
}

// needsTime says whether any route that could be made would break a window or a duration.
func (p *problem) needsTime() bool {
	for _, v := range p.in.Vehicles {
		if v.MaxDuration > 0 {
			return true
		}
	}
	longest, services := int64(0), int64(0)
	for _, t := range p.travel {
		longest = max(longest, int64(t))
	}
	open, shut := int32(0), span.MaxTime
	for _, v := range p.visit {
		services += int64(v.Net)
		open, shut = max(open, v.Early), min(shut, v.Late)
	}
	return int64(open)+services+longest*int64(p.n+1) > int64(shut)
}

// rank lists for each customer those that it could well stand beside: travel, plus a fifth of the waiting and
// all of the warp that cannot be avoided between the two, in the better direction (the proximity of Vidal and others 2013).
func (p *problem) rank() {
	n, first := int(p.n), int(p.first)
	p.nearK = min(standard.near, n-first-1)
	if p.nearK <= 0 {
		p.nearK = 0
		p.mean = 1
		return
	}
	p.near = make([]int32, n*p.nearK)
	row := make([]uint64, 0, n)
	sum := int64(0)
	for i := first; i < n; i++ {
		row = row[:0]
		for j := first; j < n; j++ {
			if j != i {
				row = append(row, uint64(min(p.apart(i, j), p.apart(j, i)))<<20|uint64(j))
			}
		}
		least(row, p.nearK)
		row = row[:p.nearK]
		slices.Sort(row)
		for k, x := range row {
			p.near[i*p.nearK+k] = int32(x & (1<<20 - 1))
			if k < 5 {
				sum += int64(p.travel[i*n+int(x&(1<<20-1))])
			}
		}
	}
	p.mean = max(1, sum/int64((n-first)*min(5, p.nearK)))
}

// apart is how far j is after i.
func (p *problem) apart(i, j int) int64 {
	a, b, t := p.visit[i], p.visit[j], int64(p.travel[i*int(p.n)+j])
	if !p.timed {
		return t
	}
	wait := max(int64(b.Early)-t-int64(a.Net)-int64(a.Late), 0)
	warp := max(int64(a.Early)+int64(a.Net)+t-int64(b.Late), 0)
	return t + wait/5 + warp
}

// least brings the k least values of row to its front (Hoare's selection).
func least(row []uint64, k int) {
	lo, hi := 0, len(row)-1
	for lo < hi {
		pivot := row[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for row[i] < pivot {
				i++
			}
			for row[j] > pivot {
				j--
			}
			if i <= j {
				row[i], row[j] = row[j], row[i]
				i++
				j--
			}
		}
		switch {
		case k-1 <= j:
			hi = j
		case k-1 >= i:
			lo = i
		default:
			return
		}
	}
}

// nearest gives the customers that c is tried beside.
func (p *problem) nearest(c int32) []int32 {
	return p.near[int(c)*p.nearK : (int(c)+1)*p.nearK]
}
