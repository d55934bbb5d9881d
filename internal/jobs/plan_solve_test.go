package jobs_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/internal/jobs"
	"doorstep/internal/pgcluster/pgtest"
	"doorstep/internal/store"
	"doorstep/planning"
)

const source = "fixture"

var (
	officer  = casework.Actor{Name: "operator"}
	driveID  = planning.DriveID(planning.ImportedID(source, "drive", "d"))
	district = areaID("d")
	light    = planning.Options{PriceUnits: 50, ImproveUnits: 50}
)

func areaID(id string) planning.AreaID {
	return planning.AreaID(planning.ImportedID(source, "area", id))
}

// region is a district of one block with six groups in a row, a school in each.
func region() planning.Gazetteer {
	drive := planning.DefaultDrive()
	drive.ID = driveID
	g := planning.Gazetteer{Drive: &drive}
	area := func(id, parent string, level planning.Level, from, to int64) {
		a := planning.Area{ID: areaID(id), Level: level, Name: "Area " + id, From: from, To: to, Source: source, SourceID: id}
		if parent != "" {
			a.Parent = areaID(parent)
		}
		g.Areas = append(g.Areas, a)
	}
	area("d", "", planning.LevelDistrict, 1, 100)
	area("empty", "", planning.LevelDistrict, 200, 300)
	area("b", "d", planning.LevelBlock, 2, 90)
	for i := range 6 {
		id := fmt.Sprintf("g%d", i)
		area(id, "b", planning.LevelGramPanchayat, int64(3+10*i), int64(9+10*i))
		at := orb.Point{87.8 + 0.03*float64(i), 23.2}
		cell, err := geo.CellOf(at, geo.ResDemand)
		if err != nil {
			panic(err)
		}
		g.Settlements = append(g.Settlements, planning.Settlement{
			ID: planning.SettlementID(planning.ImportedID(source, "settlement", id)), Name: "Village " + id, Kind: "habitation",
			Area: areaID("b"), Group: areaID(id), People: 3000, At: at, Cell: cell, Source: source, SourceID: id,
		})
		g.Venues = append(g.Venues, planning.Venue{
			ID: planning.VenueID(planning.ImportedID(source, "venue", id)), Name: "School " + id, Kind: "school", Host: planning.HostFixed,
			Area: areaID("b"), Group: areaID(id), At: at, Cell: cell, Source: source, SourceID: id,
		})
	}
	return g
}

// open gives a store with the region in it and a way into its database.
func open(t *testing.T) (*store.Store, *pgx.Conn) {
	t.Helper()
	ctx := context.Background()
	dsn := pgtest.Database(t)
	s, err := store.Open(ctx, dsn, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if _, err := s.Import(ctx, officer, region(), planning.ImportMeta{Source: source}); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(ctx) })
	return s, conn
}

func ask[T any](t *testing.T, conn *pgx.Conn, sql string, args ...any) (out T) {
	t.Helper()
	if err := conn.QueryRow(context.Background(), sql, args...).Scan(&out); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

// work starts workers that end with the test.
func work(t *testing.T, s *store.Store, plans jobs.Plans, workers int) *jobs.Runner {
	t.Helper()
	r, err := jobs.New(s.JobDriver(), jobs.Config{Plans: plans, Works: s, Keys: s, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = r.Stop(ctx)
	})
	return r
}

func request(t *testing.T, s *store.Store, of planning.AreaID, options planning.Options) planning.PlanID {
	t.Helper()
	id := planning.PlanID(uuid.Must(uuid.NewV7()).String())
	if _, err := s.RequestPlan(context.Background(), officer, casework.Key{}, planning.PlanRequest{ID: id, Drive: driveID, District: of, Seed: 3, Options: options}); err != nil {
		t.Fatal(err)
	}
	return id
}

// end waits until the solver is done with the plan.
func end(t *testing.T, s *store.Store, id planning.PlanID) planning.PlanRecord {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	events, err := s.PlanEvents(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var last planning.PlanRecord
	for r := range events {
		last = r
	}
	if !last.State.Final() {
		t.Fatalf("after 30 s the plan is %s at %d %%", last.State, last.Progress)
	}
	return last
}

func TestARequestedPlanIsSolvedCheckedAndReady(t *testing.T) {
	s, conn := open(t)
	work(t, s, s, 1)
	id := request(t, s, district, light)
	r := end(t, s, id)
	if r.State != planning.PlanReady || r.Progress != 100 || len(r.Violations) != 0 || r.Score == nil || r.Score.Groups != 6 || r.Score.GroupsAtMinimum != 6 {
		t.Fatalf("got %+v", r)
	}
	problem, plan, err := s.PlanDocuments(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	if broken := planning.Check(problem, plan); len(broken) != 0 {
		t.Errorf("the kept plan breaks %+v", broken)
	}
	again, err := planning.Solve(context.Background(), problem, 3, light, func(planning.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	var kept, file bytes.Buffer
	if err := planning.WritePlan(&kept, plan); err != nil {
		t.Fatal(err)
	}
	if err := planning.WritePlan(&file, again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept.Bytes(), file.Bytes()) {
		t.Error("the service and a solve by hand of the same problem, seed and units differ")
	}
	for range 100 {
		if ask[string](t, conn, "SELECT state::text FROM river_job WHERE kind = 'plan_solve'") == "completed" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the job is %s", ask[string](t, conn, "SELECT state::text FROM river_job WHERE kind = 'plan_solve'"))
}

func TestAPlanThatCannotBeMadeFailsAtOnceWithASentence(t *testing.T) {
	s, conn := open(t)
	work(t, s, s, 1)
	r := end(t, s, request(t, s, areaID("empty"), light))
	if r.State != planning.PlanFailed || r.Failure == "" || r.FinishedAt == nil {
		t.Errorf("got %+v", r)
	}
	if n := ask[int](t, conn, "SELECT max(attempt) FROM river_job WHERE kind = 'plan_solve'"); n != 1 {
		t.Errorf("it was tried %d times", n)
	}
}

// slow is a store that holds a solve at its first progress until it is let go or cancelled.
type slow struct {
	*store.Store
	reached chan struct{}
	letGo   chan struct{}
	once    atomic.Bool
}

func (d *slow) PlanProgress(ctx context.Context, id planning.PlanID, p planning.Progress) error {
	if d.once.CompareAndSwap(false, true) {
		close(d.reached)
		select {
		case <-d.letGo:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return d.Store.PlanProgress(ctx, id, p)
}

func held(s *store.Store) *slow {
	return &slow{Store: s, reached: make(chan struct{}), letGo: make(chan struct{})}
}

func TestACancelledPlanStopsBeingSolved(t *testing.T) {
	s, conn := open(t)
	d := held(s)
	work(t, s, d, 1)
	id := request(t, s, district, light)
	<-d.reached
	if _, err := s.CancelPlan(context.Background(), officer, id); err != nil {
		t.Fatal(err)
	}
	// The worker hears of it by itself: nobody lets the solve go.
	for try := 0; ask[string](t, conn, "SELECT state::text FROM river_job WHERE kind = 'plan_solve'") != "cancelled"; try++ {
		if try == 200 {
			t.Fatalf("the job is %s", ask[string](t, conn, "SELECT state::text FROM river_job WHERE kind = 'plan_solve'"))
		}
		time.Sleep(50 * time.Millisecond)
	}
	if r, err := s.Plan(context.Background(), id); err != nil || r.State != planning.PlanCancelled || r.Score != nil {
		t.Errorf("got %+v, %v", r, err)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM camp"); n != 0 {
		t.Errorf("%d camps were kept", n)
	}
	if r := end(t, s, request(t, s, district, light)); r.State != planning.PlanReady { // the worker goes on
		t.Errorf("the next plan is %s", r.State)
	}
}

func TestAPlanThatAStoppingWorkerPutsBackIsSolvedByTheNext(t *testing.T) {
	s, conn := open(t)
	d := held(s)
	r := work(t, s, d, 1)
	id := request(t, s, district, light)
	<-d.reached
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Fatalf("the worker did not stop: %v", err)
	}
	if got, err := s.Plan(context.Background(), id); err != nil || got.State != planning.PlanSolving {
		t.Errorf("the plan is %s, %v", got.State, err)
	}
	if state := ask[string](t, conn, "SELECT state::text FROM river_job WHERE kind = 'plan_solve'"); state != "available" {
		t.Errorf("the job is %s", state)
	}
	work(t, s, s, 1)
	if got := end(t, s, id); got.State != planning.PlanReady {
		t.Errorf("the next worker made it %s: %s", got.State, got.Failure)
	}
}

// faint is a store that is away when it is first asked.
type faint struct {
	*store.Store
	asked atomic.Int32
}

func (d *faint) Gazetteer(ctx context.Context, drive planning.DriveID, of planning.AreaID) (planning.Gazetteer, error) {
	if d.asked.Add(1) == 1 {
		return planning.Gazetteer{}, fault.New(fault.Unavailable, "database.unavailable", "Away.")
	}
	return d.Store.Gazetteer(ctx, drive, of)
}

func TestAPlanIsTriedAgainWhenTheDatabaseWasAway(t *testing.T) {
	s, conn := open(t)
	d := &faint{Store: s}
	work(t, s, d, 1)
	if r := end(t, s, request(t, s, district, light)); r.State != planning.PlanReady || d.asked.Load() != 2 {
		t.Errorf("it is %s after %d tries", r.State, d.asked.Load())
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'plan.start'"); n != 2 {
		t.Errorf("it was started %d times", n)
	}
}

func TestManyPlansOnTwoWorkersAreEachSolvedOnce(t *testing.T) {
	s, conn := open(t)
	work(t, s, s, 2)
	work(t, s, s, 2)
	var ids []planning.PlanID
	for range 8 {
		ids = append(ids, request(t, s, district, light))
	}
	hashes := map[string]int{}
	for _, id := range ids {
		r := end(t, s, id)
		hashes[string(r.State)+r.ProblemHash]++
	}
	if len(hashes) != 1 {
		t.Errorf("the same request came to %v", hashes)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'plan.save'"); n != len(ids) {
		t.Errorf("%d plans were saved %d times", len(ids), n)
	}
}

func TestARequestedReplanIsMadeCheckedAndReady(t *testing.T) {
	ctx := context.Background()
	s, conn := open(t)
	work(t, s, s, 1)
	old := end(t, s, request(t, s, district, light))
	problem, plan, err := s.PlanDocuments(ctx, old.ID)
	if err != nil {
		t.Fatal(err)
	}
	lost := plan.Camps[len(plan.Camps)-1]
	ask1 := planning.ReplanRequest{
		ID: planning.PlanID(uuid.Must(uuid.NewV7()).String()), Replaces: old.ID, Today: problem.Days[0] - 10, Notice: 2, Share: 5,
		Events: []planning.Event{{Kind: planning.EventDaysLost, Source: "cyclone warning", From: lost.Day}},
	}
	if _, err := s.RequestReplan(ctx, officer, casework.Key{}, ask1); err != nil {
		t.Fatal(err)
	}
	r := end(t, s, ask1.ID)
	if r.State != planning.PlanReady || r.Progress != 100 || r.Replaces != old.ID || r.Score == nil {
		t.Fatalf("got %+v", r)
	}
	made := planning.Replanned{}
	if made.Problem, made.Plan, err = s.PlanDocuments(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
	if made.Account, err = s.Account(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
	if broken := planning.CheckReplan(problem, plan, made); len(broken) > 0 || len(made.Account.Changes) == 0 {
		t.Errorf("%d changes, broken: %+v", len(made.Account.Changes), broken)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM camp WHERE plan = $1", string(r.ID)); n != len(made.Plan.Camps) {
		t.Errorf("%d camps are kept of %d", n, len(made.Plan.Camps))
	}
	// What the request could not foresee is told as a failure: the drive is over.
	late := ask1
	late.ID, late.Events = planning.PlanID(uuid.Must(uuid.NewV7()).String()), []planning.Event{{Kind: planning.EventCampOrdered, Source: "order", Venue: lost.Venue, From: lost.Day}, {Kind: planning.EventDaysLost, Source: "flood", From: lost.Day}}
	if _, err := s.RequestReplan(ctx, officer, casework.Key{}, late); fault.CodeOf(err) != "event.order" {
		t.Errorf("an order on a day that is lost: %v", err)
	}
}

func TestAPlanHoldsNoCampWhereTheRequestForbidsIt(t *testing.T) {
	s, _ := open(t)
	work(t, s, s, 1)
	banned := region().Venues[2].ID
	ask := func(bans ...planning.Ban) planning.PlanRecord {
		id := planning.PlanID(uuid.Must(uuid.NewV7()).String())
		q := planning.PlanRequest{ID: id, Drive: driveID, District: district, Seed: 3, Options: light, Bans: bans}
		if _, err := s.RequestPlan(context.Background(), officer, casework.Key{}, q); err != nil {
			t.Fatal(err)
		}
		return end(t, s, id)
	}
	ready := ask(planning.Ban{Venue: banned, Source: "order 12"})
	if ready.State != planning.PlanReady || len(ready.Violations) > 0 || len(ready.Bans) != 1 || ready.Bans[0].Source != "order 12" {
		t.Fatalf("the plan is %+v", ready)
	}
	p, plan, err := s.PlanDocuments(context.Background(), ready.ID)
	if err != nil || len(p.Bans) != 1 {
		t.Fatalf("the problem bans %v, %v", p.Bans, err)
	}
	for _, c := range plan.Camps {
		if c.Venue == banned {
			t.Errorf("a camp is held there on %s", c.Day)
		}
	}
	if failed := ask(planning.Ban{Venue: planning.VenueID(areaID("d")), Source: "order 13"}); failed.State != planning.PlanFailed || !strings.Contains(failed.Failure, "is no candidate") {
		t.Errorf("a ban on what is no venue: %+v", failed)
	}
}

func TestAToursHaltsAndAnIslandsHoursAreKeptWithItsCamps(t *testing.T) {
	ctx := context.Background()
	g := region()
	g.Drive.HaltsPerDay = 3
	g.Drive.Hours = []planning.Hours{{Kind: "ferry_hours", Area: areaID("g0"), From: 11 * 60, To: 14*60 + 30, Source: "ferry table"}}
	for i := range 2 { // hamlets that no venue is near
		at := orb.Point{87.8 + 0.05*float64(i), 23.4}
		cell, err := geo.CellOf(at, geo.ResDemand)
		if err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprintf("far%d", i)
		g.Settlements = append(g.Settlements, planning.Settlement{
			ID: planning.SettlementID(planning.ImportedID(source, "settlement", id)), Name: "Hamlet " + id, Kind: "habitation",
			Area: areaID("b"), Group: areaID("g5"), People: 1500, At: at, Cell: cell, Source: source, SourceID: id,
		})
	}
	s, _ := open(t)
	if _, err := s.Import(ctx, officer, g, planning.ImportMeta{Source: source}); err != nil {
		t.Fatal(err)
	}
	work(t, s, s, 1)
	ready := end(t, s, request(t, s, district, light))
	if ready.State != planning.PlanReady {
		t.Fatalf("the plan is %+v", ready)
	}
	camps, err := s.Camps(ctx, planning.CampQuery{Plan: ready.ID})
	if err != nil {
		t.Fatal(err)
	}
	tours, island := 0, 0
	for _, c := range camps {
		switch {
		case len(c.Halts) > 0:
			tours++
			last := c.Halts[len(c.Halts)-1]
			if len(c.Halts) != 2 || c.Opens != c.Halts[0].From || c.Closes != last.To || c.VenueKind != "mobile_tour" || !strings.HasPrefix(c.VenueName, "Tour: Hamlet") ||
				c.CapBy != "drive" || c.At != c.Halts[0].At {
				t.Errorf("the tour is %+v", c)
			}
		case c.Group == string(areaID("g0")):
			island++
			if c.Opens != 11*60 || c.Closes != 14*60+30 || c.CapBy != "drive" {
				t.Errorf("on the island the camp is %+v", c)
			}
		case c.Opens != 10*60 || c.Closes != 16*60:
			t.Errorf("the camp is %+v", c)
		}
	}
	if tours == 0 || island == 0 {
		t.Errorf("%d tours and %d camps on the island", tours, island)
	}
	again := end(t, s, request(t, s, district, light)) // the tour stands already, and is no venue of the next plan
	if again.State != planning.PlanReady || again.Score.VisitorsServed != ready.Score.VisitorsServed {
		t.Errorf("the second plan is %+v", again)
	}
}
