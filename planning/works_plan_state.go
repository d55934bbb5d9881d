package planning

import (
	"slices"
	"time"

	"doorstep/internal/fault"
)

// WorksPlanState is where a works plan stands.
type WorksPlanState string

// States of a works plan.
const (
	WorksQueued     WorksPlanState = "queued"
	WorksSolving    WorksPlanState = "solving"
	WorksReady      WorksPlanState = "ready"
	WorksFailed     WorksPlanState = "failed"
	WorksCancelled  WorksPlanState = "cancelled"
	WorksIssued     WorksPlanState = "issued" // its sheets are in the crews' hands
	WorksSuperseded WorksPlanState = "superseded"
)

// WorksPlanStates lists every state.
func WorksPlanStates() []WorksPlanState {
	return []WorksPlanState{WorksQueued, WorksSolving, WorksReady, WorksFailed, WorksCancelled, WorksIssued, WorksSuperseded}
}

// worksMoves is the state machine of a works plan:
//
//	queued --> solving --> ready --> issued --> superseded
//	   |          |  ^_|(again)
//	   +----------+--> cancelled, failed
var worksMoves = map[WorksPlanState][]WorksPlanState{
	WorksQueued:  {WorksSolving, WorksCancelled, WorksFailed},
	WorksSolving: {WorksSolving, WorksReady, WorksCancelled, WorksFailed},
	WorksReady:   {WorksIssued},
	WorksIssued:  {WorksSuperseded},
}

// Final says whether the solver is done with a works plan: it waits for nothing but a person.
func (s WorksPlanState) Final() bool { return s != WorksQueued && s != WorksSolving }

// Move gives next, or clashes with works_plan.state where a works plan in state s may not go there.
func (s WorksPlanState) Move(next WorksPlanState) (WorksPlanState, error) {
	if !slices.Contains(worksMoves[s], next) {
		return s, fault.Clash("works_plan.state", "A works plan that is %s cannot become %s.", s, next)
	}
	return next, nil
}

// Issue decides whether the sheets of a works plan may be given to the crews by somebody who last saw it at version:
// works_plan.stale where it has changed since, works_plan.state where it is not ready.
func (r WorksPlanRecord) Issue(version int64) error {
	if version != r.Version {
		return fault.New(fault.Stale, "works_plan.stale",
			"The works plan has changed since you read it (version %d, now %d); read it again.", version, r.Version)
	}
	_, err := r.State.Move(WorksIssued)
	return err
}

// MayReplan says whether another plan may be made in the place of this one: only of one that is issued, or ready to be.
// It clashes with works_plan.state otherwise.
func (r WorksPlanRecord) MayReplan() error {
	if r.State != WorksReady && r.State != WorksIssued {
		return fault.Clash("works_plan.state", "A works plan that is %s cannot be planned again; take the one that is issued, or one that is ready.", r.State)
	}
	return nil
}

// MayFollow decides whether a works plan may be issued in the place of those that stand for its days: only of one that it
// was made from, by one re-plan or more, whose ids line holds. It is refused with works_plan.overlap where the plan was
// made from scratch, and with works_plan.overtaken where another plan has come to stand meanwhile.
func (r WorksPlanRecord) MayFollow(standing []WorksPlanRecord, line []WorksPlanID) error {
	for _, s := range standing {
		switch {
		case len(line) == 0:
			return fault.Clash("works_plan.overlap", "Sheets are issued for some of these days already (%s to %s); plan those again instead.", s.FirstDay, s.LastDay)
		case !slices.Contains(line, s.ID):
			return fault.New(fault.Stale, "works_plan.overtaken",
				"Another works plan was issued after this one was made; plan again from the one that stands now (%s).", s.ID)
		}
	}
	return nil
}

// visitMoves is the state machine of a visit, as far as people move it; issuing and superseding are the plan's.
var visitMoves = map[VisitState][]VisitState{
	VisitAnnounced: {VisitStarted, VisitDone, VisitCancelled},
	VisitStarted:   {VisitDone, VisitCancelled},
}

// VisitReport is what a crew or its office says of a visit.
type VisitReport struct {
	State VisitState // started, done or cancelled
	At    time.Time  // when that was
}

// earlyReport is how far a phone's clock may be ahead.
const earlyReport = 10 * time.Minute

// Report gives the visit as the report leaves it. It clashes with visit.state where the visit may not go there, is
// refused with visit.time where the time is none, and is visit.stale where the visit has changed since version.
func (v VisitRecord) Report(version int64, said VisitReport, now time.Time) (VisitRecord, error) {
	if version != v.Version {
		return v, fault.New(fault.Stale, "visit.stale",
			"The visit has changed since you read it (version %d, now %d); read it again.", version, v.Version)
	}
	if !slices.Contains(visitMoves[v.State], said.State) {
		return v, fault.Clash("visit.state", "A visit that is %s cannot become %s.", v.State, said.State)
	}
	at := said.At
	if at.IsZero() {
		at = now
	}
	if at.After(now.Add(earlyReport)) || v.StartedAt != nil && at.Before(*v.StartedAt) {
		return v, fault.Refuse("visit.time", "The visit cannot be %s at %s: that is to come, or before it was started.", said.State, at.UTC().Format(time.RFC3339)).
			With("/at", "must lie between the start of the visit and now")
	}
	v.State = said.State
	switch said.State {
	case VisitStarted:
		v.StartedAt = &at
	case VisitDone:
		if v.StartedAt == nil {
			v.StartedAt = &at
		}
		v.EndedAt = &at
	default:
		v.EndedAt = &at
	}
	v.Version++
	return v, nil
}
