package geo_test

import (
	"context"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"doorstep/geo"
	"doorstep/internal/pgcluster/pgtest"
)

func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return conn
}

// exact writes a geometry with all its bits.
func exact(t *testing.T, g orb.Geometry) string {
	t.Helper()
	b, err := wkb.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

// ask runs a query that gives one answer for each element of its array arguments, in order.
func ask[T any](t *testing.T, conn *pgx.Conn, query string, args ...any) []T {
	t.Helper()
	rows, err := conn.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

func TestPostGISAgreesOnWhatIsValid(t *testing.T) {
	conn := connect(t)
	var names, shapes []string
	var ours []error
	add := func(name string, g orb.Geometry) {
		names = append(names, name)
		shapes = append(shapes, exact(t, g))
		ours = append(ours, geo.Validate(g))
	}
	geo.EachValidityCase(func(name string, g orb.Geometry, _ bool) { add(name, g) })
	rng := rand.New(rand.NewPCG(15, 33))
	for range 1500 {
		add("a random ring", orb.Polygon{geo.RandomRing(rng)})
		add("random parts", geo.RandomParts(rng))
	}
	valid := 0
	reasons := ask[string](t, conn, `
		SELECT ST_IsValidReason(ST_GeomFromWKB(decode(shape, 'hex')))
		FROM   unnest($1::text[]) WITH ORDINALITY AS s (shape, n)
		ORDER  BY n`, shapes)
	for i, reason := range reasons {
		if (reason == "Valid Geometry") != (ours[i] == nil) {
			t.Errorf("%s: PostGIS says %q, we say %v: %s", names[i], reason, ours[i], shapes[i])
		}
		if ours[i] == nil {
			valid++
		}
	}
	if valid < 500 || valid > len(shapes)-500 {
		t.Errorf("%d of %d shapes are valid: the test looks at one kind only", valid, len(shapes))
	}
	t.Logf("%d shapes, %d of them valid", len(shapes), valid)
}

func TestPostGISAgreesOnWhatLiesInside(t *testing.T) {
	conn := connect(t)
	rng := rand.New(rand.NewPCG(15, 34))
	var shapes []string
	var x, y []float64
	var ours []bool
	for range 400 {
		g := orb.MultiPolygon{geo.RandomStar(rng, geo.InBengal(rng), 0.2)}
		if geo.Validate(g) != nil {
			continue
		}
		index := geo.NewAreaIndex([]orb.MultiPolygon{g})
		text := exact(t, g)
		for i := range 30 {
			r := g[0][rng.IntN(len(g[0]))]
			a, b := r[rng.IntN(len(r)-1)], r[rng.IntN(len(r)-1)]
			p := orb.Point{a[0] + (b[0]-a[0])*rng.Float64(), a[1] + (b[1]-a[1])*rng.Float64()}
			switch i % 5 {
			case 0:
				p = a // a corner
			case 1:
				p = orb.Point{p[0], a[1]} // level with a corner
			case 2:
				p = orb.Point{math.Nextafter(a[0], b[0]), a[1]} // a hair beside a corner
			}
			in := geo.Contains(g, p)
			if _, ok := index.Locate(p); ok != in {
				t.Fatalf("the index says %v of %v, Contains says %v", ok, p, in)
			}
			shapes, x, y, ours = append(shapes, text), append(x, p[0]), append(y, p[1]), append(ours, in)
		}
	}
	inside := 0
	for i, covers := range ask[bool](t, conn, `
		SELECT ST_Covers(ST_GeomFromWKB(decode(shape, 'hex')), ST_MakePoint(x, y))
		FROM   unnest($1::text[], $2::float8[], $3::float8[]) WITH ORDINALITY AS s (shape, x, y, n)
		ORDER  BY n`, shapes, x, y) {
		if covers != ours[i] {
			t.Errorf("(%v, %v): PostGIS says %v, we say %v: %s", x[i], y[i], covers, ours[i], shapes[i])
		}
		if covers {
			inside++
		}
	}
	if len(ours) < 5_000 || inside < len(ours)/10 || inside > len(ours)*9/10 {
		t.Errorf("%d of %d points lie inside: the test looks at one kind only", inside, len(ours))
	}
	t.Logf("%d points, %d of them inside", len(ours), inside)
}

// TestPostGISAgreesOnAreas asks twice: ST_Area on the sphere, whose sum of triangles loses digits in small
// polygons (some square metres, whatever their size), and the plane area in an equal-area projection of
// the same sphere, centred on the polygon, which does not.
func TestPostGISAgreesOnAreas(t *testing.T) {
	conn := connect(t)
	rng := rand.New(rand.NewPCG(15, 35))
	var shapes []string
	var ours []float64
	for range 1000 {
		g := geo.RandomStar(rng, geo.InBengal(rng), math.Exp(rng.Float64()*7-7)) // 100 m to 100 km
		shapes = append(shapes, exact(t, g))
		ours = append(ours, float64(geo.AreaOf(g)))
	}
	type answer struct{ Sphere, Plane float64 }
	rows, err := conn.Query(t.Context(), `
		SELECT ST_Area(ST_SetSRID(g, 4326)::geography, false) AS sphere,
		       ST_Area(ST_Transform(g, '+proj=longlat +R=6371008.7714 +no_defs',
		               format('+proj=laea +lat_0=%s +lon_0=%s +R=6371008.7714', ST_Y(ST_Centroid(g)), ST_X(ST_Centroid(g))))) AS plane
		FROM   (SELECT ST_GeomFromWKB(decode(shape, 'hex')) AS g, n
		        FROM   unnest($1::text[]) WITH ORDINALITY AS s (shape, n)) AS s
		ORDER  BY n`, shapes)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := pgx.CollectRows(rows, pgx.RowToStructByName[answer])
	if err != nil {
		t.Fatal(err)
	}
	worst, worstPlane := 0.0, 0.0
	for i, a := range answers {
		off, offPlane := math.Abs(a.Sphere-ours[i]), math.Abs(a.Plane-ours[i])
		worst = max(worst, off/ours[i])
		if ours[i] < 1e8 { // in larger ones straight edges and great circles part
			worstPlane = max(worstPlane, offPlane/ours[i])
		}
		if off > 500+1e-9*ours[i] || ours[i] < 1e8 && offPlane > 1e-6*ours[i] {
			t.Errorf("PostGIS says %.3f m2 on the sphere, %.3f in the plane, we say %.3f: %s", a.Sphere, a.Plane, ours[i], shapes[i])
		}
	}
	if len(answers) != len(ours) {
		t.Errorf("%d answers", len(answers))
	}
	t.Logf("%d areas, the worst differs by %.1e from the plane, by %.1e from ST_Area", len(ours), worstPlane, worst)
}

func TestPostGISAgreesOnDistances(t *testing.T) {
	conn := connect(t)
	rng := rand.New(rand.NewPCG(15, 36))
	const n = 10_000
	var ax, ay, bx, by, reach, ours []float64
	for i := range n {
		a, b := geo.InBengal(rng), geo.RandomPoint(rng)
		if i%4 > 0 { // a walk
			b = orb.Point{a[0] + rng.NormFloat64()*0.01, a[1] + rng.NormFloat64()*0.01}
		}
		d := float64(geo.Distance(a, b))
		ax, ay, bx, by = append(ax, a[0]), append(ay, a[1]), append(bx, b[0]), append(by, b[1])
		ours, reach = append(ours, d), append(reach, d*(1+1e-3*rng.NormFloat64()))
	}
	type answer struct {
		Distance float64
		Within   bool
	}
	rows, err := conn.Query(t.Context(), `
		SELECT ST_Distance(a, b, false) AS distance, ST_DWithin(a, b, reach, false) AS within
		FROM   (SELECT ST_SetSRID(ST_MakePoint(ax, ay), 4326)::geography AS a,
		               ST_SetSRID(ST_MakePoint(bx, by), 4326)::geography AS b, reach, n
		        FROM   unnest($1::float8[], $2::float8[], $3::float8[], $4::float8[], $5::float8[])
		               WITH ORDINALITY AS s (ax, ay, bx, by, reach, n)) AS pairs
		ORDER  BY n`, ax, ay, bx, by, reach)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := pgx.CollectRows(rows, pgx.RowToStructByName[answer])
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i, a := range answers {
		off := math.Abs(a.Distance - ours[i])
		worst = max(worst, off)
		if off > 1e-3 {
			t.Errorf("from (%v, %v) to (%v, %v): PostGIS says %.4f m, we say %.4f", ax[i], ay[i], bx[i], by[i], a.Distance, ours[i])
		}
		if math.Abs(ours[i]-reach[i]) > 1e-3 && a.Within != (ours[i] <= reach[i]) {
			t.Errorf("from (%v, %v) to (%v, %v), within %.4f m: PostGIS says %v, we say %.4f m", ax[i], ay[i], bx[i], by[i], reach[i], a.Within, ours[i])
		}
	}
	if len(answers) != n {
		t.Errorf("%d answers", len(answers))
	}
	t.Logf("%d distances, the worst differs by %.1e m", n, worst)
}
