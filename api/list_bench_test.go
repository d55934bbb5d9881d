package api_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/paulmach/orb"

	"doorstep/api"
	"doorstep/internal/casework"
	"doorstep/internal/pgcluster/pgtest"
	"doorstep/internal/store"
	"doorstep/planning"
)

// BenchmarkAPageOfVenuesInAWindow asks for venues of a window of 0.02 degrees, some 250 of 20,000.
func BenchmarkAPageOfVenuesInAWindow(b *testing.B) {
	h := house{clock: &clock{}}
	h.clock.set(toyNoon)
	var err error
	if h.store, err = store.Open(b.Context(), pgtest.Database(b), store.Options{Now: h.clock.now}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(h.store.Close)
	g := toy(b)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 20_000 {
		at := orb.Point{87.80 + 0.18*r.Float64(), 23.20 + 0.18*r.Float64()}
		v := toyVenue(b, "block0", fmt.Sprintf("many%d", i), 0, at)
		v.Group = toyID[planning.AreaID]("area", "gp00")
		g.Venues = append(g.Venues, v)
	}
	if _, err := h.store.Import(b.Context(), casework.Actor{Name: "test"}, g, planning.ImportMeta{Source: toySource}); err != nil {
		b.Fatal(err)
	}
	h.Server, err = api.New(api.Config{Store: h.store, Page: fstest.MapFS{"index.html": {}}, Log: slog.New(slog.DiscardHandler), Now: h.clock.now})
	if err != nil {
		b.Fatal(err)
	}
	for _, limit := range []int{100, 1000} {
		b.Run(fmt.Sprintf("limit %d", limit), func(b *testing.B) {
			for b.Loop() {
				west, south := 87.80+0.16*r.Float64(), 23.20+0.16*r.Float64()
				q := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/api/v1/venues?bbox=%f,%f,%f,%f&limit=%d", west, south, west+0.02, south+0.02, limit), http.NoBody)
				q.Host = "localhost"
				w := httptest.NewRecorder()
				h.ServeHTTP(w, q)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
				b.SetBytes(int64(w.Body.Len()))
			}
		})
	}
}
