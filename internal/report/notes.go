package report

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/planning"
)

// Rows of the tables of what needs doing, on paper.
const notesOnPaper = 40

// notes are the parts of a report beyond its figures: how sure they are, what limits the camps, what is left to do.
type notes struct {
	Certificate []string // how sure the figures are, in plain words
	Worst       *planning.SummaryArea
	Worth       []planning.BlockWorth // those worth something
	Limits      []limit
	Leave       []leave
	LeaveMore   int
	Risks       []risk
	RisksMore   int
	Excluded    []excluded
	Tours       []tour
	ToursMore   int
}

// limit is what keeps the camps of some venues from taking more.
type limit struct {
	By       string // in words
	Venues   int
	Camps    int64
	Visitors int64  // expected there
	Full     int64  // camps that take all they can
	Example  string // one sentence of the plan's own
}

// leave is a venue with camps whose use is not granted.
type leave struct {
	Venue, Group, Block string
	Asked               bool
	First               planning.Day
	Camps               int
}

// risk is a camp on a day of bad weather.
type risk struct {
	Day          planning.Day
	Venue, Group string
	Visitors     int64
	Lost         int64 // of them, expected, rounded up
}

// excluded counts the venues left out for one reason.
type excluded struct {
	Why    string
	Venues int
	Text   string // of the first
}

func notesOf(p planning.Problem, plan planning.Plan, s planning.Summary) notes {
	n := notes{Limits: limitsOf(p, plan), Leave: leaveOf(p, plan), Risks: risksOf(p, plan), Excluded: excludedOf(p), Tours: toursOf(p, plan)}
	for _, w := range s.Worths {
		if w.Visitors > 0 {
			n.Worth = append(n.Worth, w)
		}
	}
	for i, b := range s.Blocks {
		if b.Visitors > 0 && (n.Worst == nil || b.ServedPercent < n.Worst.ServedPercent) {
			n.Worst = &s.Blocks[i]
		}
	}
	n.Certificate = certificate(p, plan, s, n.Worst)
	if len(n.Leave) > notesOnPaper {
		n.Leave, n.LeaveMore = n.Leave[:notesOnPaper], len(n.Leave)-notesOnPaper
	}
	if len(n.Risks) > notesOnPaper {
		n.Risks, n.RisksMore = n.Risks[:notesOnPaper], len(n.Risks)-notesOnPaper
	}
	if len(n.Tours) > notesOnPaper {
		n.Tours, n.ToursMore = n.Tours[:notesOnPaper], len(n.Tours)-notesOnPaper
	}
	return n
}

// certificate says in plain words how sure the figures are and of what they are not.
func certificate(p planning.Problem, plan planning.Plan, s planning.Summary, worst *planning.SummaryArea) (out []string) {
	if s.Sittings != nil {
		return nil // its own sentence says it
	}
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	kept := "the groups keep their minima"
	if p.Drive.FloorPermille > 0 {
		kept += " and every block what this plan gives it, up to its floor"
	}
	most := "can be served"
	if s.Score.WorthServed > 0 {
		most = "can be served, each counting what his walk leaves"
	}
	say("There are %s venues, %d days and %s camp-days to plan with. However they are used, as long as %s, no more than %s visitors %s. That is not a trial of many plans but a proof: "+
		"every place has a price, kept in the plan, and the prices add up to this limit for any plan at all. Another program, which shares no code with the one that planned, adds them up again (doorstep check).",
		planning.Grouped(int64(s.Venues)), s.UsableDays, planning.Grouped(s.Score.CampDaysAllowed), kept, planning.Grouped(s.Bound.Visitors), most)
	switch {
	case s.Score.WorthServed > 0:
		say("This plan serves %s, who count as %s: at most %.2f %% less than those of the best plan could.",
			planning.Grouped(s.Score.VisitorsServed), planning.Grouped(s.Score.Counted()), s.Bound.GapPercent)
	case s.Bound.Visitors == s.Score.VisitorsServed:
		say("This plan serves as many. It cannot be bettered in this respect.")
	default:
		say("This plan serves %s: at most %.2f %% fewer than the best plan could.", planning.Grouped(s.Score.VisitorsServed), s.Bound.GapPercent)
	}
	if s.People != nil {
		say("%s", s.People.Sentence)
	}
	if p.Drive.FloorPermille > 0 && worst != nil {
		say("Before most visitors are served, every block is raised to %.1f %% of its visitors: %d of %d blocks are there. The worst served is %s with %.2f %%.",
			float64(p.Drive.FloorPermille)/10, s.Score.BlocksAtFloor, len(p.Blocks), worst.Name, worst.ServedPercent)
		if plan.Bound.FloorLevel > 0 {
			say("No plan that keeps the groups' minima can raise every block above %.1f %%.", float64(plan.Bound.FloorLevel)/10)
		}
	} else if worst != nil && len(s.Blocks) > 1 {
		say("The worst served block is %s with %.2f %% of its visitors.", worst.Name, worst.ServedPercent)
	}
	say("What is not proven: how many will come, how long the walk is by road, ferry or lane, and anything of people who are not on the map.")
	return out
}

// limitsOf counts the venues in use by what limits their camps, those with most visitors first.
func limitsOf(p planning.Problem, plan planning.Plan) []limit {
	venues := candidates(p)
	by := map[string]*limit{}
	seen := map[planning.VenueID]bool{}
	for _, c := range plan.Camps {
		v := venues[c.Venue]
		x := by[v.CapBy]
		if x == nil {
			x = &limit{By: limitWords(p, v.CapBy), Example: p.CapWhy(v)}
			by[v.CapBy] = x
		}
		if !seen[c.Venue] {
			seen[c.Venue] = true
			x.Venues++
		}
		x.Camps++
		x.Visitors += c.Visitors
		if c.Visitors >= c.Cap {
			x.Full++
		}
	}
	list := make([]limit, 0, len(by))
	for _, x := range by {
		list = append(list, *x)
	}
	slices.SortFunc(list, func(a, b limit) int { return cmp.Or(cmp.Compare(b.Visitors, a.Visitors), cmp.Compare(a.By, b.By)) })
	return list
}

// limitWords says what limits a camp, e.g. the desks of a scheme.
func limitWords(p planning.Problem, by string) string {
	for _, x := range p.Drive.Schemes {
		if x.ID == by {
			return "the desks for " + cmp.Or(x.Name, x.ID)
		}
	}
	for _, x := range p.Drive.Supplies {
		if x.ID == by {
			return "kits or staff: " + x.ID
		}
	}
	switch by {
	case "", "drive":
		return fmt.Sprintf("the drive's cap of %s visitors a camp, or the venue where it takes fewer", planning.Grouped(p.Drive.CapPerCampDay))
	case "venue":
		return "the room of the venue"
	case "special":
		return "what is said of the special camp"
	case "order":
		return "an order"
	}
	return by
}

// leaveOf lists the venues with camps whose use is not granted, the first camps first.
func leaveOf(p planning.Problem, plan planning.Plan) (list []leave) {
	venues, groups, blocks := candidates(p), groupNames(p), map[planning.AreaID]string{}
	for _, b := range p.Blocks {
		blocks[b.ID] = b.Name
	}
	at := map[planning.VenueID]int{}
	for _, c := range plan.Camps {
		v := venues[c.Venue]
		if v.Permission != planning.PermissionAsked && v.Permission != planning.PermissionNotAsked {
			continue
		}
		k, ok := at[c.Venue]
		if !ok {
			k = len(list)
			at[c.Venue] = k
			list = append(list, leave{Venue: v.Name, Group: groups[c.Group], Block: blocks[c.Block], Asked: v.Permission == planning.PermissionAsked, First: c.Day})
		}
		list[k].Camps++
		list[k].First = min(list[k].First, c.Day)
	}
	slices.SortStableFunc(list, func(a, b leave) int { return cmp.Compare(a.First, b.First) })
	return list
}

// risksOf lists the camps on days of bad weather, those with most visitors at risk first.
func risksOf(p planning.Problem, plan planning.Plan) (list []risk) {
	venues, groups := candidates(p), groupNames(p)
	for _, c := range plan.Camps {
		if c.Risk > 0 {
			list = append(list, risk{Day: c.Day, Venue: venues[c.Venue].Name, Group: groups[c.Group], Visitors: c.Visitors, Lost: (c.Visitors*c.Risk + 999) / 1000})
		}
	}
	slices.SortStableFunc(list, func(a, b risk) int { return cmp.Compare(b.Lost, a.Lost) })
	return list
}

// excludedOf counts the venues that are not planned, by reason.
func excludedOf(p planning.Problem) (list []excluded) {
	words := map[planning.ExcludedReason]string{
		planning.ExcludedFacility: "a facility that the drive wants is missing",
		planning.ExcludedUnknown:  "its facilities are not known",
		planning.ExcludedHours:    "ferry, tide or other hours leave no time",
		planning.ExcludedRoom:     "its desks, kits or staff could take nobody",
	}
	at := map[planning.ExcludedReason]int{}
	for _, x := range p.Excluded {
		k, ok := at[x.Reason]
		if !ok {
			k = len(list)
			at[x.Reason] = k
			list = append(list, excluded{Why: cmp.Or(words[x.Reason], string(x.Reason)), Text: x.Text})
		}
		list[k].Venues++
	}
	for _, x := range p.Bans {
		if len(list) == 0 || list[len(list)-1].Why != bannedWhy {
			list = append(list, excluded{Why: bannedWhy, Text: x.Source})
		}
		list[len(list)-1].Venues++
	}
	return list
}

const bannedWhy = "no camp may be held there, by order"
