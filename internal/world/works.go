package world

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// WorksSet names a family of made-up works problems.
type WorksSet string

// Families.
const (
	WorksRich  WorksSet = "rich"  // a district's week: 460 works, 15 crews, 6 days, every rule that a problem can state
	WorksPrize WorksSet = "prize" // twice the works that can be done, skills and windows only: which are worth it?
)

// WorksShape says how large a works problem is made. Zero figures stand for those of the set.
type WorksShape struct {
	Set                WorksSet
	Works, Crews, Days int
	Seed               uint64
}

const (
	worksSide    = 38_000.0 // metres, of the square district
	worksDetour  = 1.3      // by road for one straight
	carSpeed     = 7.5      // metres a second, 27 km/h
	cycleSpeed   = 3.0      // 11 km/h
	mostOfWorks  = 5_000
	mostOfCrews  = 200
	mostWorkDays = 30
)

// WorksProblem makes up a works problem: the same shape gives the same problem. Travel is by roads with a detour of
// 1.3, over a river by its bridges, no leg like the way back; on one day a bridge is closed.
func WorksProblem(s WorksShape) (planning.WorksProblem, error) {
	works, crews, days := 460, 15, 6
	if s.Set == WorksPrize {
		works, crews, days = 400, 8, 3
	}
	s.Works, s.Crews, s.Days = cmp.Or(s.Works, works), cmp.Or(s.Crews, crews), cmp.Or(s.Days, days)
	if s.Set != WorksRich && s.Set != WorksPrize {
		return planning.WorksProblem{}, fault.Refuse("works.set", "%q is no set of works problems; say rich or prize.", s.Set)
	}
	if s.Works < 1 || s.Works > mostOfWorks || s.Crews < 1 || s.Crews > mostOfCrews || s.Days < 1 || s.Days > mostWorkDays {
		return planning.WorksProblem{}, fault.Refuse("works.size", "%d works, %d crews and %d days cannot be made up; the most are %d, %d and %d.",
			s.Works, s.Crews, s.Days, mostOfWorks, mostOfCrews, mostWorkDays)
	}
	d := newWorksDraw(s)
	d.drawDays()
	d.drawGround()
	d.drawCrews()
	d.drawWorks()
	if s.Set == WorksRich {
		d.drawAfter()
		d.drawPins()
	}
	d.tables()
	return d.p, nil
}

// worksDraw is a works problem in the making. Places are in metres until the tables are made.
type worksDraw struct {
	WorksShape
	rng   *rand.Rand
	names *namer
	p     planning.WorksProblem
	at    []orb.Point // of each place, metres from the south-west corner
	river river
	hubs  []orb.Point // towns that works gather round
	bases []planning.PlaceID
	store []planning.PlaceID
	night planning.PlaceID
}

func newWorksDraw(s WorksShape) *worksDraw {
	salt := uint64(101)
	if s.Set == WorksPrize {
		salt = 102
	}
	d := &worksDraw{WorksShape: s, rng: rand.New(rand.NewPCG(s.Seed, salt)), names: newNamer()}
	d.p = planning.WorksProblem{
		Format: planning.WorksFormat, Area: "district", Name: fmt.Sprintf("Made-up district %d (%s)", s.Seed, s.Set),
		Days: []planning.WorksDay{}, Places: []planning.WorksPlace{}, Matrices: []planning.TravelTable{}, Crews: []planning.Crew{}, Works: []planning.Work{},
		Prices: planning.WorksPrices{ChangeSeconds: 600, FairnessSeconds: 10},
		Travel: planning.TravelSource{Engine: "world", Source: "made up: straight lines x 1.3, bridges over the river", Rivers: "known"},
	}
	return d
}

func (d *worksDraw) chance(percent int) bool { return d.rng.IntN(100) < percent }

func (d *worksDraw) day(i int) planning.Day { return d.p.Days[i].Day }

// drawDays begins on a Monday; Sundays are off.
func (d *worksDraw) drawDays() {
	first, _ := planning.ParseDay("2026-02-02")
	for i := 0; len(d.p.Days) < d.Days; i++ {
		day := planning.WorksDay{Day: first + planning.Day(i)}
		if i%7 == 6 {
			day.Off = "Sunday"
		}
		d.p.Days = append(d.p.Days, day)
	}
}

// place adds a place and gives its id. Ids rise, so the list stays sorted.
func (d *worksDraw) place(name string, at orb.Point) planning.PlaceID {
	id := planning.PlaceID(fmt.Sprintf("place-%04d", len(d.p.Places)))
	origin := orb.Point{87.6, 23.0}
	lat := origin[1] + at[1]/111_200
	lon := origin[0] + at[0]/(111_200*math.Cos(23.2*math.Pi/180))
	d.p.Places = append(d.p.Places, planning.WorksPlace{ID: id, Name: name, At: orb.Point{math.Round(lon*1e6) / 1e6, math.Round(lat*1e6) / 1e6}, Estimated: d.chance(5)})
	d.at = append(d.at, at)
	return id
}

// near draws a point about a hub, dry and on the map: farther off each time it is not.
func (d *worksDraw) near(hub orb.Point, spread float64) orb.Point {
	for ; ; spread += 50 {
		at := orb.Point{hub[0] + d.rng.NormFloat64()*spread, hub[1] + d.rng.NormFloat64()*spread}
		if at[0] > 0 && at[0] < worksSide && at[1] > 0 && at[1] < worksSide && !d.river.wet(at, 60) {
			return at
		}
	}
}

func (d *worksDraw) drawGround() {
	d.river = drawRivers(d.rng, d.names, 1, worksSide, worksSide)[0]
	for i := range d.river.crossings {
		d.river.crossings[i].ferry = false
	}
	for range 9 {
		d.hubs = append(d.hubs, d.near(orb.Point{worksSide * d.rng.Float64(), worksSide * d.rng.Float64()}, 500))
	}
	for i := range min(4, 1+d.Crews/4) {
		d.bases = append(d.bases, d.place("Office of "+d.names.place(d.rng).en, d.near(d.hubs[i], 400)))
	}
	for i := range 2 {
		d.store = append(d.store, d.place(fmt.Sprintf("Store %d", i+1), d.near(d.hubs[i+2], 900)))
	}
	d.night = d.place("Block rest house", d.near(d.hubs[8], 300))
}

var (
	worksSkills    = []string{"carpentry", "electrical", "inspection", "masonry", "plumbing", "survey"}
	worksEquipment = []string{"digger", "ladder", "pump", "truck"}
)

// some draws n of a list, sorted.
func (d *worksDraw) some(of []string, n int) (drawn []string) {
	for _, i := range d.rng.Perm(len(of))[:n] {
		drawn = append(drawn, of[i])
	}
	slices.Sort(drawn)
	return drawn
}

func (d *worksDraw) drawCrews() {
	for i := range d.Crews {
		c := planning.Crew{
			ID: planning.CrewID(fmt.Sprintf("crew-%02d", i+1)), Name: fmt.Sprintf("Crew %d", i+1), Base: d.bases[i%len(d.bases)], Profile: "car",
			Skills: d.some(worksSkills, 2+d.rng.IntN(2)), Shifts: []planning.Shift{},
		}
		// Every skill stands with a crew or two, whatever was drawn.
		if k := worksSkills[i%len(worksSkills)]; !slices.Contains(c.Skills, k) {
			c.Skills = append(c.Skills, k)
			slices.Sort(c.Skills)
		}
		if i%5 == 4 {
			c.Profile = "cycle"
		}
		c.Equipment = d.some(worksEquipment, d.rng.IntN(3))
		if k := worksEquipment[i%len(worksEquipment)]; i < 8 && !slices.Contains(c.Equipment, k) {
			c.Equipment = append(c.Equipment, k)
			slices.Sort(c.Equipment)
		}
		from := planning.Clock(8*60 + 30*d.rng.IntN(3))
		overtime := int64(30 * d.rng.IntN(3))
		if d.Set == WorksRich || d.chance(50) {
			c.Break = &planning.Break{Minutes: int64(30 + 15*d.rng.IntN(2)), From: 12 * 60, To: 14*60 + 30}
		}
		for k, day := range d.p.Days {
			if day.Off != "" || d.Days > 1 && d.chance(8) {
				continue
			}
			s := planning.Shift{Day: day.Day, From: from, To: from + 8*60, Overtime: overtime}
			if d.Set == WorksRich && k%7 == 5 { // a short Saturday
				s.To = from + 5*60 + 30
			}
			c.Shifts = append(c.Shifts, s)
		}
		if d.Set == WorksRich && i%7 == 3 {
			stayAway(c.Shifts, d.night)
		}
		d.p.Crews = append(d.p.Crews, c)
	}
}

// stayAway lets a crew sleep at a place between its first two days that follow each other.
func stayAway(shifts []planning.Shift, night planning.PlaceID) {
	for k := 1; k < len(shifts); k++ {
		if shifts[k].Day == shifts[k-1].Day+1 {
			shifts[k-1].End, shifts[k].Start = night, night
			return
		}
	}
}

// worksMinutes are the usual visits: kind, skill, least and most minutes.
var worksMinutes = []struct {
	kind        planning.WorkKind
	share       int // of a hundred
	least, most int
	name        string
}{
	{planning.WorkRepair, 42, 45, 150, "Repair"},
	{planning.WorkInspection, 18, 30, 60, "Inspection"},
	{planning.WorkFeasibility, 15, 30, 75, "Feasibility visit"},
	{planning.WorkVerification, 13, 20, 45, "Verification"},
	{planning.WorkPermission, 7, 15, 40, "Permission"},
	{planning.WorkSupply, 5, 20, 40, "Supply"},
}

var worksOf = []string{"drain", "street light", "tube well", "culvert", "anganwadi roof", "school toilet", "pond steps", "market shed", "footpath"}

func (d *worksDraw) drawWorks() {
	for i := range d.Works {
		roll, kind := d.rng.IntN(100), worksMinutes[0]
		for _, k := range worksMinutes {
			kind = k
			if roll -= k.share; roll < 0 {
				break
			}
		}
		what := worksOf[d.rng.IntN(len(worksOf))]
		hub := d.hubs[d.rng.IntN(len(d.hubs))]
		at := d.near(hub, 2_200)
		if d.chance(15) {
			at = d.near(orb.Point{worksSide * d.rng.Float64(), worksSide * d.rng.Float64()}, 1)
		}
		name := d.names.place(d.rng).en
		w := planning.Work{
			ID: planning.WorkID(fmt.Sprintf("work-%04d", i+1)), Name: fmt.Sprintf("%s: %s, %s", kind.name, what, name), Kind: kind.kind,
			Area: planning.AreaID(fmt.Sprintf("gp-%02d", d.rng.IntN(24)+1)), Place: d.place(name, at), Crews: 1,
			Minutes: int64(5 * ((kind.least + d.rng.IntN(kind.most-kind.least+1)) / 5)), Priority: int64(1 + min(d.rng.IntN(5), d.rng.IntN(5))),
			People: int64(math.Round(math.Exp(4 + 1.3*d.rng.NormFloat64()))),
		}
		w.Worth = planning.WorkWorth(w.Priority, w.People, int64(d.rng.IntN(120)))
		w.Skills = []string{skillOf(d.rng, kind.kind)}
		d.dress(&w, at)
		d.p.Works = append(d.p.Works, w)
	}
}

func skillOf(rng *rand.Rand, kind planning.WorkKind) string {
	switch kind {
	case planning.WorkInspection, planning.WorkVerification, planning.WorkPermission:
		return "inspection"
	case planning.WorkFeasibility:
		return "survey"
	default:
		return []string{"carpentry", "electrical", "masonry", "plumbing"}[rng.IntN(4)]
	}
}

// dress gives a work its rules: windows to all sets, the others to rich ones.
func (d *worksDraw) dress(w *planning.Work, at orb.Point) {
	if d.chance(30) {
		w.Windows = []planning.WorkWindow{{From: 9 * 60, To: 13 * 60}, {From: 14 * 60, To: 17 * 60}}[d.rng.IntN(2):][:1]
		if d.chance(30) {
			w.Windows = []planning.WorkWindow{{From: 9 * 60, To: 12 * 60}, {From: 13*60 + 30, To: 17 * 60}}
		}
	}
	if d.Set != WorksRich {
		return
	}
	if len(w.Windows) == 1 && d.Days > 2 && d.chance(40) {
		w.Windows[0].Days = d.someDays(2 + d.rng.IntN(d.Days-2))
	}
	if w.Kind == planning.WorkRepair && d.chance(35) {
		w.Equipment = []string{worksEquipment[d.rng.IntN(len(worksEquipment))]}
	}
	if d.chance(8) && w.Kind == planning.WorkRepair {
		w.Skills = d.twoSkills()
	}
	if d.chance(4) {
		w.Crews = 2
	}
	if d.chance(20) {
		w.Release = d.day(d.rng.IntN(d.Days))
	}
	if d.chance(60) {
		w.Due = max(d.day(0), w.Release) + planning.Day(d.rng.IntN(d.Days+3))
	}
	if d.chance(6) {
		w.Closed = d.someDays(1 + d.rng.IntN(min(2, d.Days)))
	}
	if d.chance(10) {
		for _, i := range d.rng.Perm(len(d.p.Crews))[:(len(d.p.Crews)+1)/2] {
			w.Only = append(w.Only, d.p.Crews[i].ID)
		}
		slices.Sort(w.Only)
	}
	if w.Kind == planning.WorkRepair && d.chance(20) {
		w.PickUp = &planning.PickUp{Place: d.store[d.rng.IntN(len(d.store))], Minutes: int64(10 + 5*d.rng.IntN(3)), What: "sand, cement and pipe"}
	}
	if w.Kind == planning.WorkRepair && d.chance(10) {
		w.Exit = d.place(w.Name+", far end", d.near(at, 500))
	}
	w.Bring = []string{"camera", "measuring tape"}[:1+d.rng.IntN(2)]
}

func (d *worksDraw) someDays(n int) (days []planning.Day) {
	for _, i := range d.rng.Perm(len(d.p.Days))[:min(n, len(d.p.Days))] {
		days = append(days, d.day(i))
	}
	slices.Sort(days)
	return days
}

// twoSkills draws two skills of one crew, so that somebody can do the work.
func (d *worksDraw) twoSkills() []string {
	c := d.p.Crews[d.rng.IntN(len(d.p.Crews))]
	k := d.rng.IntN(len(c.Skills) - 1)
	return slices.Clone(c.Skills[k : k+2])
}

// drawAfter lets repairs wait for a feasibility visit or a permission: of those with a lower number, so nothing waits
// for itself.
func (d *worksDraw) drawAfter() {
	for i := range d.p.Works {
		w := &d.p.Works[i]
		if i == 0 || w.Kind != planning.WorkRepair || !d.chance(30) {
			continue
		}
		for range 5 {
			before := &d.p.Works[d.rng.IntN(i)]
			if before.Kind == planning.WorkFeasibility || before.Kind == planning.WorkPermission {
				w.After = []planning.WorkAfter{{Work: before.ID, GapDays: int64(d.rng.IntN(3))}}
				break
			}
		}
	}
}

// drawPins announces a visit here and there: at most one for a crew and day, on a day when it may stand.
func (d *worksDraw) drawPins() {
	taken := map[string]bool{}
	for i := range d.p.Works {
		w := &d.p.Works[i]
		if w.Crews != 1 || len(w.After) > 0 || len(w.Windows) > 0 || len(w.Closed) > 0 || w.PickUp != nil || !d.chance(20) {
			continue
		}
		c := &d.p.Crews[d.rng.IntN(len(d.p.Crews))]
		if len(c.Shifts) == 0 || len(w.Only) > 0 && !slices.Contains(w.Only, c.ID) || !within(w.Skills, c.Skills) || !within(w.Equipment, c.Equipment) || c.Profile != "car" {
			continue
		}
		s := c.Shifts[d.rng.IntN(len(c.Shifts))]
		key := fmt.Sprint(c.ID, s.Day)
		if taken[key] || s.Day < w.Release || s.Start != "" || s.End != "" {
			continue
		}
		taken[key] = true
		w.Pin = &planning.WorkPin{Crews: []planning.CrewID{c.ID}, Day: s.Day, State: planning.PinAnnounced}
		if d.chance(50) {
			w.Pin.Begin = int64(s.From+120) * 60
		}
	}
}

func within(want, have []string) bool {
	for _, x := range want {
		if !slices.Contains(have, x) {
			return false
		}
	}
	return true
}

// tables fills the travel of both profiles, and of the day on which a bridge is closed.
func (d *worksDraw) tables() {
	flood := []planning.Day(nil)
	if d.Set == WorksRich && d.Days > 2 && len(d.river.crossings) > 1 {
		flood = []planning.Day{d.day(2)}
	}
	guessed := 0
	for _, x := range d.p.Places {
		if x.Estimated {
			guessed++
		}
	}
	if n := len(d.p.Places); n > 1 { // legs with either end estimated
		all, sure := n*(n-1), (n-guessed)*(n-guessed-1)
		d.p.Travel.EstimatedPermille = int64((1000*(all-sure) + all - 1) / all)
	}
	open := d.river.crossings
	for _, profile := range []string{"car", "cycle"} {
		d.p.Matrices = append(d.p.Matrices, d.table(profile, open, nil))
		if flood != nil {
			d.p.Matrices = append(d.p.Matrices, d.table(profile, open[1:], flood))
		}
	}
}

func (d *worksDraw) table(profile string, open []crossing, days []planning.Day) planning.TravelTable {
	n := len(d.at)
	t := planning.TravelTable{Profile: profile, Days: days, Seconds: make([]int32, n*n), Metres: make([]int32, n*n)}
	speed := carSpeed
	if profile == "cycle" {
		speed = cycleSpeed
	}
	for i, a := range d.at {
		for j, b := range d.at {
			if i == j {
				continue
			}
			straight := math.Hypot(a[0]-b[0], a[1]-b[1])
			if d.river.between(a, b) {
				straight = math.Inf(1)
				for _, x := range open {
					straight = min(straight, math.Hypot(a[0]-x.at[0], a[1]-x.at[1])+math.Hypot(b[0]-x.at[0], b[1]-x.at[1]))
				}
			}
			if math.IsInf(straight, 1) {
				t.Seconds[i*n+j], t.Metres[i*n+j] = -1, -1
				continue
			}
			noise := float64(mix(d.Seed, uint64(i*n+j))%1000)/1000*0.2 + 0.9 // of the leg, either way its own
			metres := straight * worksDetour * noise
			t.Metres[i*n+j] = int32(math.Ceil(metres))
			t.Seconds[i*n+j] = int32(math.Ceil(metres/speed)) + 30 // to stop and to set out
		}
	}
	return t
}

// mix is splitmix64: an even number for a pair.
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
