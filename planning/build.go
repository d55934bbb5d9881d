package planning

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"doorstep/internal/fault"
)

// NewProblem makes one district's problem out of a gazetteer: demand cells, groups, candidates, teams,
// calendar and budget, by the rules in docs/solvers/plan.md. It refuses with district.unknown a district
// that the gazetteer lacks, with district.empty one without people, with drive.days a drive without
// usable days and with drive.figures a drive whose figures cannot be planned with. What the gazetteer
// lacks is told in Problem.Absent. The same gazetteer gives the same problem, whatever its order.
// O(n log n) in the gazetteer. Its walks are straight lines times the drive's detour.
func NewProblem(g Gazetteer, drive Drive, district AreaID) (Problem, error) {
	return NewProblemBy(context.Background(), nil, g, drive, district)
}

// NewProblemBy is NewProblem with the walks of a travel, which the problem keeps: see TravelRecord. nil: straight
// lines. Where water or roads are known it costs a bounded search for each venue near water, some tenths of a
// millisecond; it ends early with the context's error.
func NewProblemBy(ctx context.Context, travel *Travel, g Gazetteer, drive Drive, district AreaID) (Problem, error) {
	if err := drive.Check(); err != nil {
		return Problem{}, err
	}
	b := &builder{travel: travel.atLeast(drive.DetourPermille), gaz: &g, tree: newTree(g.Areas), district: district}
	home, ok := b.tree[district]
	if !ok {
		return Problem{}, fault.Missing("district.unknown", "The district %s is not among the %d areas given.", district, len(g.Areas))
	}
	b.p = Problem{
		Format: ProblemFormat, Area: string(district), Name: home.Name, Drive: drive,
		Days: []Day{}, Closures: []Closure{}, Blocks: []Block{}, Groups: []Group{}, Teams: []Team{},
		Candidates: []Candidate{}, Demand: []Demand{}, Absent: []Absence{},
	}
	if b.p.Drive.WeeklyOff == nil {
		b.p.Drive.WeeklyOff = []int{}
	}
	slices.Sort(b.p.Drive.WeeklyOff)
	b.p.Drive.WeeklyOff = slices.Compact(b.p.Drive.WeeklyOff)
	b.p.Drive.Rules = b.p.Drive.sorted()
	if err := b.days(); err != nil {
		return Problem{}, err
	}
	b.p.Travel = b.travel.record()
	if err := b.demand(ctx); err != nil {
		return Problem{}, err
	}
	if drive.ByBooth() {
		if err := b.booths(); err != nil {
			return Problem{}, err
		}
	}
	if len(b.p.Demand) == 0 {
		return Problem{}, fault.Refuse("district.empty",
			"No settlement of %s has people; import its settlements or towns first.", home.Name)
	}
	if drive.ByBooth() {
		b.boothVisitors()
	} else {
		b.visitors()
	}
	b.groups()
	b.rules()
	if err := b.candidates(ctx); err != nil {
		return Problem{}, err
	}
	b.closures()
	if drive.ByBooth() {
		b.sittings()
	} else {
		b.split()
		b.budget()
	}
	if err := b.special(); err != nil {
		return Problem{}, err
	}
	b.teams()
	if err := b.listWalks(ctx); err != nil {
		return Problem{}, err
	}
	b.placement()
	if err := b.p.Validate(); err != nil {
		return Problem{}, fmt.Errorf("the problem of %s: %w", home.Name, err)
	}
	return b.p, nil
}

// builder carries what the steps of NewProblem hand on.
type builder struct {
	travel   *Travel // nil: straight lines
	gaz      *Gazetteer
	tree     tree
	district AreaID
	p        Problem
	people   map[AreaID]int64    // of each group
	unknown  int64               // candidates whose facilities are not known though the drive wants some
	halting  map[VenueID]VenueID // the tour that halts at a mobile venue
	fallback map[AreaID]AreaID   // block of a group whose ancestors name none: the area its settlements name

	partedCells  int // by water, some of their people cannot walk to where they are counted
	partedPeople int64
}

// mostWorkingDays is a year of them.
const mostWorkingDays = 366

// Check says whether the figures of the drive can be planned with.
func (d Drive) Check() error {
	f := fault.Refuse("drive.figures", "The drive %q has figures that no plan can be made with.", d.Name)
	between := func(n, lo, hi int64, name string) {
		if n < lo || n > hi {
			f = f.With("/"+name, "%d is not between %d and %d.", n, lo, hi)
		}
	}
	if d.WorkingDays <= 0 {
		return fault.Refuse("drive.days", "The drive %q has no working days; give working_days of 1 or more.", d.Name)
	}
	if d.WorkingDays > mostWorkingDays {
		return fault.Refuse("drive.days", "The drive %q has %d working days; at most %d are planned at once.", d.Name, d.WorkingDays, mostWorkingDays)
	}
	if d.FirstDay <= 0 {
		f = f.With("/first_day", "The first day is missing; write it as 2026-01-05.")
	}
	for _, off := range d.WeeklyOff {
		if off < 0 || off > 6 {
			f = f.With("/weekly_off", "%d is not a day of the week; 0 is Sunday, 6 is Saturday.", off)
		}
	}
	if n := utf8.RuneCountInString(d.Name); n < 1 || n > 200 {
		f = f.With("/name", "The name has %d characters; give it 1 to 200.", n)
	}
	between(d.CapPerCampDay, 1, 100_000, "cap_per_camp_day")
	between(d.PeoplePerCampDay, 1, maxPeople, "people_per_camp_day")
	between(d.TurnoutPermille, 1, 5000, "turnout_permille")
	between(d.Threshold, 1, 100_000, "threshold_m")
	between(d.DetourPermille, 1000, 10_000, "detour_permille")
	between(int64(d.SpareTeams), 0, 1000, "spare_teams")
	between(d.CampDays, 0, maxPeople, "camp_days")
	d.check(&d, func(pointer, format string, args ...any) { f = f.With(pointer, format, args...) })
	if len(f.Details) > 0 {
		return f
	}
	return nil
}

// days lists every civil day from the first on until the working days wanted are counted, or the last phase has
// ended; weekly days off and closures of the whole drive, or of an area around the district, do not count.
func (b *builder) days() error {
	d := b.p.Drive
	closed := map[Day]bool{}
	for _, x := range b.gaz.Closures {
		if x.Venue == "" && x.VenueKind == "" && (x.Area == "" || b.tree.within(b.district, x.Area)) {
			closed[x.Day] = x.Area != b.district || closed[x.Day]
		}
	}
	usable := 0
	wanted := func(Day) bool { return usable < d.WorkingDays }
	if n := len(d.Phases); n > 0 {
		wanted = func(day Day) bool { return day <= d.Phases[n-1].LastDay }
	}
	for day := d.FirstDay; wanted(day); day++ {
		if int(day-d.FirstDay) >= maxDays {
			return fault.Refuse("drive.days",
				"The drive %q wants %d working days, but its weekly days off and holidays leave only %d in %d days from %s.",
				d.Name, d.WorkingDays, usable, maxDays, d.FirstDay)
		}
		b.p.Days = append(b.p.Days, day)
		if slices.Contains(d.WeeklyOff, int(day.Weekday())) {
			b.p.Closures = append(b.p.Closures, Closure{Day: day, Kind: "weekly_off", Source: "drive"})
		} else if !closed[day] {
			usable++
		}
	}
	return nil
}

// tree finds areas and the areas around them.
type tree map[AreaID]*Area

func newTree(areas []Area) tree {
	t := make(tree, len(areas))
	for i := range areas {
		t[areas[i].ID] = &areas[i]
	}
	return t
}

// within says whether a is outer or lies in it.
func (t tree) within(a, outer AreaID) bool {
	for range 64 { // a damaged tree may be a ring
		if a == outer {
			return true
		}
		x, ok := t[a]
		if !ok || x.Parent == "" {
			return false
		}
		a = x.Parent
	}
	return false
}

// ancestor gives the first area from a upwards that ok accepts.
func (t tree) ancestor(a AreaID, ok func(*Area) bool) (AreaID, bool) {
	for range 64 {
		x, found := t[a]
		if !found {
			return "", false
		}
		if ok(x) {
			return a, true
		}
		a = x.Parent
	}
	return "", false
}

func (t tree) name(a AreaID) string {
	if x, ok := t[a]; ok && x.Name != "" {
		return x.Name
	}
	return string(a)
}

// blockOf gives the block or town that an area lies in, or the area just below the district where the
// tree has neither, or the district itself.
func (b *builder) blockOf(a AreaID) AreaID {
	if block, ok := b.tree.ancestor(a, func(x *Area) bool { return x.Level == LevelBlock || x.Level == LevelMunicipality }); ok {
		return block
	}
	if block, ok := b.tree.ancestor(a, func(x *Area) bool { return x.Parent == b.district && x.Level == LevelSubDivision }); ok {
		return block
	}
	return b.district
}

// groups lists the groups that have people, and the blocks they lie in.
func (b *builder) groups() {
	for id := range b.people {
		b.p.Groups = append(b.p.Groups, b.group(id, 1))
	}
	b.sortAreas()
}

func (b *builder) group(id AreaID, minimum int64) Group {
	g := Group{ID: string(id), Name: b.tree.name(id), Of: id, Minimum: minimum * b.p.Drive.perGroup()}
	block := b.blockOf(id)
	if block == b.district {
		if other, ok := b.fallback[id]; ok {
			block = b.blockOf(other)
		}
	}
	g.Block = block
	if x, ok := b.tree[id]; ok {
		g.Level, g.Estimated = x.Level, x.StandIn
	}
	return g
}

// sortAreas puts the groups in order and names the blocks they lie in.
func (b *builder) sortAreas() {
	slices.SortFunc(b.p.Groups, func(x, y Group) int { return cmp.Compare(x.ID, y.ID) })
	b.p.Blocks = b.p.Blocks[:0]
	seen := map[AreaID]bool{}
	for _, g := range b.p.Groups {
		if !seen[g.Block] {
			seen[g.Block] = true
			b.p.Blocks = append(b.p.Blocks, Block{ID: g.Block, Name: b.tree.name(g.Block)})
		}
	}
	slices.SortFunc(b.p.Blocks, func(x, y Block) int { return cmp.Compare(x.ID, y.ID) })
}

// placement says how much of the census stands behind the problem, and at which level its groups are.
func (b *builder) placement() {
	pl := Placement{MissingTowns: []string{}}
	for _, c := range b.gaz.Census {
		if c.District == b.district {
			pl.CensusPeople, pl.CensusYear = c.People, c.Year
		}
	}
	for _, d := range b.p.Demand {
		pl.People += d.People
		pl.EstimatedPeople += d.Estimated
	}
	for _, t := range b.gaz.Towns {
		if t.District == b.district && t.Placed == "missing" {
			pl.MissingTowns = append(pl.MissingTowns, t.Name)
		}
	}
	slices.Sort(pl.MissingTowns)
	pl.MissingTowns = slices.Compact(pl.MissingTowns)
	pl.GroupLevel = groupLevel(b.p.Groups)
	b.p.Placement = pl
	b.p.Absent = append(b.p.Absent, b.gaz.Absent...)
	slices.SortFunc(b.p.Absent, func(x, y Absence) int { return cmp.Or(cmp.Compare(x.What, y.What), cmp.Compare(x.Cost, y.Cost)) })
	b.p.Absent = slices.Compact(b.p.Absent)
}

// groupLevel names the levels of the groups, the commonest first.
func groupLevel(groups []Group) string {
	count := map[string]int{}
	for _, g := range groups {
		if g.Minimum == 0 && g.Sittings == 0 {
			continue
		}
		name := strings.ReplaceAll(string(g.Level), "_", " ")
		if name == "" {
			name = "area of unknown level"
		}
		if g.Estimated {
			name = "stand-in " + name + " (estimated)"
		}
		count[name]++
	}
	names := make([]string, 0, len(count))
	for name := range count {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int { return cmp.Or(cmp.Compare(count[y], count[x]), cmp.Compare(x, y)) })
	return strings.Join(names, ", ")
}
