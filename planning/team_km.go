package planning

import (
	"math"

	"github.com/paulmach/orb"
)

// teamKM adds up the kilometres that teams drive for the camps of a plan: from the seat of the venue's block there and back,
// straight line x detour, an estimate. The seat is the mean of the block's cells weighted by people, as no source gives
// the real one. A team holds one camp a day and returns, so the sum is the same whoever goes and on whatever day: only
// the choice of venues changes it.
func (m *model) teamKM(plan Plan) int64 {
	type sum struct {
		at     orb.Point
		people float64
	}
	seats := make([]sum, len(m.p.Blocks))
	for i, d := range m.p.Demand {
		s := &seats[m.groupBlock[m.cellGroup[i]]]
		n := float64(d.People)
		s.at[0] += d.At[0] * n
		s.at[1] += d.At[1] * n
		s.people += n
	}
	metres := int64(0)
	for _, x := range plan.Camps {
		j, ok := m.venue[x.Venue]
		if !ok {
			continue
		}
		if s := seats[m.groupBlock[m.siteGroup[j]]]; s.people > 0 {
			metres += 2 * walk(orb.Point{s.at[0] / s.people, s.at[1] / s.people}, m.p.Candidates[j].At, m.p.Drive.DetourPermille)
		}
	}
	return int64(math.Round(float64(metres) / 1000))
}
