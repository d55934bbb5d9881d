package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"doorstep/internal/report"
	"doorstep/planning"
)

func (a *app) reportCommand() *cobra.Command {
	var id, format, out string
	cmd := &cobra.Command{
		Use:   "report PROBLEM PLAN",
		Short: "Write the coverage report of a plan: HTML to print, CSV, GeoJSON, or its camps as iCal",
		Example: "  doorstep report problem.json plan.json --out report.html\n" +
			"  doorstep report --plan 0190f0c0-... --format csv > report.csv\n" +
			"  doorstep report --plan 0190f0c0-... --out camps.ics",
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
			if !slices.Contains([]string{report.HTML, report.CSV, report.GeoJSON, iCal}, format) {
				return &usageError{fmt.Errorf("--format is html, csv, geojson or ics, not %q; see '%s --help'", format, cmd.CommandPath())}
			}
			p, plan, err := a.documents(cmd.Context(), id, args)
			if err != nil {
				return err
			}
			return a.writeFile(out, func(w io.Writer) error {
				if format == iCal {
					return report.Calendar(w, p.Drive.Name+": "+p.Name, time.Now(), campsOf(p, plan))
				}
				return report.Coverage(w, format, p, plan)
			})
		},
	}
	cmd.Flags().StringVar(&id, "plan", "", "id of a stored plan")
	cmd.Flags().StringVar(&format, "format", "", "html, csv, geojson or ics; by the name of --out, else html")
	cmd.Flags().StringVarP(&out, "out", "o", "-", "file to write; - is standard output")
	return cmd
}

// iCal is the format that a calendar subscribes to.
const iCal = "ics"

// campsOf gives the camps of a plan's own document as the calendar takes them.
func campsOf(p planning.Problem, plan planning.Plan) []planning.CampRecord {
	venues, groups, blocks, teams := map[planning.VenueID]planning.Candidate{}, map[string]string{}, map[planning.AreaID]string{}, map[planning.TeamID]string{}
	for _, v := range p.Candidates {
		venues[v.ID] = v
	}
	for _, g := range p.Groups {
		groups[g.ID] = g.Name
	}
	for _, b := range p.Blocks {
		blocks[b.ID] = b.Name
	}
	for _, t := range p.Teams {
		teams[t.ID] = t.Name
	}
	booths := planning.BoothsOf(p, plan)
	out := make([]planning.CampRecord, len(plan.Camps))
	for i, c := range plan.Camps {
		v := venues[c.Venue]
		opens, closes := p.CampHours(&v, c.Day)
		out[i] = planning.CampRecord{
			ID: c.ID, Venue: c.Venue, VenueName: v.Name, At: v.At, Group: c.Group, GroupName: groups[c.Group], Block: c.Block, BlockName: blocks[c.Block],
			Day: c.Day, Team: c.Team, TeamName: teams[c.Team], Visitors: c.Visitors, Cap: c.Cap,
			CapBy: c.CapBy, Opens: opens, Closes: closes, Halts: c.Halts, Booths: booths[i],
		}
	}
	return out
}

func formatOf(name string) string {
	for _, format := range []string{report.CSV, report.GeoJSON, iCal} {
		if strings.HasSuffix(name, "."+format) {
			return format
		}
	}
	return report.HTML
}
