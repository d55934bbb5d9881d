package geo

import "slices"

// Compact gives the smallest set of cells that covers exactly what the given ones cover: doubles and
// cells inside others are dropped, and complete sets of children become their parent, again and again.
// Sorted. The resolutions may be mixed. O(n log n).
func Compact(cells []Cell) []Cell {
	var level [maxRes + 1][]Cell
	for _, c := range cells {
		level[c.resolution()] = append(level[c.resolution()], c)
	}
	for r := maxRes; r > 0; r-- {
		var whole []Cell
		level[r], whole = siblings(level[r], r)
		level[r-1] = append(level[r-1], whole...)
	}
	slices.Sort(level[0])
	level[0] = slices.Compact(level[0])
	kept := map[Cell]bool{}
	var out []Cell
	for r, cells := range level {
		for _, c := range cells {
			if !underKept(c, r, kept) {
				out = append(out, c)
			}
		}
		for _, c := range cells {
			kept[c] = true
		}
	}
	slices.Sort(out)
	return out
}

func underKept(c Cell, res int, kept map[Cell]bool) bool {
	for r := range res {
		if kept[c.ancestor(r)] {
			return true
		}
	}
	return false
}

// siblings takes complete sets of children out of cells of resolution r and gives their parents.
func siblings(cells []Cell, r int) (rest, whole []Cell) {
	slices.Sort(cells)
	cells = slices.Compact(cells)
	for i := 0; i < len(cells); {
		parent := cells[i].ancestor(r - 1)
		j := i + 1
		for j < len(cells) && cells[j].ancestor(r-1) == parent {
			j++
		}
		full := 7
		if parent.pentagon() {
			full = 6
		}
		if j-i == full {
			whole = append(whole, parent)
		} else {
			rest = append(rest, cells[i:j]...)
		}
		i = j
	}
	return rest, whole
}
