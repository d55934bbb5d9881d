package main

import (
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"doorstep/internal/report"
)

func (a *app) reportCommand() *cobra.Command {
	var id, format, out string
	cmd := &cobra.Command{
		Use:   "report PROBLEM PLAN",
		Short: "Write the coverage report of a plan: HTML to print, CSV or GeoJSON",
		Example: "  doorstep report problem.json plan.json --out report.html\n" +
			"  doorstep report --plan 0190f0c0-... --format csv > report.csv",
		Args: func(_ *cobra.Command, args []string) error {
			if (id == "" && len(args) != 2) || (id != "" && len(args) != 0) {
				return errors.New("report takes the two files PROBLEM and PLAN, or --plan ID")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if format == "" {
				format = formatOf(out)
			}
			p, plan, err := a.documents(cmd.Context(), id, args)
			if err != nil {
				return err
			}
			return a.writeFile(out, func(w io.Writer) error { return report.Coverage(w, format, p, plan) })
		},
	}
	cmd.Flags().StringVar(&id, "plan", "", "id of a stored plan")
	cmd.Flags().StringVar(&format, "format", "", "html, csv or geojson; by the name of --out, else html")
	cmd.Flags().StringVarP(&out, "out", "o", "-", "file to write; - is standard output")
	return cmd
}

func formatOf(name string) string {
	for _, format := range []string{report.CSV, report.GeoJSON} {
		if strings.HasSuffix(name, "."+format) {
			return format
		}
	}
	return report.HTML
}
