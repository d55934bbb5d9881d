package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
)

// figure is one measured thing: its spread over the runs, and the same of a peer where there is one.
type figure struct {
	Name  string     `json:"name"`
	Unit  string     `json:"unit"`
	Runs  int        `json:"runs"`
	Value [3]float64 `json:"min_median_max"`
	Peer  string     `json:"peer,omitempty"`
	Of    [3]float64 `json:"peer_min_median_max,omitzero"`
	Ratio float64    `json:"peer_over_own,omitempty"` // of the medians: how many times faster than the peer
	Note  string     `json:"note,omitempty"`
}

// spread is the least, the middle and the greatest of some values.
func spread(values []float64) [3]float64 {
	s := slices.Sorted(slices.Values(values))
	return [3]float64{s[0], s[len(s)/2], s[len(s)-1]}
}

// seconds times one call.
func seconds(do func() error) (float64, error) {
	begun := time.Now()
	err := do()
	return time.Since(begun).Seconds(), err
}

// bench is one set of measurements; it hands each figure over as it has it.
type bench struct {
	name, short string
	run         func(cmd *cobra.Command, data string, give func(figure)) error
}

func (a *app) benches() []bench {
	return []bench{
		{"import", "read and store the whole of DATA/wb, twice", a.benchImport},
		{"plan", "plan real districts and the whole state of DATA/wb", a.benchPlan},
		{"cells", "H3 cells, covers, and cell ranges against a GiST index on a million points", a.benchCells},
	}
}

func (a *app) benchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench [SET]",
		Short: "Measure on real sizes, and against best known values; everything where no set is named",
		Args:  cobra.NoArgs,
	}
	var data string
	cmd.PersistentFlags().StringVar(&data, "data-dir", "../shared/data", "folder with wb/ and bench/")
	for _, b := range a.benches() {
		cmd.AddCommand(&cobra.Command{
			Use: b.name, Short: b.short, Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.runBenches(cmd, data, []bench{b}) },
		})
	}
	for _, set := range a.caseSets() {
		cmd.AddCommand(a.caseCommand(set, &data))
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.runAll(cmd, data) }
	return cmd
}

// runAll runs every set of measurements and of cases, without peers.
func (a *app) runAll(cmd *cobra.Command, data string) error {
	figures, err := a.figuresOf(cmd, data, a.benches())
	if err != nil {
		return err
	}
	all := map[string]any{"figures": figures}
	o := benchOptions{}
	o.defaults()
	for _, set := range a.caseSets() {
		if !a.config.json {
			fmt.Fprintln(a.out)
		}
		report, err := a.casesOf(cmd.Context(), set, filepath.Join(data, set.folder), o)
		if err != nil {
			return err
		}
		all[set.name] = report
	}
	if a.config.json {
		return json.NewEncoder(a.out).Encode(all)
	}
	return nil
}

func (a *app) runBenches(cmd *cobra.Command, data string, sets []bench) error {
	figures, err := a.figuresOf(cmd, data, sets)
	if err != nil || !a.config.json {
		return err
	}
	return json.NewEncoder(a.out).Encode(map[string]any{"figures": figures})
}

// figuresOf runs sets and prints their figures unless JSON is wanted; one that measured nothing is a failure.
func (a *app) figuresOf(cmd *cobra.Command, data string, sets []bench) ([]figure, error) {
	var all []figure
	out := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	if !a.config.json {
		fmt.Fprintln(out, "what\tmin\tmedian\tmax\tunit\truns\tpeer\tits median\ttimes\tnote")
	}
	for _, set := range sets {
		before := len(all)
		err := set.run(cmd, data, func(f figure) {
			all = append(all, f)
			if a.config.json {
				return
			}
			peer := "\t\t"
			if f.Peer != "" {
				peer = fmt.Sprintf("%s\t%.3g\t%.2f", f.Peer, f.Of[1], f.Ratio)
			}
			fmt.Fprintf(out, "%s\t%.3g\t%.3g\t%.3g\t%s\t%d\t%s\t%s\n", f.Name, f.Value[0], f.Value[1], f.Value[2], f.Unit, f.Runs, peer, f.Note)
		})
		if err != nil {
			return nil, errors.Join(err, out.Flush()) // what was measured before stands
		}
		if len(all) == before {
			return nil, fault.Refuse("bench.empty", "The set %s measured nothing; is %s the right folder?", set.name, data)
		}
	}
	return all, out.Flush()
}
