package world_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"doorstep/internal/world"
)

// An independent reader of the format finds every road joined, and rivers crossed only where they may be.
func TestRoadsAreReadByAnotherProgram(t *testing.T) {
	f, s := build(t, world.BlockWorld, 5)
	scanner := osmpbf.New(context.Background(), bytes.NewReader(f["roads.osm.pbf"].Bytes()), 1)
	defer scanner.Close()
	known := map[osm.NodeID]bool{}
	roads, ferries := 0, 0
	for scanner.Scan() {
		switch o := scanner.Object().(type) {
		case *osm.Node:
			known[o.ID] = true
			if o.Lon < 86 || o.Lon > 90 || o.Lat < 21 || o.Lat > 28 {
				t.Fatalf("node %d lies at %v, %v", o.ID, o.Lon, o.Lat)
			}
		case *osm.Way:
			for _, n := range o.Nodes {
				if !known[n.ID] {
					t.Errorf("way %d runs over node %d, which is not there", o.ID, n.ID)
				}
			}
			if o.Tags.Find("route") == "ferry" {
				ferries++
			} else if o.Tags.Find("highway") != "" {
				roads++
			}
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	if roads < s.Hamlets*9/10 || ferries == 0 {
		t.Errorf("%d roads and %d ferries for %d hamlets", roads, ferries, s.Hamlets)
	}
}
