package api_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/paulmach/orb"

	"doorstep/api"
	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/jobs"
	"doorstep/internal/pgcluster/pgtest"
	"doorstep/internal/report"
	"doorstep/internal/store"
	"doorstep/planning"
)

// The toy region: a district of two blocks, each of two gram panchayats side by side, three hamlets and
// two schools in each. Everything is invented.
const toySource = "toy"

func toyID[T ~string](noun, id string) T { return T(planning.ImportedID(toySource, noun, id)) }

var (
	toyDistrict = toyID[planning.AreaID]("area", "district")
	toyDrive    = toyID[planning.DriveID]("drive", "drive")
	toyNoon     = time.Date(2026, 1, 5, 12, 0, 0, 0, geo.IST) // the drive's first day
)

func square(west, south, side float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{west, south}, {west + side, south}, {west + side, south + side}, {west, south + side}, {west, south}}}}
}

// toy makes the region.
func toy(tb testing.TB) planning.Gazetteer {
	tb.Helper()
	g := planning.Gazetteer{
		Drive:  &planning.Drive{},
		Census: []planning.CensusCount{{District: toyDistrict, People: 14_000, Year: 2011, Source: "toy census"}},
		Towns:  []planning.Town{{Name: "Toyganj", District: toyDistrict, People: 900, Placed: "missing", Reason: "no point is given"}},
		Absent: []planning.Absence{{What: "roads.osm.pbf", Cost: "distances on foot are estimated"}},
	}
	*g.Drive = planning.DefaultDrive()
	g.Drive.ID, g.Drive.Name, g.Drive.WorkingDays, g.Drive.CapPerCampDay = toyDrive, "Toy drive", 6, 400
	g.Drive.FirstDay = planning.DayOf(toyNoon)
	area := func(id, parent string, level planning.Level, name string, from, to int64, at orb.MultiPolygon) {
		a := planning.Area{
			ID: toyID[planning.AreaID]("area", id), Level: level, Name: name, Names: map[string]string{"en": name}, From: from, To: to,
			Geometry: at, Source: toySource, SourceID: id, Codes: []planning.AreaCode{{System: "toy", Code: id}},
		}
		if parent != "" {
			a.Parent = toyID[planning.AreaID]("area", parent)
		}
		g.Areas = append(g.Areas, a)
	}
	area("state", "", planning.LevelState, "Toy State", 1, 1000, nil)
	area("district", "state", planning.LevelDistrict, "Toy Bardhaman", 10, 900, square(87.80, 23.20, 0.08))
	g.Areas[1].Names["bn"] = "টয় বর্ধমান"
	for b := range 2 {
		block := fmt.Sprintf("block%d", b)
		west := 87.80 + 0.04*float64(b)
		area(block, "district", planning.LevelBlock, fmt.Sprintf("Block %d", b), int64(20+400*b), int64(400+400*b), square(west, 23.20, 0.04))
		for p := range 2 {
			gp := fmt.Sprintf("gp%d%d", b, p)
			south := 23.20 + 0.02*float64(p)
			area(gp, block, planning.LevelGramPanchayat, fmt.Sprintf("Panchayat %d%d", b, p), int64(30+400*b+100*p), int64(90+400*b+100*p), square(west, south, 0.02))
			for h := range 3 {
				g.Settlements = append(g.Settlements, toySettlement(tb, block, gp, h, orb.Point{west + 0.004 + 0.006*float64(h), south + 0.010}))
			}
			for v := range 2 {
				g.Venues = append(g.Venues, toyVenue(tb, block, gp, v, orb.Point{west + 0.006 + 0.008*float64(v), south + 0.012}))
			}
		}
	}
	g.Duplicates = toyDuplicates(g.Venues)
	g.Closures = []planning.Closure{
		{Day: g.Drive.FirstDay + 2, Kind: "holiday", Source: "toy calendar"},
		{Day: g.Drive.FirstDay + 3, Kind: "exam", VenueKind: "high_school", Source: "toy calendar"},
	}
	return g
}

func toySettlement(tb testing.TB, block, gp string, i int, at orb.Point) planning.Settlement {
	tb.Helper()
	id := fmt.Sprintf("%s-%d", gp, i)
	return planning.Settlement{
		ID: toyID[planning.SettlementID]("settlement", id), Name: "Para " + id, Kind: "habitation", Area: toyID[planning.AreaID]("area", block),
		Group: toyID[planning.AreaID]("area", gp), People: int64(600 + 250*i), Estimated: i == 2, At: at, Cell: toyCell(tb, at), Source: toySource, SourceID: id,
	}
}

func toyVenue(tb testing.TB, block, gp string, i int, at orb.Point) planning.Venue {
	tb.Helper()
	id := fmt.Sprintf("%s-%d", gp, i)
	return planning.Venue{
		ID: toyID[planning.VenueID]("venue", id), Name: "School " + id, Kind: []string{"school", "high_school"}[i], Host: planning.HostFixed,
		Area: toyID[planning.AreaID]("area", block), Group: toyID[planning.AreaID]("area", gp), At: at, Cell: toyCell(tb, at),
		Permission: planning.PermissionNotAsked, Source: toySource, SourceID: id, Flags: []string{}, UpdatedAt: toyNoon,
	}
}

func toyDuplicates(venues []planning.Venue) []planning.VenueDuplicate {
	d := planning.VenueDuplicate{A: venues[0].ID, B: venues[1].ID, Distance: 813, Similarity: 0.5, Reason: "like names", State: "suspected"}
	if d.A > d.B {
		d.A, d.B = d.B, d.A
	}
	return []planning.VenueDuplicate{d}
}

func toyCell(tb testing.TB, at orb.Point) geo.Cell {
	tb.Helper()
	c, err := geo.CellOf(at, geo.ResDemand)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// house is a server on a database of its own that holds the toy region.
type house struct {
	*api.Server
	store *store.Store
	log   *lines
	clock *clock
}

// clock is a clock that tests turn.
type clock struct{ at atomic.Pointer[time.Time] }

func (c *clock) set(at time.Time) { c.at.Store(&at) }
func (c *clock) now() time.Time   { return *c.at.Load() }

// build makes a house. The test is skipped where PostGIS is missing.
func build(t *testing.T) house {
	t.Helper()
	h := house{log: &lines{}, clock: &clock{}}
	h.clock.set(toyNoon)
	var err error
	if h.store, err = store.Open(t.Context(), pgtest.Database(t), store.Options{Now: h.clock.now, MaxConns: 8}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.store.Close)
	if _, err := h.store.Import(t.Context(), casework.Actor{Name: "test"}, toy(t), planning.ImportMeta{Source: toySource, Recipe: "toy"}); err != nil {
		t.Fatal(err)
	}
	h.Server, err = api.New(api.Config{
		Store: h.store, Reports: report.Coverage, Notices: report.Notices, Calendar: report.Calendar, Sheets: sheets, WorksReport: report.Works, Travel: func() (*planning.Travel, error) { return toyTravel(), nil }, Page: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}},
		Log: slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: h.clock.now, Heartbeat: 50 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func sheets(w io.Writer, format string, s planning.SheetDocument) error {
	return report.Sheet(w, format, report.DaySheet{
		Problem: s.Problem, Plan: s.Plan, Crew: s.Crew, Day: s.Day, Ways: s.Ways, Stamp: time.Unix(s.Stamp, 0), Issued: s.Issued, Lang: s.Lang,
	})
}

func toyTravel() *planning.Travel {
	return planning.NewTravel(planning.TravelLayers{Factors: planning.DefaultTravelFactors()})
}

// work starts the workers of the queue.
func (h house) work(t *testing.T) {
	t.Helper()
	runner, err := jobs.New(h.store.JobDriver(), jobs.Config{Plans: h.store, Works: h.store, Keys: h.store})
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		if err := runner.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// solve does a worker's work for a plan that was asked for, at once.
func (h house) solve(t *testing.T, id string) {
	t.Helper()
	ctx, plan := t.Context(), planning.PlanID(id)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	record, err := h.store.StartPlan(ctx, plan)
	must(err)
	if record.Replaces != "" {
		h.replan(t, plan)
		return
	}
	g, err := h.store.Gazetteer(ctx, record.Drive, record.District)
	must(err)
	problem, err := planning.NewProblem(g, *g.Drive, record.District)
	must(err)
	answer, err := planning.Solve(ctx, problem, record.Seed, record.Options, nil)
	must(err)
	record, err = h.store.SavePlan(ctx, plan, problem, answer, planning.Check(problem, answer))
	must(err)
	if record.State != planning.PlanReady {
		t.Fatalf("the plan is %s: %s", record.State, record.Failure)
	}
}

// replan does a worker's work for a re-plan that it has begun.
func (h house) replan(t *testing.T, id planning.PlanID) {
	t.Helper()
	asked, err := h.store.ReplanRequest(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	problem, plan, err := h.store.PlanDocuments(t.Context(), asked.Replaces)
	if err != nil {
		t.Fatal(err)
	}
	made, err := planning.Replan(t.Context(), problem, plan, asked.Events, asked.Options(plan.Seed))
	if err != nil {
		t.Fatal(err)
	}
	if record, err := h.store.SaveReplan(t.Context(), id, made, planning.CheckReplan(problem, plan, made)); err != nil || record.State != planning.PlanReady {
		t.Fatalf("the re-plan is %s: %s, %v", record.State, record.Failure, err)
	}
}

// lines is a log that tests read.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
