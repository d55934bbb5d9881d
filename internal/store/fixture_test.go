package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/internal/pgcluster/pgtest"
	"doorstep/internal/store"
	"doorstep/planning"
)

// noon is what the stores' clocks show: on the first day of the fixture's drive.
var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, geo.IST)

var officer = casework.Actor{Name: "operator", Request: "req-1"}

// open gives a store on a database of its own, and a second way into that database.
func open(tb testing.TB) (*store.Store, *pgx.Conn) {
	tb.Helper()
	dsn := pgtest.Database(tb)
	return openAt(tb, dsn), connect(tb, dsn)
}

func openAt(tb testing.TB, dsn string) *store.Store {
	tb.Helper()
	s, err := store.Open(context.Background(), dsn, store.Options{Now: func() time.Time { return noon }, MaxConns: 8})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Close)
	return s
}

func connect(tb testing.TB, dsn string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// ask reads one value.
func ask[T any](tb testing.TB, conn *pgx.Conn, sql string, args ...any) (out T) {
	tb.Helper()
	if err := conn.QueryRow(context.Background(), sql, args...).Scan(&out); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return out
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// refused fails the test unless err is the fault of that code.
func refused(tb testing.TB, err error, want fault.Code) {
	tb.Helper()
	if got := fault.CodeOf(err); got != want || err == nil {
		tb.Fatalf("got %q (%v), want %q", got, err, want)
	}
}

var counter atomic.Int64

// fresh is a new idempotency key.
func fresh() casework.Key {
	return casework.Key{Key: fmt.Sprintf("key-%d", counter.Add(1)), Route: "POST /x", Request: [32]byte{1}}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// square is a square polygon with its south-west corner at (lon, lat) and sides of side degrees.
func square(lon, lat, side float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}}}}
}

// West and south of the fixture's district, a square of four tenths of a degree, a block in each half.
const west, south = 87.6, 23.0

const source = "fixture"

func imported(noun, id string) string { return planning.ImportedID(source, noun, id) }

func areaID(id string) planning.AreaID { return planning.AreaID(imported("area", id)) }

func venueID(id string) planning.VenueID { return planning.VenueID(imported("venue", id)) }

var driveID = planning.DriveID(imported("drive", "d"))

// region is a district of two blocks with four groups, settlements and venues strewn at random.
func region(settlements, venues int) planning.Gazetteer {
	random := rand.New(rand.NewPCG(7, 11))
	var g planning.Gazetteer
	area := func(id, parent string, level planning.Level, name string, from, to int64, polygon orb.MultiPolygon) {
		a := planning.Area{
			ID: areaID(id), Level: level, Name: name, From: from, To: to, Geometry: polygon, Source: source, SourceID: id,
			StandIn: level == planning.LevelGramPanchayat,
		}
		if parent != "" {
			a.Parent = areaID(parent)
		}
		g.Areas = append(g.Areas, a)
	}
	area("s", "", planning.LevelState, "West Bengal", 1, 1000, nil)
	area("d", "s", planning.LevelDistrict, "Purba Bardhaman", 10, 900, square(west, south, 0.4))
	g.Areas[1].Names = map[string]string{"bn": "পূর্ব বর্ধমান"}
	g.Areas[1].Aliases = []string{"East Burdwan"}
	g.Areas[1].Codes = []planning.AreaCode{{System: "lgd", Code: "704"}}
	for b := range 2 {
		from := int64(100 + 300*b)
		box := orb.MultiPolygon{square(west+0.2*float64(b), south, 0.2)[0]}
		box[0][0][2][1], box[0][0][3][1] = south+0.4, south+0.4
		block := fmt.Sprintf("b%d", b)
		area(block, "d", planning.LevelBlock, []string{"Memari I", "Kalna II"}[b], from, from+200, box)
		for n := range 2 {
			area(fmt.Sprintf("%s-g%d", block, n), block, planning.LevelGramPanchayat, fmt.Sprintf("Group %d%d", b, n), from+10+50*int64(n), from+50+50*int64(n), nil)
		}
	}
	strewn := func() (at orb.Point, cell geo.Cell, block, group string) {
		at = orb.Point{west + 0.4*random.Float64(), south + 0.4*random.Float64()}
		cell, err := geo.CellOf(at, geo.ResDemand)
		if err != nil {
			panic(err)
		}
		block, group = "b0", "g0"
		if at[0] >= west+0.2 {
			block = "b1"
		}
		if at[1] >= south+0.2 {
			group = "g1"
		}
		return at, cell, block, block + "-" + group
	}
	for i := range settlements {
		at, cell, block, group := strewn()
		id := fmt.Sprintf("h%d", i)
		g.Settlements = append(g.Settlements, planning.Settlement{
			ID: planning.SettlementID(imported("settlement", id)), Name: fmt.Sprintf("Para %d", i), Kind: "habitation",
			Area: areaID(block), Group: areaID(group), People: 100 + int64(random.IntN(2000)), At: at, Cell: cell, Source: source, SourceID: id,
		})
	}
	for i := range venues {
		at, cell, block, group := strewn()
		id := fmt.Sprintf("v%d", i)
		g.Venues = append(g.Venues, planning.Venue{
			ID: venueID(id), Name: fmt.Sprintf("Primary School %d", i), Kind: []string{"school", "market", "bank"}[i%3],
			Host: []planning.Host{planning.HostFixed, planning.HostMobile, planning.HostNone}[i%3],
			Area: areaID(block), Group: areaID(group), At: at, Cell: cell, Permission: planning.PermissionNotAsked, Source: source, SourceID: id,
		})
	}
	if venues > 1 {
		a, b := g.Venues[0].ID, g.Venues[1].ID
		g.Duplicates = []planning.VenueDuplicate{{A: min(a, b), B: max(a, b), Distance: 12.5, Similarity: 0.8, Reason: "same name", State: "suspected"}}
	}
	drive := planning.DefaultDrive()
	drive.ID = driveID
	g.Drive = &drive
	g.Closures = []planning.Closure{{Day: drive.FirstDay + 21, Kind: "order", Source: "calendar", OrderKind: "model_code", Number: "437/6"}, {Day: drive.FirstDay + 2, Kind: "market", Area: areaID("b0"), VenueKind: "market", Source: "calendar"}}
	g.Teams = []planning.Team{
		{ID: planning.TeamID(imported("team", "t1")), Name: "Team 1", Block: areaID("b0"), DaysOff: []planning.Day{drive.FirstDay + 4}},
		{ID: planning.TeamID(imported("team", "t2")), Name: "Team 2", Block: areaID("b1")},
	}
	g.PastCamps = []planning.PastCamp{{Drive: "2024", Group: areaID("b0-g0"), Day: drive.FirstDay - 400, Footfall: 612, Applications: map[string]int64{"widow_pension": 40}}}
	g.Towns = []planning.Town{{Name: "Kalna", District: areaID("d"), People: 56_722, Placed: "point"}}
	g.Census = []planning.CensusCount{{District: areaID("d"), People: 4_835_532, Year: 2011, Source: "census"}}
	g.Absent = []planning.Absence{{What: "roads.osm.pbf", Cost: "distances are estimated"}}
	return g
}

var meta = planning.ImportMeta{Source: source, Recipe: "wb", Read: 10}

// filled is open with a region in it.
func filled(tb testing.TB, settlements, venues int) (*store.Store, *pgx.Conn, planning.Gazetteer) {
	tb.Helper()
	s, conn := open(tb)
	g := region(settlements, venues)
	if _, err := s.Import(context.Background(), officer, g, meta); err != nil {
		tb.Fatal(err)
	}
	return s, conn, g
}
