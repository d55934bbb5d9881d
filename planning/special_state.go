package planning

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// MakeState makes the problems of a synthetic state for benchmarks: so many cells and venues over districts of 3,860 km2,
// each with 144 groups in 16 blocks, hamlets strewn about towns, 910 people a cell on average, the default drive with a
// floor in thousandths (0: none), a camp-day for 2,780 people, and teams for the budget and one more. The same seed
// makes the same state.
func MakeState(seed uint64, cells, venues, districts int, floor int64) ([]Problem, error) {
	var problems []Problem
	for d := range districts {
		p, err := makeDistrict(rand.New(rand.NewPCG(seed, uint64(d))), d, cells/districts, venues/districts, floor)
		if err != nil {
			return nil, err
		}
		problems = append(problems, p)
	}
	return problems, nil
}

const (
	stateSide   = 0.56 // degrees of a district
	groupsAside = 12
	blocksAside = 4
)

func makeDistrict(r *rand.Rand, d, cells, venues int, floor int64) (Problem, error) {
	drive := DefaultDrive()
	drive.ID, drive.FloorPermille = "drive", floor
	p := Problem{
		Format: ProblemFormat, Area: fmt.Sprintf("district-%02d", d), Name: fmt.Sprintf("District %02d", d), Drive: drive,
		Days: []Day{}, Closures: []Closure{}, Absent: []Absence{}, Placement: Placement{GroupLevel: "made up", MissingTowns: []string{}},
	}
	for t := range drive.WorkingDays {
		p.Days = append(p.Days, drive.FirstDay+Day(t))
	}
	for b := range blocksAside * blocksAside {
		p.Blocks = append(p.Blocks, Block{ID: AreaID(fmt.Sprintf("%s-block-%02d", p.Area, b)), Name: fmt.Sprintf("%s block %02d", p.Name, b)})
	}
	for g := range groupsAside * groupsAside {
		id := fmt.Sprintf("%s-group-%03d", p.Area, g)
		p.Groups = append(p.Groups, Group{ID: id, Name: id, Of: AreaID(id), Block: p.Blocks[blockOfGroup(g)].ID, Level: LevelGramPanchayat, Minimum: 1})
	}
	west, south := 80+float64(d%6), 18+float64(d/6)
	towns := make([]orb.Point, 40)
	for k := range towns {
		towns[k] = orb.Point{r.Float64(), r.Float64()}
	}
	place := func() (at orb.Point, group int) {
		at = orb.Point{r.Float64(), r.Float64()}
		if town := towns[r.IntN(len(towns))]; r.IntN(3) == 0 {
			at = orb.Point{town[0] + r.NormFloat64()*0.03, town[1] + r.NormFloat64()*0.03}
		}
		for k, x := range at {
			at[k] = min(max(x, 0), 0.999999)
		}
		group = int(at[1]*groupsAside)*groupsAside + int(at[0]*groupsAside)
		return orb.Point{math.Round((west+at[0]*stateSide)*1e6) / 1e6, math.Round((south+at[1]*stateSide)*1e6) / 1e6}, group
	}
	people := make([]int64, len(p.Blocks))
	seen := map[geo.Cell]bool{}
	for range cells {
		at, g := place()
		cell, err := geo.CellOf(at, geo.ResDemand)
		if err != nil {
			return Problem{}, err
		}
		if seen[cell] {
			continue
		}
		seen[cell] = true
		n := int64(180 * math.Exp(r.NormFloat64()*1.0+1.12))
		people[blockOfGroup(g)] += n
		p.Demand = append(p.Demand, Demand{Cell: cell, Place: fmt.Sprintf("hamlet %d", len(p.Demand)), Group: p.Groups[g].ID, At: at, People: n, Visitors: n * drive.TurnoutPermille / 1000})
		p.Placement.People += n
	}
	slices.SortFunc(p.Demand, func(a, b Demand) int { return cmp.Compare(a.Cell, b.Cell) })
	for v := range venues {
		at, g := place()
		p.Candidates = append(p.Candidates, Candidate{
			ID: VenueID(fmt.Sprintf("%s-venue-%05d", p.Area, v)), Name: fmt.Sprintf("School %d", v), Kind: "school", Group: p.Groups[g].ID, At: at, Cap: drive.CapPerCampDay,
		})
	}
	p.CampDays = max(ceilDiv(p.Placement.People, drive.PeoplePerCampDay), int64(len(p.Groups)))
	for b, n := range people {
		for t := range ceilDiv(ceilDiv(n, drive.PeoplePerCampDay), int64(len(p.Days))) + int64(drive.SpareTeams) {
			p.Teams = append(p.Teams, Team{ID: TeamID(fmt.Sprintf("%s-team-%02d-%03d", p.Area, b, t)), Name: fmt.Sprintf("%s team %d", p.Blocks[b].Name, t+1), Block: p.Blocks[b].ID})
		}
	}
	return p, p.Validate()
}

// blockOfGroup gives the block of a group, both by rows of their squares.
func blockOfGroup(g int) int {
	row, column := g/groupsAside, g%groupsAside
	return row*blocksAside/groupsAside*blocksAside + column*blocksAside/groupsAside
}
