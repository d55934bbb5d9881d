package planning

// groupRisks gives the visitors expected to be lost, of a thousand, of each group on each day: the most that any of the
// drive's risks says; nil where it says none of the group.
func (p *Problem) groupRisks() [][]int64 {
	risks := make([][]int64, len(p.Groups))
	for _, x := range p.Drive.Risks {
		if len(p.Days) == 0 || x.Day < p.Days[0] || x.Day > p.Days[len(p.Days)-1] {
			continue
		}
		for g := range p.Groups {
			if !p.Groups[g].liesIn(x.Area, p.Area) {
				continue
			}
			if risks[g] == nil {
				risks[g] = make([]int64, len(p.Days))
			}
			d := int(x.Day - p.Days[0])
			risks[g][d] = max(risks[g][d], x.Permille)
		}
	}
	return risks
}

// riskOn is the visitors expected to be lost, of a thousand, of a group's camp on a day.
func (m *model) riskOn(g int32, day int) int64 {
	if day < 0 || m.risks[g] == nil {
		return 0
	}
	return m.risks[g][day]
}

// riskCost is what a camp that expects so many visitors pays for each day, in thousandths of a visitor; nil: nothing.
func (m *model) riskCost(g int32, visitors int64) []int64 {
	if m.risks[g] == nil {
		return nil
	}
	cost := make([]int64, len(m.p.Days))
	for d, n := range m.risks[g] {
		cost[d] = min(n*max(visitors, 1), mostRiskCost)
	}
	return cost
}

// mostRiskCost is the most that one camp pays for a day: a million visitors lost.
const mostRiskCost = 1_000_000_000

// visitorsAtRisk adds up the visitors expected to be lost, rounded up.
func visitorsAtRisk(camps []Camp) int64 {
	sum := int64(0)
	for _, x := range camps {
		sum += x.Visitors * x.Risk
	}
	return ceilDiv(sum, 1000)
}
