package cover

import (
	"cmp"
	"slices"
)

// Priced is the bound of an instance whose camp-days cost a price each, for those who share a budget.
type Priced struct {
	inner  *inner
	base   int64 // thousandths: all that does not depend on the price of a camp-day
	pinned int64 // camp-days
}

// NewPriced evaluates a certificate on the instance, as Bound does.
func NewPriced(in *Instance, c Certificate) *Priced {
	e := newInner(in, in.firstAim())
	e.all = true
	p := &Priced{inner: e, base: e.bound(c, newLinks(in))}
	p.base -= e.choose(0)
	for _, s := range in.Sites {
		p.pinned += int64(s.Fixed)
	}
	slices.SortStableFunc(e.values, func(a, b dayValue) int { return cmp.Compare(b.worth, a.worth) })
	return p
}

// At gives, in thousandths of a visitor, the most that answers best in the first aim can serve less price
// thousandths for each camp-day they hold: whatever the price, an answer of n camp-days serves at most that
// plus n x price. O(sites).
func (p *Priced) At(price int64) int64 {
	return p.base - p.pinned*price + p.inner.choose(price)
}
