package planning

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// Limits of a problem, far above any real one, that keep every sum within 63 bits.
const (
	maxPeople = 100_000_000       // of one cell, or the cap of one camp-day
	maxTotal  = 1_000_000_000_000 // of all cells
	maxCells  = 5_000_000
	maxCount  = 1_000_000_000 // camp-days, groups' minima
	maxDays   = 3660
	maxRadius = 1_000_000 // metres, of one cell
)

// complaints gathers the bad places of a document, the first few of each sort.
type complaints struct {
	noun           string
	order, invalid []fault.Detail
}

func refuse(list *[]fault.Detail, pointer, format string, args ...any) {
	if len(*list) < 20 {
		*list = append(*list, fault.Detail{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
	}
}

// must refuses the place unless ok.
func (c *complaints) must(ok bool, pointer, format string, args ...any) {
	if !ok {
		refuse(&c.invalid, pointer, format, args...)
	}
}

// item refuses a field of a list's item unless ok.
func (c *complaints) item(ok bool, list string, i int, field, format string, args ...any) {
	if !ok {
		refuse(&c.invalid, fmt.Sprintf("/%s/%d/%s", list, i, field), format, args...)
	}
}

// within refuses a number outside lo..hi.
func (c *complaints) within(n, lo, hi int64, list string, i int, field string) {
	if n < lo || n > hi {
		pointer := field
		if i >= 0 {
			pointer = fmt.Sprintf("/%s/%d/%s", list, i, field)
		}
		refuse(&c.invalid, pointer, "%d is not between %d and %d.", n, lo, hi)
	}
}

func (c *complaints) point(at orb.Point, list string, i int) {
	ok := true
	for k, limit := range [2]float64{180, 90} {
		x := at[k]
		ok = ok && math.Abs(x) <= limit && math.Round(x*1e6)/1e6 == x && !(x == 0 && math.Signbit(x))
	}
	c.item(ok, list, i, "at", "%v is not a longitude and latitude rounded to 6 decimals.", at)
}

func (c *complaints) err() error {
	switch {
	case len(c.invalid) > 0:
		f := fault.Malformed(fault.Code(c.noun+".invalid"), "The %s makes no sense in some places.", spoken(c.noun))
		f.Details = slices.Concat(c.invalid, c.order)
		return f
	case len(c.order) > 0:
		f := fault.Malformed(fault.Code(c.noun+".order"), "The %s has lists out of order, or the same thing twice in one.", spoken(c.noun))
		f.Details = c.order
		return f
	}
	return nil
}

// ascending refuses a list that is not strictly ascending by compare.
func ascending[T any](c *complaints, name string, list []T, compare func(a, b T) int) {
	for i := 1; i < len(list); i++ {
		switch n := compare(list[i-1], list[i]); {
		case n == 0:
			refuse(&c.order, fmt.Sprintf("/%s/%d", name, i), "This is the same as the item before it.")
		case n > 0:
			refuse(&c.order, fmt.Sprintf("/%s/%d", name, i), "This belongs before the item before it.")
		}
	}
}

// cellOK says whether a cell may carry demand.
func cellOK(c geo.Cell) bool { return c.Valid() && c.Resolution() == geo.ResDemand }
