package planning

import "slices"

// Trigrams are the distinct three-letter pieces of a folded name, sorted, each packed into 24 bits: the
// pieces pg_trgm takes, every word with two blanks before it and one behind.
type Trigrams []uint32

// TrigramsOf takes the trigrams of a name that is folded already.
func TrigramsOf(folded string) Trigrams {
	if folded == "" {
		return nil
	}
	t := make(Trigrams, 0, len(folded)+4)
	const blank = uint32(' ')
	a, b := blank, blank
	for i := range len(folded) {
		c := uint32(folded[i])
		if c == blank {
			if b != blank {
				t = append(t, a<<16|b<<8|blank)
			}
			a, b = blank, blank
			continue
		}
		t = append(t, a<<16|b<<8|c)
		a, b = b, c
	}
	if b != blank {
		t = append(t, a<<16|b<<8|blank)
	}
	slices.Sort(t)
	return slices.Compact(t)
}

// Likeness is what both have over what either has, 0..1: pg_trgm's similarity(). Two empty names are
// not alike. Linear in their lengths.
func (t Trigrams) Likeness(u Trigrams) float64 {
	both := t.common(u)
	if all := len(t) + len(u) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

func (t Trigrams) common(u Trigrams) int {
	both := 0
	for i, j := 0, 0; i < len(t) && j < len(u); {
		switch {
		case t[i] < u[j]:
			i++
		case t[i] > u[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return both
}

// Likeness compares two names in any of the three scripts by the trigrams of their folded forms, 0..1.
func Likeness(a, b string) float64 {
	return TrigramsOf(Fold(a)).Likeness(TrigramsOf(Fold(b)))
}
