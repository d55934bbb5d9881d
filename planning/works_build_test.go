package planning_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// flat is travel in a plane: 100 seconds and 1,000 metres for each hundredth of a degree; nothing leads into the sea
// (south of 22 degrees), and on a closure everything takes twice as long.
type flat struct{ asked *int }

func (f flat) Rivers() string { return planning.RiversKnown }
func (f flat) Source() string { return "a plane" }

func (f flat) Matrix(_ context.Context, _ planning.Profile, at []orb.Point, closed []planning.TravelClosure) (planning.TravelMatrix, error) {
	*f.asked++
	n := len(at)
	m := planning.TravelMatrix{Seconds: make([]int32, n*n), Metres: make([]int32, n*n), Estimated: make([]bool, n*n)}
	for i, a := range at {
		for j, b := range at {
			if i != j && (a[1] < 22 || b[1] < 22) {
				m.Seconds[i*n+j], m.Metres[i*n+j] = -1, -1
				continue
			}
			steps := int32(100 * (max(a[0]-b[0], b[0]-a[0]) + max(a[1]-b[1], b[1]-a[1])))
			m.Seconds[i*n+j], m.Metres[i*n+j] = 100*steps*int32(1+len(closed)), 1000*steps
		}
	}
	return m, nil
}

func worksGround() planning.WorksGround {
	monday := day("2026-02-02")
	crew := func(id planning.CrewID, at orb.Point) planning.CrewRecord {
		return planning.CrewRecord{
			ID: id, Name: string(id), Base: planning.NamedPlace{Name: "Office", At: at}, Profile: planning.ProfileCar, Skills: []string{"masonry"},
			From: 9 * 60, To: 17 * 60, Overtime: 60, WeeklyOff: []int{0}, Active: true,
		}
	}
	work := func(id planning.WorkID, at orb.Point) planning.GroundWork {
		return planning.GroundWork{Only: []planning.CrewID{"crew-1", "crew-2"}, WorkRecord: planning.WorkRecord{
			ID: id, Name: string(id), Kind: planning.WorkRepair, At: at, Minutes: 60, Skills: []string{"masonry"}, Crews: 1, Priority: 3, People: 50,
			KnownSince: monday.Time().AddDate(0, 0, -28),
		}}
	}
	g := planning.WorksGround{
		District: "d", DistrictName: "D", FirstDay: monday, Days: 7, Off: []planning.WorksDay{{Day: monday + 2, Off: "a feast"}},
		Crews: []planning.CrewRecord{crew("crew-1", orb.Point{87.8, 23.2}), crew("crew-2", orb.Point{87.8, 23.2}), crew("crew-3", orb.Point{87.9, 23.2})},
		Works: []planning.GroundWork{work("work-1", orb.Point{87.81, 23.21}), work("work-2", orb.Point{87.82, 23.2}), work("work-3", orb.Point{87.83, 23.2}), work("work-4", orb.Point{87.84, 23.2}), work("work-5", orb.Point{87.85, 21.2})},
		Closures: []planning.RoadClosure{{
			From: monday + 1, To: monday + 2, Polygon: orb.Polygon{{{87.815, 23.195}, {87.825, 23.195}, {87.825, 23.205}, {87.815, 23.205}, {87.815, 23.195}}},
		}},
	}
	g.Crews[1].Shifts = []planning.CrewShift{{Day: monday + 2, From: 10 * 60, To: 12 * 60, End: &planning.NamedPlace{Name: "Rest house", At: orb.Point{87.86, 23.2}}}}
	g.Crews[2].Active = false
	g.Works[1].After = []planning.WorkAfter{{Work: "work-1"}}
	g.Works[2].Only = []planning.CrewID{"crew-3"}
	g.Works[3].After = []planning.WorkAfter{{Work: "work-3"}}
	g.Works[0].PickUp = &planning.WorkPickUp{NamedPlace: planning.NamedPlace{Name: "Store", At: orb.Point{87.8, 23.2}}, Minutes: 10, What: "bricks"}
	return g
}

func TestAWorksProblemIsMadeOfWhatTheOfficeKeeps(t *testing.T) {
	asked := 0
	p, err := planning.NewWorksProblem(t.Context(), worksGround(), flat{&asked})
	if err != nil {
		t.Fatal(err)
	}
	if asked != 2 || len(p.Matrices) != 2 || !slices.Equal(p.Matrices[1].Days, []planning.Day{p.Days[1].Day, p.Days[2].Day}) || p.Matrices[0].Days != nil {
		t.Errorf("the travel was asked for %d times, and gave %d tables", asked, len(p.Matrices))
	}
	if len(p.Crews) != 2 || len(p.Crews[0].Shifts) != 5 || len(p.Crews[1].Shifts) != 6 || p.Crews[1].Shifts[2].End == "" {
		t.Errorf("crews %+v", p.Crews)
	}
	if len(p.Works) != 3 || len(p.Left) != 2 || !strings.Contains(p.Left[0].Text, "No crew") || !strings.Contains(p.Left[1].Text, "work-3") {
		t.Errorf("%d works, left out: %+v", len(p.Works), p.Left)
	}
	if len(p.Places) != 5 || p.Works[0].PickUp.Place != p.Crews[0].Base || p.Works[0].Only != nil {
		t.Errorf("%d places, the store is %s", len(p.Places), p.Works[0].PickUp.Place)
	}
	if want := planning.WorkWorth(3, 50, 28); p.Works[0].Worth != want || want != 3*150*2 {
		t.Errorf("the worth is %d, not %d", p.Works[0].Worth, want)
	}
	k := slices.IndexFunc(p.Places, func(x planning.WorksPlace) bool { return x.ID == p.Works[1].Place })
	if !slices.Equal(p.Places[k].Closed, []planning.Day{p.Days[1].Day, p.Days[2].Day}) {
		t.Errorf("the place in the flood is closed on %v", p.Places[k].Closed)
	}
	if p.Travel.Engine != "road" || p.Travel.EstimatedPermille != 0 {
		t.Errorf("the travel is %+v", p.Travel)
	}
}

func TestTooManyWorksAreRefusedBeforeTheyAreMeasured(t *testing.T) {
	g := worksGround()
	one := g.Works[0]
	one.PickUp = nil
	g.Works = nil
	for range 10_001 {
		g.Works = append(g.Works, one)
	}
	asked := 0
	_, err := planning.NewWorksProblem(t.Context(), g, flat{&asked})
	if asked != 0 || err == nil || !strings.Contains(err.Error(), "10001 works are more than the 10000") {
		t.Errorf("%d questions, %v", asked, err)
	}
}
