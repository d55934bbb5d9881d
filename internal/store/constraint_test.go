package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/planning"
)

// A database constraint and the pure rule are two guards of one door. For each field: values on both
// sides of the limit, the rule's verdict, and the constraint that must agree with it.
func TestConstraintsAndRulesAgree(t *testing.T) {
	_, conn, _ := filled(t, 3, 3)
	venue := hall(inside)
	venue.Permission = planning.PermissionNotAsked
	drive := planning.DefaultDrive()
	long := func(n int) string { return strings.Repeat("ক", n) }
	type probe struct {
		constraint string
		sql        string
		arg        any
		rule       error
	}
	var probes []probe
	add := func(constraint, sql string, arg any, rule error) {
		probes = append(probes, probe{constraint, sql, arg, rule})
	}
	for _, name := range []string{"", "a", long(300), long(301)} {
		v := venue
		v.Name = name
		add("venue_name", "UPDATE venue SET name = $1", name, v.Check())
	}
	for _, kind := range []string{"a", "ab", "A b", "a_b", "_ab", "a1", strings.Repeat("a", 40), strings.Repeat("a", 41), "high-school", "a\n"} {
		v := venue
		v.Kind = kind
		add("venue_kind", "UPDATE venue SET kind = $1", kind, v.Check())
		add("registration_scheme", "INSERT INTO registration (id, camp, applicant, name, scheme, cell, state, tracking, taken_at, at) SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'a', $1, 1, 'received', 'x', now(), now()",
			kind, casework.Application{Name: "a", Scheme: kind}.Check())
		add("grievance_category", "INSERT INTO grievance (id, tracking, category, description, geom, cell, state, at) SELECT gen_random_uuid(), 'x', $1, 'a', geom, 1, 'received', now() FROM venue LIMIT 1",
			kind, casework.Complaint{Category: kind, Description: "a", At: &inside}.Check())
		add("issue_site_category", "INSERT INTO issue_site (id, tracking, category, description, geom, cell, radius_m, state, at) SELECT gen_random_uuid(), 'x', $1, 'a', geom, 1, 0, 'reported', now() FROM venue LIMIT 1",
			kind, casework.Sighting{Category: kind, Description: "a", Fixes: []geo.Fix{fix(inside)}}.Check())
	}
	for _, host := range []planning.Host{"fixed", "mobile", "none", "", "both"} {
		v := venue
		v.Host = host
		add("venue_host", "UPDATE venue SET host = $1", string(host), v.Check())
	}
	for _, n := range []int64{-1, 0, 1, 100_000, 100_001} {
		v := venue
		v.Capacity = n
		add("venue_capacity", "UPDATE venue SET capacity = nullif($1::bigint, 0)", n, v.Check())
	}
	for _, p := range []planning.Permission{"not_asked", "asked", "granted", "refused", "", "lost"} {
		v := venue
		v.Permission, v.PermissionLetter = p, "12"
		add("venue_permission", "UPDATE venue SET permission_letter = '12', permission = $1", string(p), v.Check())
		v.PermissionLetter = ""
		if p != "" && p != "lost" {
			add("venue_permission_letter", "UPDATE venue SET permission_letter = '', permission = $1", string(p), v.Check())
		}
	}
	for _, to := range []planning.Day{0, 99, 100, 101} {
		v := venue
		v.PermissionFrom, v.PermissionTo = 100, to
		var arg any
		if to != 0 {
			arg = to.Time()
		}
		add("venue_permission_dates", "UPDATE venue SET permission_from = date '1970-01-01' + 100, permission_to = $1::date", arg, v.Check())
	}
	for _, text := range []string{"", "a", long(4000), long(4001)} {
		add("grievance_description", "INSERT INTO grievance (id, tracking, category, description, geom, cell, state, at) SELECT gen_random_uuid(), 'x', 'roads', $1, geom, 1, 'received', now() FROM venue LIMIT 1",
			text, casework.Complaint{Category: "roads", Description: text, At: &inside}.Check())
		add("issue_site_description", "INSERT INTO issue_site (id, tracking, category, description, geom, cell, radius_m, state, at) SELECT gen_random_uuid(), 'x', 'roads', $1, geom, 1, 0, 'reported', now() FROM venue LIMIT 1",
			text, casework.Sighting{Category: "roads", Description: text, Fixes: []geo.Fix{fix(inside)}}.Check())
	}
	for _, name := range []string{"", "a", long(200), long(201)} {
		d := drive
		d.Name = name
		add("drive_name", "UPDATE drive SET name = $1", name, d.Check())
		add("registration_name", "INSERT INTO registration (id, camp, applicant, name, scheme, cell, state, tracking, taken_at, at) SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, 'ab', 1, 'received', 'x', now(), now()",
			name, casework.Application{Name: name, Scheme: "ab"}.Check())
	}
	for _, metres := range []float64{-1, 0, 0.001, 100_000, 100_001} {
		f := fix(inside)
		f.Accuracy = geo.Meters(metres)
		add("venue_fix_accuracy", "INSERT INTO venue_fix (id, venue, geom, accuracy_m, source, taken_at, taken_by) SELECT gen_random_uuid(), id, geom, $1, 'gps', now(), 'x' FROM venue LIMIT 1", metres, casework.CheckFix(f))
		add("issue_site_fix_accuracy", "INSERT INTO issue_site_fix (id, issue_site, geom, accuracy_m, source, taken_at, taken_by) SELECT gen_random_uuid(), id, geom, $1, 'gps', now(), 'x' FROM venue LIMIT 1", metres, casework.CheckFix(f))
	}
	for _, from := range []string{"gps", "network", "map", "survey", "", "guess"} {
		f := fix(inside)
		f.Source = from
		add("venue_fix_source", "INSERT INTO venue_fix (id, venue, geom, accuracy_m, source, taken_at, taken_by) SELECT gen_random_uuid(), id, geom, 1, $1, now(), 'x' FROM venue LIMIT 1", from, casework.CheckFix(f))
	}
	for column, c := range map[string]struct {
		constraint string
		set        func(*planning.Drive, int64)
		values     []int64
	}{
		"cap_per_camp_day":    {"drive_cap", func(d *planning.Drive, n int64) { d.CapPerCampDay = n }, []int64{0, 1, 100_000, 100_001}},
		"people_per_camp_day": {"drive_people", func(d *planning.Drive, n int64) { d.PeoplePerCampDay = n }, []int64{-1, 0, 1}},
		"turnout_permille":    {"drive_turnout", func(d *planning.Drive, n int64) { d.TurnoutPermille = n }, []int64{0, 1, 5000, 5001}},
		"threshold_m":         {"drive_threshold", func(d *planning.Drive, n int64) { d.Threshold = n }, []int64{0, 1, 100_000, 100_001}},
		"detour_permille":     {"drive_detour", func(d *planning.Drive, n int64) { d.DetourPermille = n }, []int64{999, 1000, 10_000, 10_001}},
		"spare_teams":         {"drive_spare_teams", func(d *planning.Drive, n int64) { d.SpareTeams = int(n) }, []int64{-1, 0, 1}},
		"camp_days":           {"drive_camp_days", func(d *planning.Drive, n int64) { d.CampDays = n }, []int64{-1, 0, 1}},
		"working_days":        {"drive_days", func(d *planning.Drive, n int64) { d.WorkingDays = int(n) }, []int64{0, 1, 366, 367}},
	} {
		for _, n := range c.values {
			d := drive
			c.set(&d, n)
			add(c.constraint, "UPDATE drive SET "+column+" = $1", n, d.Check())
		}
	}
	for _, off := range []int{-1, 0, 6, 7} {
		d := drive
		d.WeeklyOff = []int{off}
		add("drive_weekly_off", "UPDATE drive SET weekly_off = ARRAY[$1::int]", off, d.Check())
	}
	for _, said := range []string{"suspected", "confirmed", "rejected", "", "maybe"} {
		add("venue_duplicate_state", "UPDATE venue_duplicate SET state = $1", said, planning.JudgeDuplicate(said))
	}

	agreed := map[string][2]int{}
	for _, p := range probes {
		got := violated(t, conn, p.sql, p.arg)
		counts := agreed[p.constraint]
		switch {
		case p.rule != nil && got == p.constraint:
			counts[0]++
		case p.rule == nil && got != p.constraint:
			counts[1]++
		default:
			t.Errorf("%s with %.20q: the rule says %v, the database %q", p.constraint, p.arg, p.rule, got)
		}
		agreed[p.constraint] = counts
	}
	for constraint, n := range agreed {
		if n[0] == 0 || n[1] == 0 {
			t.Errorf("%s was seen to refuse %d and to let pass %d: a side was not looked at", constraint, n[0], n[1])
		}
	}
}

// violated runs a statement that is taken back and gives the check constraint it broke. That another
// rule stops it, a camp that is not there, does not matter.
func violated(t *testing.T, conn *pgx.Conn, sql string, args ...any) string {
	t.Helper()
	ctx := context.Background()
	tx, err := conn.Begin(ctx)
	ok(t, err)
	defer func() { _ = tx.Rollback(ctx) }()
	_, err = tx.Exec(ctx, sql, args...)
	if pg, isPg := errors.AsType[*pgconn.PgError](err); isPg {
		if pg.Code == "23503" || pg.Code == "23505" {
			return ""
		}
		if pg.Code != "23514" {
			t.Errorf("%s: %v", sql, err)
		}
		return pg.ConstraintName
	}
	ok(t, err)
	return ""
}

// The transitions that are forbidden by planning.PlanState.May are not the database's to know; the
// states themselves are.
func TestTheDatabaseKnowsTheStatesOfAPlan(t *testing.T) {
	s, conn, _ := filled(t, 3, 3)
	q := request()
	_, err := s.RequestPlan(context.Background(), officer, casework.Key{}, q)
	ok(t, err)
	for _, state := range []planning.PlanState{
		planning.PlanQueued, planning.PlanSolving, planning.PlanReady, planning.PlanFailed, planning.PlanCancelled, planning.PlanPublished,
		planning.PlanSuperseded, planning.PlanDraft,
	} {
		if got := violated(t, conn, "UPDATE plan SET published_at = now(), superseded_at = CASE WHEN $1::text = 'superseded' THEN now() END, state = $1", string(state)); got != "" {
			t.Errorf("%s breaks %s", state, got)
		}
	}
	if got := violated(t, conn, "UPDATE plan SET state = $1", "done"); got != "plan_state" {
		t.Errorf("a state that is none breaks %q", got)
	}
	for _, state := range []string{"superseded", "ready"} {
		if got := violated(t, conn, "UPDATE plan SET superseded_at = CASE WHEN $1::text = 'ready' THEN now() END, state = $1", state); got != "plan_superseded" {
			t.Errorf("a plan that is %s, with the time of the other, breaks %q", state, got)
		}
	}
	if got := violated(t, conn, "UPDATE plan SET state = $1", "published"); got != "plan_published" {
		t.Errorf("a published plan without its time breaks %q", got)
	}
}
