package planning_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// closedBy plans the toy district again after one event and lists which venue is closed when by it.
func closedBy(t *testing.T, e planning.Event) []string {
	t.Helper()
	p := toy(t)
	plan := solve(t, p, 1)
	e.Source = "order 9"
	got, err := planning.Replan(t.Context(), p, plan, []planning.Event{e}, planning.ReplanOptions{Today: p.Days[0], Notice: -1})
	if err != nil {
		t.Fatal(err)
	}
	var closed []string
	for _, x := range got.Problem.Closures {
		if x.Source == e.Source {
			closed = append(closed, strings.TrimSpace(x.Day.String()+" "+x.Kind+" "+string(x.Area)+string(x.Venue)))
		}
	}
	return closed
}

func TestDaysAreLostWhereTheEventSays(t *testing.T) {
	p := toy(t)
	at := p.Candidates[1].At // venue-2
	cell, err := geo.CellOf(at, 7)
	if err != nil {
		t.Fatal(err)
	}
	square := orb.Polygon{{{at[0] - 0.001, at[1] - 0.001}, {at[0] + 0.001, at[1] - 0.001}, {at[0] + 0.001, at[1] + 0.001}, {at[0] - 0.001, at[1] + 0.001}, {at[0] - 0.001, at[1] - 0.001}}}
	monday := day("2026-01-26")
	for name, c := range map[string]struct {
		event planning.Event
		want  []string
	}{
		"a venue to the end of the drive": {
			planning.Event{Kind: planning.EventVenueLost, Venue: "venue-2", From: day("2026-01-27")},
			[]string{"2026-01-27 order venue-2", "2026-01-28 order venue-2"},
		},
		"a block for two days": {
			planning.Event{Kind: planning.EventDaysLost, Area: "west", From: monday, To: monday + 1},
			[]string{"2026-01-26 order west", "2026-01-27 order west"},
		},
		"everywhere for a day":    {planning.Event{Kind: planning.EventDaysLost, From: monday}, []string{"2026-01-26 order"}},
		"the venues of a polygon": {planning.Event{Kind: planning.EventDaysLost, Polygon: square, From: monday}, []string{"2026-01-26 order venue-2"}},
		"a suspension from before today": {
			planning.Event{Kind: planning.EventDriveSuspended, Area: "group-a", From: p.Days[0] - 5, To: p.Days[0]},
			[]string{"2026-01-24 suspended group-a"},
		},
	} {
		if got := closedBy(t, c.event); !slices.Equal(got, c.want) {
			t.Errorf("%s: closed %q, want %q", name, got, c.want)
		}
	}
	in := closedBy(t, planning.Event{Kind: planning.EventDaysLost, Cells: []geo.Cell{cell}, From: monday})
	if !slices.Contains(in, "2026-01-26 order venue-2") || slices.Contains(in, "2026-01-26 order venue-4") {
		t.Errorf("the venues of a cell: closed %q", in)
	}
}

func TestGrowthIsSharedOutExactlyAndCapsOnlyFall(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	before, after := map[string]int64{}, map[string]int64{}
	events := []planning.Event{
		{Kind: planning.EventDemandGrown, Source: "survey", Groups: []string{"group-a"}, Percent: 33},
		{Kind: planning.EventCapLowered, Source: "health department", Cap: 70},
		{Kind: planning.EventCampsAdded, Source: "order 2", Camps: 1},
	}
	got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: p.Days[0]})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range p.Demand {
		before[d.Group] += d.Visitors
		after[d.Group] += got.Problem.Demand[i].Visitors
	}
	if want := before["group-a"] + (before["group-a"]*33+99)/100; after["group-a"] != want || after["group-b"] != before["group-b"] {
		t.Errorf("visitors %v became %v; group-a should have %d", before, after, want)
	}
	for j, v := range got.Problem.Candidates {
		if v.Cap != min(p.Candidates[j].Cap, 70) {
			t.Errorf("%s takes %d, before %d", v.ID, v.Cap, p.Candidates[j].Cap)
		}
	}
	if got.Problem.CampDays != p.CampDays+1 || got.Problem.Drive.CapPerCampDay != min(p.Drive.CapPerCampDay, 70) {
		t.Errorf("%d camp-days, cap %d", got.Problem.CampDays, got.Problem.Drive.CapPerCampDay)
	}
	if !reflect.DeepEqual(toy(t).Candidates, p.Candidates) {
		t.Error("the old problem was written to")
	}
}

func TestEventsAreReadAsTheyAreWritten(t *testing.T) {
	e := planning.Events{Format: planning.EventsFormat, Events: []planning.Event{
		{Kind: planning.EventDaysLost, Source: "warning 4", From: day("2026-01-24"), Polygon: orb.Polygon{{{87, 22}, {88, 22}, {88, 23}, {87, 22}}}},
		{Kind: planning.EventTeamIll, Source: "block office", Team: "team-west", From: day("2026-01-24")},
	}}
	var b bytes.Buffer
	if err := planning.WriteEvents(&b, e); err != nil {
		t.Fatal(err)
	}
	first := b.String()
	again, err := planning.ReadEvents(&b)
	if err != nil {
		t.Fatal(err)
	}
	var c bytes.Buffer
	if err := planning.WriteEvents(&c, again); err != nil || c.String() != first {
		t.Errorf("%v: read and written again:\n%s\n%s", err, first, c.String())
	}
}

func TestEventsThatMakeNoSenseAreRefused(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	held := plan.Camps[0].ID
	for name, c := range map[string]struct {
		event planning.Event
		today planning.Day
		want  fault.Code
	}{
		"no source":             {planning.Event{Kind: planning.EventVenueLost, Venue: "venue-2"}, p.Days[0], "events.invalid"},
		"a field too many":      {planning.Event{Kind: planning.EventVenueLost, Source: "x", Venue: "venue-2", Cap: 3}, p.Days[0], "events.invalid"},
		"a field too few":       {planning.Event{Kind: planning.EventDriveSuspended, Source: "x", From: p.Days[0]}, p.Days[0], "events.invalid"},
		"days in wrong order":   {planning.Event{Kind: planning.EventDaysLost, Source: "x", From: p.Days[2], To: p.Days[1]}, p.Days[0], "events.invalid"},
		"a growth beyond sense": {planning.Event{Kind: planning.EventDemandGrown, Source: "x", Groups: []string{"group-a"}, Percent: 5000}, p.Days[0], "events.invalid"},
		"no ring": {
			planning.Event{Kind: planning.EventDaysLost, Source: "x", From: p.Days[0], Polygon: orb.Polygon{{{1, 1}, {2, 2}}}}, p.Days[0], "events.invalid",
		},
		"an unknown team":     {planning.Event{Kind: planning.EventTeamIll, Source: "x", Team: "team-z"}, p.Days[0], "event.unknown"},
		"an unknown group":    {planning.Event{Kind: planning.EventDemandGrown, Source: "x", Groups: []string{"group-z"}, Percent: 5}, p.Days[0], "event.unknown"},
		"an unknown area":     {planning.Event{Kind: planning.EventDaysLost, Source: "x", Area: "north", From: p.Days[0]}, p.Days[0], "event.unknown"},
		"an unknown camp":     {planning.Event{Kind: planning.EventCampOrdered, Source: "x", Venue: "venue-1", Camp: "z"}, p.Days[0], "event.unknown"},
		"a thing of the past": {planning.Event{Kind: planning.EventTeamIll, Source: "x", Team: "team-west", From: p.Days[0], To: p.Days[0]}, p.Days[2], "event.past"},
		"a camp of the past":  {planning.Event{Kind: planning.EventCampOrdered, Source: "x", Venue: "venue-1", Camp: held}, p.Days[3], "event.past"},
		"a foreign team":      {planning.Event{Kind: planning.EventCampOrdered, Source: "x", Venue: "venue-1", Team: "team-east"}, p.Days[0], "event.order"},
		"a day of no drive":   {planning.Event{Kind: planning.EventCampOrdered, Source: "x", Venue: "venue-1", From: p.Days[0] + 90}, p.Days[0], "event.order"},
		"the year after":      {planning.Event{Kind: planning.EventVenueLost, Source: "x", Venue: "venue-1"}, p.Days[0] + 400, "replan.over"},
	} {
		_, err := planning.Replan(t.Context(), p, plan, []planning.Event{c.event}, planning.ReplanOptions{Today: c.today})
		if fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	twice := planning.Event{Kind: planning.EventCampOrdered, Source: "x", Venue: "venue-1"}
	if _, err := planning.Replan(t.Context(), p, plan, []planning.Event{twice, twice}, planning.ReplanOptions{Today: p.Days[0]}); fault.CodeOf(err) != "event.twice" {
		t.Errorf("a camp ordered twice: %v", err)
	}
	plan.Camps = slices.Clone(plan.Camps)
	plan.Camps[0].Venue = "venue-9"
	if _, err := planning.Replan(t.Context(), p, plan, nil, planning.ReplanOptions{Today: p.Days[0]}); fault.CodeOf(err) != "replan.plan" {
		t.Errorf("a plan at an unknown venue: %v", err)
	}
}
