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

// Figures of the made-up gram panchayats that booth sittings are measured on.
const (
	casePitch       = 4300.0 // metres between gram panchayats
	caseBlockGroups = 10
	caseGroups      = 144 // gram panchayats of a district
)

// SittingCase makes districts of so many booths in so many gram panchayats, to measure booth sittings on: hamlets of
// heavy-tailed size, booths at them by people, schools at most of them, 30 working days, 183 visitors of a thousand
// people. The same figures and seed make the same problems.
func SittingCase(booths, groups int, seed uint64) []Problem {
	var list []Problem
	shares := make([]int64, groups)
	for g := range shares {
		shares[g] = 700 + rand.New(rand.NewPCG(seed, uint64(g))).Int64N(600)
	}
	counts := geo.Apportion(int64(booths), shares)
	for first := 0; first < groups; first += caseGroups {
		list = append(list, sittingDistrict(first, counts[first:min(first+caseGroups, groups)], seed))
	}
	return list
}

func sittingDistrict(first int, counts []int64, seed uint64) Problem {
	drive := DefaultDrive()
	drive.ID, drive.Unit, drive.WorkingDays, drive.TurnoutPermille, drive.TurnoutSource = "case", UnitBooth, 30, 183, "544 visitors a camp of three booths"
	number := first/caseGroups + 1
	p := Problem{
		Format: ProblemFormat, Area: fmt.Sprintf("district-%02d", number), Name: fmt.Sprintf("District %d", number), Drive: drive, Closures: []Closure{},
		Blocks: []Block{}, Groups: []Group{}, Teams: []Team{}, Candidates: []Candidate{}, Demand: []Demand{}, Absent: []Absence{},
		Placement: Placement{GroupLevel: "gram panchayat", MissingTowns: []string{}},
	}
	for day := drive.FirstDay; len(p.Days) < drive.WorkingDays; day++ {
		p.Days = append(p.Days, day)
	}
	owed := make([]int64, (len(counts)+caseBlockGroups-1)/caseBlockGroups)
	for n, booths := range counts {
		block := AreaID(fmt.Sprintf("block-%02d", n/caseBlockGroups))
		id := fmt.Sprintf("group-%03d", n)
		sittings := min(ceilDiv(booths, DefaultBoothsPerSitting), booths/2)
		p.Groups = append(p.Groups, Group{ID: id, Name: id, Of: AreaID(id), Block: block, Level: LevelGramPanchayat, Sittings: sittings})
		owed[n/caseBlockGroups] += sittings
		p.CampDays += sittings
		corner := orb.Point{86 + float64(n%12)*0.042, 22 + float64(n/12)*0.0387}
		p.fillCase(rand.New(rand.NewPCG(seed, uint64(1_000_000+first+n))), id, corner, booths)
	}
	for b, camps := range owed {
		block := AreaID(fmt.Sprintf("block-%02d", b))
		p.Blocks = append(p.Blocks, Block{ID: block, Name: string(block)})
		for t := range ceilDiv(camps, int64(drive.WorkingDays)) + 1 {
			p.Teams = append(p.Teams, Team{ID: TeamID(fmt.Sprintf("%s-team-%02d", block, t)), Name: fmt.Sprintf("team %d", t+1), Block: block})
		}
	}
	slices.SortFunc(p.Booths, func(a, b Booth) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Candidates, func(a, b Candidate) int { return cmp.Compare(a.ID, b.ID) })
	return p
}

// fillCase puts hamlets, booths and schools into a gram panchayat.
func (p *Problem) fillCase(r *rand.Rand, group string, corner orb.Point, booths int64) {
	hamlets := max(1, int(booths*117/110))
	at := make([]orb.Point, hamlets)
	people := make([]int64, hamlets)
	for h := range hamlets {
		at[h] = rounded(orb.Point{corner[0] + casePitch*r.Float64()/102_900, corner[1] + casePitch*r.Float64()/111_200})
		people[h] = int64(1000 * math.Pow(1-0.995*r.Float64(), -1/1.35))
		if h == 0 || r.Float64() < 0.8 {
			p.Candidates = append(p.Candidates, Candidate{
				ID: VenueID(fmt.Sprintf("%s-venue-%03d", group, h)), Name: fmt.Sprintf("School %d", h), Kind: "school", Group: group, At: at[h], Cap: p.Drive.CapPerCampDay,
			})
		}
	}
	number := 0
	for h, n := range geo.Apportion(booths, people) {
		for range n {
			voters := 1050 + r.Int64N(240)
			p.Booths = append(p.Booths, Booth{
				ID: AreaID(fmt.Sprintf("%s-booth-%03d", group, number)), Name: fmt.Sprintf("Booth %d", number+1), Group: group, At: at[h],
				People: voters, Visitors: share(voters, p.Drive.TurnoutPermille, 1000),
			})
			number++
		}
	}
}
