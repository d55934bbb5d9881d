package report

import "doorstep/planning"

// tour is a mobile camp with several halts on one day.
type tour struct {
	Day   planning.Day
	Group string
	Team  string
	Halts []planning.Halt
}

// toursOf lists the tours of a plan by day.
func toursOf(p planning.Problem, plan planning.Plan) (list []tour) {
	groups, teams := groupNames(p), map[planning.TeamID]string{}
	for _, t := range p.Teams {
		teams[t.ID] = t.Name
	}
	for _, c := range plan.Camps { // which are sorted by day
		if len(c.Halts) > 0 {
			list = append(list, tour{c.Day, groups[c.Group], teams[c.Team], c.Halts})
		}
	}
	return list
}
