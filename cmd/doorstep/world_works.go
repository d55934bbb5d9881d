package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"doorstep/internal/world"
	"doorstep/planning"
)

func (a *app) worldWorksCommand() *cobra.Command {
	var s world.WorksShape
	var set, out string
	cmd := &cobra.Command{
		Use:   "works",
		Short: "Write a made-up works problem: crews, works, travel and every rule",
		Example: "  doorstep world works > works.json                    # a district's week: 460 works, 15 crews, 6 days\n" +
			"  doorstep world works --set prize --seed 7 > prize.json # far more works than can be done",
		Args: cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			s.Set = world.WorksSet(set)
			p, err := world.WorksProblem(s)
			if err != nil {
				return err
			}
			if err := a.writeFile(out, func(w io.Writer) error { return planning.WriteWorksProblem(w, p) }); err != nil || a.config.quiet {
				return err
			}
			fmt.Fprintf(a.err, "%s: %d works, %d crews, %d days, %d places.\n", p.Name, len(p.Works), len(p.Crews), len(p.Days), len(p.Places))
			return nil
		},
	}
	cmd.Flags().StringVar(&set, "set", string(world.WorksRich), "rich (every rule) or prize (more works than can be done)")
	cmd.Flags().IntVar(&s.Works, "works", 0, "how many works; 0: as the set has")
	cmd.Flags().IntVar(&s.Crews, "crews", 0, "how many crews; 0: as the set has")
	cmd.Flags().IntVar(&s.Days, "days", 0, "how many days; 0: as the set has")
	cmd.Flags().Uint64Var(&s.Seed, "seed", 1, "the same seed writes the same problem")
	cmd.Flags().StringVarP(&out, "out", "o", "-", "file for the problem; - is standard output")
	return cmd
}
