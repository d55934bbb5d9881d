package planning

import (
	"slices"

	"doorstep/internal/fault"
)

// ReplanRequest asks for a plan in the place of another one after something happened.
type ReplanRequest struct {
	ID       PlanID  `json:"-"` // of the new plan, minted by the caller
	Replaces PlanID  `json:"-"`
	Today    Day     `json:"today"`         // the district's civil day on which it is asked for: what is over by then stays
	Notice   int     `json:"notice_days"`   // days ahead that are announced, 0: none but today
	Share    int64   `json:"share_percent"` // of the camps not announced that may change for more visitors: 0, 5, 10 or 15
	Events   []Event `json:"events"`
}

// maxNotice is how far ahead camps can count as announced, in days.
const maxNotice = 366

// Check finds what is wrong with a request before a plan is looked at: replan.malformed with a JSON pointer
// each, or events.invalid. Whether the events fit the plan is for CanReplan to say.
func (q ReplanRequest) Check() error {
	wrong := fault.Malformed("replan.malformed", "The re-plan cannot be asked for so.")
	if q.Notice < 0 || q.Notice > maxNotice {
		_ = wrong.With("/announced_hours", "must be between 0 and %d hours, counted in whole days", 24*maxNotice)
	}
	if !slices.Contains(curvePercents[:], q.Share) {
		_ = wrong.With("/share", "must be 0, 5, 10 or 15 percent of the camps that are not announced")
	}
	if q.Today <= 0 {
		_ = wrong.With("/today", "is needed")
	}
	if len(wrong.Details) > 0 {
		return wrong
	}
	return Events{Format: EventsFormat, Events: q.Events}.Validate()
}

// Options are what Replan is asked for: the request and the seed of the plan it replaces. The exchange is always
// worked out.
func (q ReplanRequest) Options(seed uint64) ReplanOptions {
	notice := q.Notice
	if notice == 0 {
		notice = -1
	}
	return ReplanOptions{Today: q.Today, Notice: notice, Seed: seed, Percent: q.Share, Curve: true}
}

// CanReplan says whether Replan would take the events for the plan, with the faults it would refuse them with. It
// makes nothing; its cost is that of reading the problem.
func CanReplan(p Problem, plan Plan, q ReplanRequest) error {
	if err := q.Check(); err != nil {
		return err
	}
	_, err := newReplanner(&p, &plan, q.Events, q.Options(plan.Seed))
	return err
}

// MayReplan says whether a re-plan may be made of a plan: only of one that stands, or may come to stand, for a draft keeps its
// list and one that failed has no camps. It clashes with plan.state otherwise.
func (r PlanRecord) MayReplan() error {
	if r.State != PlanReady && r.State != PlanPublished {
		return fault.Clash("plan.state", "A plan that is %s cannot be planned again; take the one that is published, or one that is ready.", r.State)
	}
	return nil
}

// Overtaken refuses to publish a re-plan when another plan has come to stand since it was asked for: its changes
// would be told against a plan that no longer holds. standing is the published plan of the drive and district, ""
// where there is none. Plans that replace no other are never overtaken.
func (r PlanRecord) Overtaken(standing PlanID) error {
	if r.Replaces == "" || standing == r.Replaces || standing == r.Standing {
		return nil
	}
	return fault.New(fault.Stale, "plan.overtaken",
		"Another plan was published after this re-plan was asked for; plan again from the one that stands now (%s).", standing)
}

// Late refuses to publish a re-plan on a later day than it was made when it changes, without being forced to, a
// camp that has been announced since, or puts one on a day that is too near by now. It refuses with replan.late,
// naming the first few.
func (a Account) Late(today Day) error {
	if today <= a.Today {
		return nil
	}
	until := today + Day(a.Notice)
	late := fault.Refuse("replan.late", "This re-plan was made on %s; on %s it changes camps that are announced by now. Plan again.", a.Today, today)
	near := func(day Day) bool { return day > a.AnnouncedUntil && day <= until }
	for _, c := range a.Changes {
		forced := c.Why == CauseClosed || c.Why == CauseTeams || c.Why == CauseOrder
		told := near(c.Old.Day) && !forced || near(c.New.Day) && c.Why != CauseOrder
		if told && c.What != ChangeTeam && len(late.Details) < 20 {
			_ = late.With("/changes/"+string(c.Camp), "%s", c.Notice)
		}
	}
	if len(late.Details) == 0 {
		return nil
	}
	return late
}
