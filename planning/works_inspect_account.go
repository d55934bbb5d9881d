package planning

import "doorstep/internal/fault"

// InspectionState is where a visit that a month owes stands.
type InspectionState string

// States of an inspection.
const (
	InspectionDone    InspectionState = "done"
	InspectionPlanned InspectionState = "planned" // on a sheet of the plan
	InspectionOwed    InspectionState = "owed"    // not on a sheet; it is due after the plan's last day
	InspectionMissed  InspectionState = "missed"  // not on a sheet, and due within the plan's days or before them
)

// InspectionAccount says of every group what was visited and when, what is planned, and what is missed and why.
type InspectionAccount struct {
	Month   string // 2026-02
	Groups  []InspectedGroup
	Done    int
	Planned int // of them Late after their due day
	Late    int
	Owed    int
	Missed  int
}

// InspectedGroup is a group with its visits, by number.
type InspectedGroup struct {
	Group  AreaID
	Name   string
	Visits []InspectedVisit
}

// InspectedVisit is what became of one visit.
type InspectedVisit struct {
	Number int
	Work   WorkID
	State  InspectionState
	Day    Day // of the visit; 0: owed or missed
	Due    Day // 0: done before this plan
	Late   bool
	// Of a planned visit: by whom, and when it begins, second of the day.
	Crew  CrewID
	Begin int64
	// Of an owed or missed one, as the plan gives them; Reason is "" where it was not put to the problem.
	Reason   UnvisitedReason
	Text     string
	Earliest Day
}

// Account says what a plan of any days of the month leaves of it. Visits beyond the number owed are listed too. It
// refuses a plan of another problem with works_plan.other, and what Works refuses. Cost is linear in the plan.
func (m InspectionMonth) Account(p WorksProblem, plan WorksPlan) (InspectionAccount, error) {
	owed, err := m.Works()
	if err != nil {
		return InspectionAccount{}, err
	}
	if hash, err := p.Hash(); err != nil {
		return InspectionAccount{}, err
	} else if hash != plan.Problem {
		return InspectionAccount{}, fault.Refuse("works_plan.other", "The plan that is to be accounted for answers another problem.")
	}
	told := planTold(&p, &plan)
	account := InspectionAccount{Month: monthOf(m.FirstDay), Groups: []InspectedGroup{}}
	due := map[WorkID]Day{}
	for _, w := range owed {
		due[w.ID] = w.Due
	}
	for _, g := range m.Groups {
		made, _ := m.made(g.ID)
		of := InspectedGroup{Group: g.ID, Name: g.Name}
		for n := 1; n <= max(m.visits(), len(made)); n++ {
			v := InspectedVisit{Number: n, Work: InspectionID(m.FirstDay, g.ID, n)}
			if n <= len(made) {
				v.State, v.Day = InspectionDone, made[n-1]
			} else {
				v.Due = due[v.Work]
				v.tell(told, p.Days[len(p.Days)-1].Day)
			}
			account.count(v)
			of.Visits = append(of.Visits, v)
		}
		account.Groups = append(account.Groups, of)
	}
	return account, nil
}

// planTold gives what a plan says of each work, as a visit without number and due day.
func planTold(p *WorksProblem, plan *WorksPlan) map[WorkID]InspectedVisit {
	told := map[WorkID]InspectedVisit{}
	for _, x := range p.Left {
		told[x.ID] = InspectedVisit{Text: x.Text}
	}
	for _, x := range plan.Unvisited {
		told[x.Work] = InspectedVisit{Reason: x.Reason, Text: x.Text, Earliest: x.Earliest}
	}
	done := map[WorkID]bool{}
	for i := range p.Works {
		done[p.Works[i].ID] = p.Works[i].Pin != nil && p.Works[i].Pin.State == PinDone
	}
	for _, s := range plan.Sheets {
		for _, stop := range s.Stops {
			if stop.Kind != StopVisit {
				continue
			}
			v := InspectedVisit{State: InspectionPlanned, Day: s.Day, Crew: s.Crew, Begin: stop.Begin}
			if done[stop.Work] {
				v.State = InspectionDone
			}
			told[stop.Work] = v
		}
	}
	return told
}

// tell fills in what the plan, which ends on the day last, says of a visit.
func (v *InspectedVisit) tell(told map[WorkID]InspectedVisit, last Day) {
	says, ok := told[v.Work]
	if !ok {
		says.Text = "It was not put to this plan."
	}
	says.Number, says.Work, says.Due = v.Number, v.Work, v.Due
	says.Late = says.Day > says.Due
	switch {
	case says.State != "":
	case v.Due <= last:
		says.State = InspectionMissed
	default:
		says.State = InspectionOwed
	}
	*v = says
}

func (a *InspectionAccount) count(v InspectedVisit) {
	switch v.State {
	case InspectionDone:
		a.Done++
	case InspectionPlanned:
		a.Planned++
		if v.Late {
			a.Late++
		}
	case InspectionOwed:
		a.Owed++
	case InspectionMissed:
		a.Missed++
	}
}
