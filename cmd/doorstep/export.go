package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"doorstep/internal/ingest"
	"doorstep/planning"
)

func (a *app) exportCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "export", Short: "Give data back: camps"}
	var id, out string
	camps := &cobra.Command{
		Use:   "camps",
		Short: "Write the camps of an imported plan with the columns of its own list, in their order",
		Example: "  doorstep export camps --plan 0190f0c0-... --out list.xlsx\n" +
			"  doorstep export camps --plan 0190f0c0-... > list.csv",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(h *home) error {
				list, err := h.store.CampList(cmd.Context(), planning.PlanID(id))
				if err != nil {
					return err
				}
				records, err := allCamps(cmd, h, planning.PlanID(id))
				if err != nil {
					return err
				}
				format := "csv"
				if strings.HasSuffix(out, ".xlsx") {
					format = "xlsx"
				}
				return a.writeFile(out, func(w io.Writer) error { return ingest.WriteCamps(w, format, list, records) })
			})
		},
	}
	camps.Flags().StringVar(&id, "plan", "", "id of the plan")
	camps.Flags().StringVarP(&out, "out", "o", "-", "file, .xlsx or .csv; - is standard output")
	if err := camps.MarkFlagRequired("plan"); err != nil {
		panic(err) // the flag is defined two lines above
	}
	cmd.AddCommand(camps)
	return cmd
}

// allCamps reads every camp of a plan, page by page.
func allCamps(cmd *cobra.Command, h *home, id planning.PlanID) (all []planning.CampRecord, err error) {
	q := planning.CampQuery{Plan: id, Page: planning.Page{Limit: 1000}}
	for {
		page, err := h.store.Camps(cmd.Context(), q)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < q.Limit {
			return all, nil
		}
		q.After = string(page[len(page)-1].ID)
	}
}
