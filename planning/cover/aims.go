package cover

// aims is the first aim made into limits: every answer that lacks as few camp-days as possible holds
// between lo and hi camp-days in each group.
type aims struct {
	lo, hi  []int32 // per group
	short   []bool  // per block: it cannot meet its minima, so it spends all of its team-days on them
	missing int64   // fewest camp-days missing from the groups' minima
}

// firstAim works out how far the groups' minima can be met. The limits are nested (site, group, block,
// budget), so the most that can be met is a sum of minima taken from below. Where a block's team-days
// or the budget cannot meet all of its minima, every camp-day there goes to a group below its minimum:
// no group holds more than its minimum (or its pins), and which groups go without is left open. A
// block that is short has a claim on the budget for all of its team-days.
// O(sites + groups + blocks).
func (in *Instance) firstAim() aims {
	a := aims{lo: make([]int32, len(in.Groups)), hi: make([]int32, len(in.Groups)), short: make([]bool, len(in.Blocks))}
	fixed := make([]int64, len(in.Groups))
	room := make([]int64, len(in.Groups)) // camp-days the sites allow
	fixedBlock := make([]int64, len(in.Blocks))
	left := in.Budget
	for _, s := range in.Sites {
		fixed[s.Group] += int64(s.Fixed)
		room[s.Group] += int64(s.Max)
		fixedBlock[in.Groups[s.Group].Block] += int64(s.Fixed)
		left -= int64(s.Fixed)
	}
	need := make([]int64, len(in.Groups))
	needBlock := make([]int64, len(in.Blocks))
	for g, group := range in.Groups {
		most := min(room[g], int64(group.Max))
		a.hi[g] = int32(most)
		need[g] = max(0, min(most, int64(group.Min))-fixed[g])
		needBlock[group.Block] += need[g]
		a.missing += max(0, int64(group.Min)-max(fixed[g], min(most, int64(group.Min))))
	}
	met := int64(0)
	for b, block := range in.Blocks {
		got := min(needBlock[b], block.Max-fixedBlock[b])
		met += got
		a.missing += needBlock[b] - got
		a.short[b] = got < needBlock[b]
	}
	shortBudget := met > left
	if shortBudget {
		a.missing += met - left
		clear(a.short) // no block is sure of its share
	}
	for g, group := range in.Groups {
		if shortBudget || a.short[group.Block] {
			a.lo[g] = int32(fixed[g])
			a.hi[g] = int32(fixed[g] + need[g])
		} else {
			a.lo[g] = int32(fixed[g] + need[g])
		}
	}
	return a
}

// ceiling is a bound that needs no prices: the demand within reach.
func (in *Instance) ceiling() int64 {
	total := int64(0)
	seen := make([]bool, len(in.Demand))
	for _, c := range in.ArcCell {
		if !seen[c] {
			seen[c] = true
			total += in.Demand[c]
		}
	}
	return total
}
