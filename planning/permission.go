package planning

import "fmt"

// risksInWords says how many visitors of a plan are expected to be lost to the weather, "" where none are.
func risksInWords(plan Plan) string {
	camps := 0
	for _, x := range plan.Camps {
		if x.Risk > 0 {
			camps++
		}
	}
	if camps == 0 {
		return ""
	}
	return fmt.Sprintf("%s on days at risk from the weather, and %d of the visitors are expected to be lost to it; no camp that is announced was moved for that.",
		counted(camps, "camp stands", "camps stand"), plan.Score.VisitorsAtRisk)
}

// permissions says in words how many camps of a plan stand where leave to use the venue is not granted yet, "" where none.
func permissions(p *Problem, plan Plan) string {
	leave := make(map[VenueID]Permission, len(p.Candidates))
	for _, v := range p.Candidates {
		leave[v.ID] = v.Permission
	}
	camps, asked, notAsked := 0, map[VenueID]bool{}, map[VenueID]bool{}
	for _, x := range plan.Camps {
		switch leave[x.Venue] {
		case PermissionAsked:
			asked[x.Venue] = true
		case PermissionNotAsked:
			notAsked[x.Venue] = true
		case PermissionGranted, PermissionRefused, "":
			continue
		}
		camps++
	}
	if camps == 0 {
		return ""
	}
	return fmt.Sprintf("%s at venues whose use is not granted yet: %d of them asked for, %d not asked for.",
		counted(camps, "camp stands", "camps stand"), len(asked), len(notAsked))
}
