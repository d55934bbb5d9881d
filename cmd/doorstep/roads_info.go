package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"doorstep/geo"
	"doorstep/planning/road"
)

// roadsInfo is what a road file holds.
type roadsInfo struct {
	File     string        `json:"file"`
	Hash     string        `json:"hash"`
	Bytes    int           `json:"bytes"`
	Nodes    int           `json:"nodes"`
	Edges    int           `json:"edges"`
	Meters   geo.Meters    `json:"meters"` // of all edges
	Bridges  int           `json:"bridges"`
	Ferries  int           `json:"ferries"`
	Bound    [4]float64    `json:"bound"` // west, south, east, north
	Networks []roadNetwork `json:"networks"`
}

func (a *app) roadsInfoCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "info FILE.roads",
		Short:   "Say what a road file holds: size, lengths, and how its networks hang together",
		Example: "  doorstep roads info district.roads",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			g, done, err := openRoads(args[0])
			if err != nil {
				return err
			}
			info := infoOf(args[0], g)
			if err := done(); err != nil {
				return err
			}
			if a.config.json {
				return json.NewEncoder(a.out).Encode(info)
			}
			w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			fmt.Fprintf(w, "%s: %d junctions and ends, %d edges of %.1f km, %s, %s; west %.5f, south %.5f, east %.5f, north %.5f; %.1f MB, hash %.12s\n",
				info.File, info.Nodes, info.Edges, float64(info.Meters)/1000, counted(info.Bridges, "bridge", "bridges"), counted(info.Ferries, "ferry", "ferries"),
				info.Bound[0], info.Bound[1], info.Bound[2], info.Bound[3], float64(info.Bytes)/1e6, info.Hash)
			printNetworks(w, info.Networks)
			return w.Flush()
		},
	}
}

func infoOf(name string, g *road.Graph) roadsInfo {
	info := roadsInfo{File: name, Hash: g.Hash(), Bytes: g.Bytes(), Nodes: g.Nodes(), Edges: g.Edges()}
	for e := range int32(g.Edges()) {
		edge := g.Info(e)
		info.Meters += edge.Length
		if edge.Bridge {
			info.Bridges++
		}
		if edge.Ferry != nil {
			info.Ferries++
		}
	}
	box := orb.Bound{Min: g.At(0), Max: g.At(0)}
	for n := range int32(g.Nodes()) {
		box = box.Extend(g.At(n))
	}
	info.Bound = [4]float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]}
	for p := range road.Profile(road.Profiles) {
		if g.Has(p) {
			info.Networks = append(info.Networks, networkOf(g, p))
		}
	}
	return info
}

// networkOf counts the parts of a profile's network.
func networkOf(g *road.Graph, p road.Profile) roadNetwork {
	n := roadNetwork{Profile: p.String()}
	edges := map[int32]bool{}
	for arc := range g.Arcs(p) {
		edges[arc.Edge] = true
	}
	n.Edges = len(edges)
	for node := range int32(g.Nodes()) {
		island, trapped := g.Island(p, node)
		n.Islands = max(n.Islands, int(island)+1)
		if island == 0 {
			n.Main++
		}
		if trapped {
			n.Trapped++
		}
	}
	return n
}
