package geo

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Merged is where several fixes together put a thing.
type Merged struct {
	At       orb.Point
	Radius   Meters   // 68 % radius, as Fix.Accuracy
	Used     []string // ids of the fixes it rests on, sorted
	Rejected []string // ids of the fixes that speak for another place, sorted
}

// What MergeFixes assumes.
const (
	// MaxAccuracy is the worst accuracy a fix may state.
	MaxAccuracy Meters = 100_000
	// MaxFixes is the most fixes that are merged into one place.
	MaxFixes = 1000
	// sittingGap parts two sittings of one observer with one source: fixes closer in time share the sky,
	// the reflections off the walls and the mistake of place.
	sittingGap = 15 * time.Minute
	// apart is how many times their common 68 % radius two fixes may lie apart and still speak for one
	// place: beyond it lie 0.004 % of honest pairs (exp(-1.139 * 9)).
	apart = 3.0
	// maxScale is how many times too small accuracies may be taken to be stated.
	maxScale = 4.0
	// medianTo68 is the ratio of the 68 % radius to the median of a Rayleigh-distributed distance.
	medianTo68 = 1.282
	// meanSquareTo68 is the mean of the squared distance over the squared 68 % radius: 2 / (2 * 1.1394).
	meanSquareTo68 = 0.8776
)

// floor is the radius below which no number of fixes of a source brings the result, for they share an
// error that averaging does not remove. gps: a phone under open sky is within 4.9 m (US Government,
// gps.gov, "GPS Accuracy", after van Diggelen and Enge 2015, Proc. ION GNSS+ 361-369). The others are
// assumptions: survey 1 m; map 10 m, the usual offset of satellite pictures; network 20 m.
func floor(source string) Meters {
	switch source {
	case "survey":
		return 1
	case "map":
		return 10
	case "network":
		return 20
	}
	return 4.9
}

// MergeFixes gives the most likely place of a thing from observations of it, with an honest radius.
//
//  1. An accuracy below its source's floor is raised to the floor.
//  2. The fixes of one observer and source within 15 minutes of one another are one sitting and count as
//     one observation: their mean, with the accuracy of the best of them
//     (worse where they scatter, as in 4).
//  3. In a sitting, then among sittings, those that disagree are rejected: two agree when they lie within
//     3 s of their common radius sqrt(a*a + b*b); s is the median over all of each one's median distance
//     to the others in such radii (the estimator of Rousseeuw and Croux 1993, J. Am. Stat. Assoc.
//     88:1273-1283), held between 1 and 4, so that accuracies stated too small do not make honest fixes
//     disagree.
//     The one that most agree with is kept with those that agree with it. Where another place has as
//     many on its side, nothing is rejected.
//  4. The kept ones are averaged with weights 1 / radius squared. The radius is 1 / sqrt(sum of
//     weights), times the factor by which they scatter more than they state (Birge 1932, Phys. Rev.
//     40:207-227), never below the best floor among them; where the kept ones disagree, it reaches the
//     farthest of them.
//
// So forty fixes of one phone in one sitting are no better than the best of them. Neither the order of
// the fixes nor a fix given twice changes anything. It refuses with fix.missing, fix.accuracy (not above
// 0 and at most MaxAccuracy), fix.too_many, fix.conflict (one id, two contents) and point.outside.
// O(n^2).
func MergeFixes(fixes []Fix) (Merged, error) {
	fixes, err := sortedFixes(fixes)
	if err != nil {
		return Merged{}, err
	}
	var sittings []observation
	var out Merged
	for _, s := range sittingsOf(fixes) {
		kept, lost, agreed := agreeing(s)
		o := mean(kept)
		o.radius = observations(kept).best() * scatter(kept, o.at)
		if !agreed {
			o.radius = max(o.radius, farthest(kept, o.at))
		}
		sittings = append(sittings, o)
		out.Rejected = append(out.Rejected, idsOf(lost)...)
	}
	kept, lost, agreed := agreeing(sittings)
	out.Used, out.Rejected = idsOf(kept), append(out.Rejected, idsOf(lost)...)
	slices.Sort(out.Used)
	slices.Sort(out.Rejected)
	m := mean(kept)
	out.At = orb.Point{unwrap(m.at[0], 0), m.at[1]}
	out.Radius = max(m.radius*scatter(kept, m.at), m.floor)
	if !agreed {
		out.Radius = max(out.Radius, farthest(kept, m.at))
	}
	return out, nil
}

// observation is a fix, or several that count as one.
type observation struct {
	at     orb.Point
	radius Meters
	floor  Meters
	ids    []string
}

type observations []observation

func (s observations) best() Meters {
	best := s[0].radius
	for _, o := range s {
		best = min(best, o.radius)
	}
	return best
}

func idsOf(obs []observation) []string {
	var ids []string
	for _, o := range obs {
		ids = append(ids, o.ids...)
	}
	return ids
}

// sortedFixes checks the fixes, drops repeated ones and puts the rest into an order of their own.
func sortedFixes(fixes []Fix) ([]Fix, error) {
	if len(fixes) == 0 {
		return nil, fault.Malformed("fix.missing", "A place needs at least one fix.")
	}
	if len(fixes) > MaxFixes {
		return nil, fault.Refuse("fix.too_many", "%d fixes are more than the %d that are merged into one place.", len(fixes), MaxFixes)
	}
	for _, f := range fixes {
		if err := CheckPoint(f.At); err != nil {
			return nil, err
		}
		if !(f.Accuracy > 0 && f.Accuracy <= MaxAccuracy) {
			return nil, fault.Malformed("fix.accuracy", "Fix %s states an accuracy of %g m; it must be above 0 and at most %g m.", quoted(f.ID), float64(f.Accuracy), float64(MaxAccuracy))
		}
	}
	sorted := slices.Clone(fixes)
	slices.SortFunc(sorted, compareFixes)
	sorted = slices.CompactFunc(sorted, func(a, b Fix) bool { return a.ID != "" && compareFixes(a, b) == 0 })
	seen := map[string]bool{}
	for _, f := range sorted {
		if f.ID != "" && seen[f.ID] {
			return nil, fault.Clash("fix.conflict", "Two different fixes carry the id %s.", quoted(f.ID))
		}
		seen[f.ID] = true
	}
	return sorted, nil
}

func compareFixes(a, b Fix) int {
	return cmp.Or(
		cmp.Compare(a.TakenBy, b.TakenBy), cmp.Compare(a.Source, b.Source), a.TakenAt.Compare(b.TakenAt),
		cmp.Compare(a.ID, b.ID), cmp.Compare(a.At[0], b.At[0]), cmp.Compare(a.At[1], b.At[1]),
		cmp.Compare(a.Accuracy, b.Accuracy))
}

// sittingsOf parts sorted fixes into sittings.
func sittingsOf(fixes []Fix) []observations {
	var all []observations
	for i, f := range fixes {
		if i == 0 || f.TakenBy != fixes[i-1].TakenBy || f.Source != fixes[i-1].Source || f.TakenAt.Sub(fixes[i-1].TakenAt) > sittingGap {
			all = append(all, nil)
		}
		s := &all[len(all)-1]
		*s = append(*s, observation{f.At, max(f.Accuracy, floor(f.Source)), floor(f.Source), []string{f.ID}})
	}
	return all
}

// agreeing parts observations into those that speak for the place most speak for and the others. agreed
// is false where no place has most on its side: then all are kept.
func agreeing(obs []observation) (kept, lost []observation, agreed bool) {
	if len(obs) == 1 {
		return obs, nil, true
	}
	ratio := ratios(obs)
	limit := apart * min(max(1, scale(ratio)), maxScale)
	side := func(i int) (n int, weight float64) {
		for j := range obs {
			if ratio[i][j] <= limit {
				n++
				weight += weightOf(obs[j])
			}
		}
		return n, weight
	}
	leader, most, weight := 0, 0, 0.0
	for i := range obs {
		if n, w := side(i); n > most || n == most && w > weight {
			leader, most, weight = i, n, w
		}
	}
	if most == len(obs) {
		return obs, nil, true
	}
	for i := range obs { // is there another place with as many on its side?
		if n, _ := side(i); n == most && ratio[leader][i] > limit {
			return obs, nil, false
		}
	}
	for j, o := range obs {
		if ratio[leader][j] <= limit {
			kept = append(kept, o)
		} else {
			lost = append(lost, o)
		}
	}
	return kept, lost, true
}

// ratios gives the distance of every two observations in their common radii.
func ratios(obs []observation) [][]float64 {
	ratio := make([][]float64, len(obs))
	for i := range obs {
		ratio[i] = make([]float64, len(obs))
		for j := range i {
			a, b := float64(obs[i].radius), float64(obs[j].radius)
			ratio[i][j] = float64(Distance(obs[i].at, obs[j].at)) / math.Sqrt(float64(a*a)+float64(b*b))
			ratio[j][i] = ratio[i][j]
		}
	}
	return ratio
}

// scale gives how much farther apart observations typically lie than they state, 1 for honest ones.
func scale(ratio [][]float64) float64 {
	medians := make([]float64, len(ratio))
	for i, row := range ratio {
		others := slices.Delete(slices.Clone(row), i, i+1)
		medians[i] = lowMedian(others)
	}
	return medianTo68 * lowMedian(medians)
}

func lowMedian(x []float64) float64 {
	slices.Sort(x)
	return x[(len(x)-1)/2]
}

func weightOf(o observation) float64 { return 1 / float64(o.radius*o.radius) }

// mean averages with weights 1 / radius squared, in the plane that touches the Earth at the first one.
func mean(obs []observation) observation {
	from := obs[0].at
	var x, y, sum float64
	m := observation{floor: obs[0].floor}
	for _, o := range obs {
		w := weightOf(o)
		x += float64(w * unwrap(o.at[0]-from[0], 0))
		y += float64(w * (o.at[1] - from[1]))
		sum += w
		m.floor = min(m.floor, o.floor)
		m.ids = append(m.ids, o.ids...)
	}
	m.at = orb.Point{from[0] + x/sum, from[1] + y/sum}
	m.radius = Meters(1 / math.Sqrt(sum))
	return m
}

// scatter gives the factor, at least 1, by which observations lie farther from at than their radii say.
func scatter(obs []observation, at orb.Point) Meters {
	if len(obs) < 2 {
		return 1
	}
	var sum float64
	for _, o := range obs {
		d := float64(Distance(o.at, at) / o.radius)
		sum += float64(d * d)
	}
	return Meters(max(1, math.Sqrt(sum/(meanSquareTo68*float64(len(obs)-1)))))
}

func farthest(obs []observation, at orb.Point) Meters {
	var d Meters
	for _, o := range obs {
		d = max(d, Distance(o.at, at))
	}
	return d
}
