package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"doorstep/internal/ingest"
	"doorstep/planning/road"
)

// roadsBuilt is what a build tells.
type roadsBuilt struct {
	Out      string            `json:"out"`
	Hash     string            `json:"hash"`
	Read     ingest.RoadReport `json:"read"`
	Graph    road.Report       `json:"graph"`
	Networks []roadNetwork     `json:"networks"`
}

// roadNetwork says how the network of a profile hangs together.
type roadNetwork struct {
	Profile string `json:"profile"`
	Edges   int    `json:"edges"`
	Islands int    `json:"islands"` // parts between which there is no way
	Main    int    `json:"main"`    // nodes of the largest
	Trapped int    `json:"trapped"` // nodes that one-way ways shut in or out
}

func networksOf(r road.Report) []roadNetwork {
	var all []roadNetwork
	for p, part := range r.Parts {
		if part.Edges > 0 {
			all = append(all, roadNetwork{road.Profile(p).String(), part.Edges, part.Islands, part.Main, part.Trapped})
		}
	}
	return all
}

func (a *app) roadsBuildCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "build FILE.osm.pbf...",
		Short: "Make a road file of OpenStreetMap extracts, and say what is in it and what was left out",
		Long: "Reads OpenStreetMap extracts (.osm.pbf; several are joined) and writes one road file for walking, cycling, cars and boats.\n" +
			"The file is checked by a sum, mapped into memory and used where it lies. The same extracts make the same bytes.",
		Example: "  doorstep roads build district.osm.pbf --out district.roads",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			built := roadsBuilt{Out: out}
			var b road.Builder
			var err error
			if built.Read, err = ingest.ReadRoads(cmd.Context(), extracts(args), &b); err != nil {
				return err
			}
			file, report, err := b.Build()
			if err != nil {
				return err
			}
			g, err := road.Open(file)
			if err != nil {
				return err
			}
			built.Graph, built.Hash, built.Networks = report, g.Hash(), networksOf(report)
			if err := a.writeFile(out, func(w io.Writer) error { _, err := w.Write(file); return err }); err != nil {
				return err
			}
			if a.config.json {
				return json.NewEncoder(a.out).Encode(built)
			}
			return built.print(a.out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "district.roads", "road file to write, whole or not at all")
	return cmd
}

func (b *roadsBuilt) print(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, f := range b.Read.Files {
		fmt.Fprintf(w, "%s: %.1f MB, %d nodes, %d ways\n", f.File, float64(f.Bytes)/1e6, f.Nodes, f.Ways)
	}
	fmt.Fprintf(w, "%s: %d ways over %d nodes; %d junctions and ends, %d edges, %s, %.1f MB, hash %.12s\n", b.Out, b.Read.Ways, b.Read.Nodes,
		b.Graph.Nodes, b.Graph.Edges, counted(b.Graph.Ferries, "ferry", "ferries"), float64(b.Graph.Bytes)/1e6, b.Hash)
	fmt.Fprintln(w, "\nclass\tways\tkm")
	for _, c := range b.Read.Classes {
		fmt.Fprintf(w, "%s\t%d\t%.1f\n", c.Class, c.Ways, float64(c.Meters)/1000)
	}
	printNetworks(w, b.Networks)
	if len(b.Read.Notes) > 0 {
		fmt.Fprintln(w, "\nnot used, or taken on trust")
	}
	for _, n := range b.Read.Notes {
		first := ""
		if len(n.First) > 0 {
			first = " (OpenStreetMap " + strings.Trim(fmt.Sprint(n.First), "[]") + ")"
		}
		fmt.Fprintf(w, "%d\t%s%s\n", n.Count, n.What, first)
	}
	return w.Flush()
}

func printNetworks(w io.Writer, networks []roadNetwork) {
	fmt.Fprintln(w, "\nprofile\tedges\tcomponents\tnodes of the largest\tnodes that one-ways trap")
	for _, n := range networks {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", n.Profile, n.Edges, n.Islands, n.Main, n.Trapped)
	}
}
