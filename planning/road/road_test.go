package road

import (
	"testing"
)

func sample(tb testing.TB, nodes int, seed uint64) *Graph {
	tb.Helper()
	b, err := MakeSample(Sample{Nodes: nodes, Seed: seed})
	if err != nil {
		tb.Fatal(err)
	}
	file, report, err := b.Build()
	if err != nil {
		tb.Fatal(err)
	}
	g, err := Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Logf("%d nodes: %+v", nodes, report)
	return g
}

func TestSampleBuilds(t *testing.T) {
	for _, n := range []int{100, 10_000, 220_000} {
		g := sample(t, n, 1)
		s, ok := g.Snap(g.At(int32(g.Nodes()/2)), Near{Profile: Car, Main: true})
		t.Log(s, ok)
		count := 0
		g.Within(s, Bound{Profile: Walk, Meters: 2000}, func(int32, Trip) bool { count++; return true })
		t.Log(count)
	}
}
