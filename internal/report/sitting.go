package report

import (
	"fmt"
	"strings"

	"doorstep/planning"
)

// sitting is a row of the table of booth sittings.
type sitting struct {
	Day                 planning.Day
	Block, Group, Venue string
	Team                string
	Visitors            int64
	Booths              string
}

// sittingsOf lists the sittings of a plan by day, venue and id; nil where the drive is none by booths.
func sittingsOf(p planning.Problem, plan planning.Plan) (list []sitting) {
	if !p.Drive.ByBooth() {
		return nil
	}
	venues, groups, blocks, teams := candidates(p), groupNames(p), map[planning.AreaID]string{}, map[planning.TeamID]string{}
	for _, b := range p.Blocks {
		blocks[b.ID] = b.Name
	}
	for _, t := range p.Teams {
		teams[t.ID] = t.Name
	}
	booths := planning.BoothsOf(p, plan)
	for k, c := range plan.Camps {
		list = append(list, sitting{c.Day, blocks[c.Block], groups[c.Group], venues[c.Venue].Name, teams[c.Team], c.Visitors, boothWords(booths[k])})
	}
	return list
}

// boothWords names booths with their walks.
func boothWords(booths []planning.SeatedBooth) string {
	words := make([]string, len(booths))
	for k, b := range booths {
		words[k] = fmt.Sprintf("%s (%d m)", b.Name, b.Distance)
	}
	return strings.Join(words, ", ")
}

// boothReasonWords says in an officer's words why a booth has no sitting.
func boothReasonWords(r planning.BoothReason) string {
	switch r {
	case planning.BoothAlone:
		return "It is the only booth of its group"
	case planning.BoothNoVenue:
		return "No venue of the group is open"
	case planning.BoothCap:
		return "No venue near has room for it and a neighbour"
	case planning.BoothSpent:
		return "The group's sittings are spent"
	case planning.BoothNoDay:
		return "No venue near is open on a day with a team free"
	case planning.BoothLeft:
		return "Its neighbours sit elsewhere"
	case planning.BoothNotList:
		return "The imported list has no more sittings"
	}
	return string(r)
}

// sittingRows are the rows of the CSV: each sitting, then each booth without one.
func sittingRows(s planning.Summary, list []sitting) (rows [][]string) {
	for _, x := range list {
		rows = append(rows, []string{
			"sitting", x.Venue, x.Block, x.Group, "", "", "", "", whole(x.Visitors), whole(x.Visitors), "", "1", x.Day.String(), x.Booths,
		})
	}
	if s.Sittings == nil {
		return rows
	}
	for _, b := range s.Sittings.Unseated {
		rows = append(rows, []string{"unseated", b.Name, b.BlockName, b.GroupName, "", whole(b.People), "", "", "", "", "", "", string(b.Reason), b.Text})
	}
	return rows
}

// addBooths writes each booth of a plan as a point, with the camp that is its sitting.
func addBooths(out *collection, p planning.Problem, plan planning.Plan) {
	names := groupNames(p)
	camp := map[planning.AreaID]planning.Camp{}
	metres := map[planning.AreaID]int64{}
	for _, c := range plan.Camps {
		for _, b := range c.Booths {
			camp[b.Booth], metres[b.Booth] = c, b.Distance
		}
	}
	why := map[planning.AreaID]planning.UnseatedBooth{}
	for _, u := range plan.Unseated {
		why[u.Booth] = u
	}
	venues := candidates(p)
	for _, b := range p.Booths {
		properties := map[string]any{"feature": "booth", "name": b.Name, "group": names[b.Group], "people": b.People, "visitors": b.Visitors}
		if c, ok := camp[b.ID]; ok {
			properties["camp"], properties["venue"], properties["day"], properties["distance_m"] = c.ID, venues[c.Venue].Name, c.Day, metres[b.ID]
		} else {
			properties["reason"], properties["text"] = why[b.ID].Reason, why[b.ID].Text
		}
		out.add(string(b.ID), properties, b.At)
	}
}
