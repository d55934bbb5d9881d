package planning

import (
	"slices"
	"strings"
)

// ScoreWorks gives what the sheets of a plan reach, computed as CheckWorks computes it, whatever the plan itself says.
func ScoreWorks(p WorksProblem, plan WorksPlan) WorksScore {
	return newWorksChecker(&p, &plan).reckon()
}

// score computes every figure of the score again.
func (c *worksChecker) score() {
	want := c.reckon()
	said := c.plan.Score
	for _, x := range []struct {
		rule       string
		want, said int64
	}{
		{"score.worth_in_time", want.WorthInTime, said.WorthInTime},
		{"score.worth_late", want.WorthLate, said.WorthLate},
		{"score.lateness", want.Lateness, said.Lateness},
		{"score.crew_days", want.CrewDays, said.CrewDays},
		{"score.overtime_seconds", want.Overtime, said.Overtime},
		{"score.cost_seconds", want.Cost, said.Cost},
		{"score.travel_seconds", want.Travel, said.Travel},
		{"score.changes", want.Changes, said.Changes},
		{"score.unfair_permille", want.Unfair, said.Unfair},
		{"score.visited", want.Visited, said.Visited},
		{"score.unvisited", want.Unvisited, said.Unvisited},
		{"score.metres", want.Metres, said.Metres},
	} {
		c.broken(x.want != x.said, x.rule, "score", "It is %d, not %d.", x.want, x.said)
	}
}

// reckon gives the score of the plan's sheets.
func (c *worksChecker) reckon() (s WorksScore) {
	for i := range c.p.Works {
		w := &c.p.Works[i]
		at := c.stands[w.ID]
		switch {
		case len(at) == 0:
			s.Unvisited++
			continue
		case w.Due != 0 && at[0].day > w.Due:
			s.WorthLate += w.Worth
			s.Lateness += w.Priority * int64(at[0].day-w.Due)
		default:
			s.WorthInTime += w.Worth
		}
		s.Visited++
	}
	for _, x := range c.plan.Sheets {
		s.CrewDays++
		s.Overtime += x.Overtime
		s.Travel += x.Travel
		s.Metres += x.Metres
	}
	s.Changes = c.changes()
	s.Unfair = c.unfair()
	s.Cost = s.Travel + s.Changes*c.p.Prices.ChangeSeconds + s.Unfair*c.p.Prices.FairnessSeconds
	return s
}

// changes counts the works of the issued sheets that have other crews or another day.
func (c *worksChecker) changes() (n int64) {
	type issue struct {
		crews []CrewID
		day   Day
	}
	was := map[WorkID]issue{}
	for _, sheet := range c.p.Issued {
		for _, stop := range sheet.Stops {
			if stop.Kind == StopVisit {
				x := was[stop.Work]
				was[stop.Work] = issue{append(x.crews, sheet.Crew), sheet.Day}
			}
		}
	}
	for id, x := range was {
		var crews []CrewID
		day := Day(0)
		for _, y := range c.stands[id] {
			crews, day = append(crews, y.crew), y.day
		}
		slices.Sort(crews)
		slices.Sort(x.crews)
		if day != x.day || !slices.Equal(crews, x.crews) {
			n++
		}
	}
	return n
}

// unfair sums the spread of the loads of crews with the same skills.
func (c *worksChecker) unfair() (sum int64) {
	busy := map[CrewID]int64{}
	for _, sheet := range c.plan.Sheets {
		busy[sheet.Crew] += sheet.Travel
		for _, stop := range sheet.Stops {
			if stop.Kind != StopBreak {
				busy[sheet.Crew] += stop.End - stop.Begin
			}
		}
	}
	most, least := map[string]int64{}, map[string]int64{}
	for _, crew := range c.p.Crews {
		paid := int64(0)
		for _, s := range crew.Shifts {
			paid += int64(s.To-s.From) * 60
		}
		if paid == 0 {
			continue
		}
		load := busy[crew.ID] * 1000 / paid
		key := strings.Join(crew.Skills, "\x00")
		if _, seen := most[key]; !seen {
			most[key], least[key] = load, load
		}
		most[key], least[key] = max(most[key], load), min(least[key], load)
	}
	for key := range most {
		sum += most[key] - least[key]
	}
	return sum
}
