package store_test

import (
	"context"
	"strings"
	"testing"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/planning"
)

// canary is a person who must appear in no audit row.
const canary = "Canary Quetzalcoatl"

func TestEveryChangeIsAuditedOnceAndEveryRefusalNotAtAll(t *testing.T) {
	ctx := context.Background()
	s, conn, g := filled(t, 40, 40)
	_, camps := published(t, s)
	queued, solving, ready := request(), request(), request()
	for _, q := range []planning.PlanRequest{queued, solving, ready} {
		_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
		ok(t, err)
	}
	_, err := s.StartPlan(ctx, solving.ID)
	ok(t, err)
	solved(t, s, ready.ID)
	problem, plan := answer(t, s)
	site, err := s.ReportIssueSite(ctx, officer, fresh(), casework.Sighting{Category: "roads", Description: canary, Fixes: []geo.Fix{fix(inside)}})
	ok(t, err)
	capacity := int64(77)
	person := casework.Application{Name: canary, Phone: "9812345678", Scheme: "health_card"}
	for _, c := range []struct {
		action string // "" for a change that is refused
		change func() error
	}{
		{"import.run", func() error { _, err := s.Import(ctx, officer, g, meta); return err }},
		{"", func() error { _, err := s.Import(ctx, officer, planning.Gazetteer{Teams: g.Teams}, meta); return err }},
		{"venue.create", func() error { _, err := s.CreateVenue(ctx, officer, fresh(), hall(inside), nil); return err }},
		{"", func() error { _, err := s.CreateVenue(ctx, officer, fresh(), planning.Venue{}, nil); return err }},
		{"venue.change", func() error {
			_, err := s.ChangeVenue(ctx, officer, g.Venues[0].ID, 1, planning.VenueChange{Capacity: &capacity})
			return err
		}},
		{"", func() error {
			_, err := s.ChangeVenue(ctx, officer, g.Venues[0].ID, 1, planning.VenueChange{Capacity: &capacity})
			return err
		}},
		{"venue.fix", func() error { _, err := s.AddVenueFix(ctx, officer, fresh(), g.Venues[1].ID, fix(inside)); return err }},
		{"venue_duplicate.judge", func() error {
			return s.JudgeVenueDuplicate(ctx, officer, g.Duplicates[0].A, g.Duplicates[0].B, "rejected")
		}},
		{"", func() error {
			return s.JudgeVenueDuplicate(ctx, officer, g.Duplicates[0].A, g.Duplicates[0].A, "rejected")
		}},
		{"drive.create", func() error { _, err := s.CreateDrive(ctx, officer, fresh(), planning.DefaultDrive(), nil); return err }},
		{"plan.request", func() error { _, err := s.RequestPlan(ctx, officer, fresh(), request()); return err }},
		{"plan.start", func() error { _, err := s.StartPlan(ctx, queued.ID); return err }},
		{"plan.cancel", func() error { _, err := s.CancelPlan(ctx, officer, queued.ID); return err }},
		{"", func() error { _, err := s.CancelPlan(ctx, officer, queued.ID); return err }},
		{"plan.save", func() error { _, err := s.SavePlan(ctx, solving.ID, problem, plan, nil); return err }},
		{"", func() error { _, err := s.FailPlan(ctx, solving.ID, "no"); return err }},
		{"plan.publish", func() error { _, err := s.PublishPlan(ctx, officer, ready.ID, 3); return err }},
		{"", func() error { _, err := s.PublishPlan(ctx, officer, ready.ID, 3); return err }},
		{"plan.replan", func() error {
			_, err := s.RequestReplan(ctx, officer, fresh(), lost(t, s, ready.ID, canary))
			return err
		}},
		{"", func() error {
			_, err := s.RequestReplan(ctx, officer, fresh(), planning.ReplanRequest{Replaces: ready.ID})
			return err
		}},
		{"plan.draft", func() error {
			_, err := s.SaveDraftPlan(ctx, officer, driveID, areaID("d"), problem, plan, nil, planning.CampList{})
			return err
		}},
		{"grievance.create", func() error {
			_, err := s.FileGrievance(ctx, officer, fresh(), casework.Complaint{Category: "roads", Description: canary, Name: canary, Camp: camps[0].ID})
			return err
		}},
		{"issue_site.create", func() error {
			_, err := s.ReportIssueSite(ctx, officer, fresh(), casework.Sighting{Category: "roads", Description: canary, Fixes: []geo.Fix{fix(inside)}})
			return err
		}},
		{"issue_site.fix", func() error { _, err := s.AddIssueSiteFix(ctx, officer, fresh(), site.ID, fix(inside)); return err }},
		{"", func() error { _, err := s.Register(ctx, officer, fresh(), camps[0].ID, person); return err }}, // its plan was superseded above
	} {
		before := ask[int](t, conn, "SELECT count(*) FROM audit")
		err := c.change()
		rows := ask[int](t, conn, "SELECT count(*) FROM audit") - before
		switch {
		case c.action == "" && (err == nil || rows != 0):
			t.Errorf("a refused change left %d rows, %v", rows, err)
		case c.action != "" && (err != nil || rows != 1):
			t.Errorf("%s left %d rows, %v", c.action, rows, err)
		case c.action != "":
			if got := ask[string](t, conn, "SELECT action || ' ' || (actor <> '') || ' ' || (noun_id <> '') || ' ' || (at = $1) FROM audit ORDER BY seq DESC LIMIT 1", noon); got != c.action+" true true true" {
				t.Errorf("%s is audited as %s", c.action, got)
			}
		}
	}
	now, err := s.Camps(ctx, planning.CampQuery{Plan: ready.ID, Page: planning.Page{Limit: 1}})
	ok(t, err)
	_, err = s.Register(ctx, officer, fresh(), now[0].ID, person)
	ok(t, err)
	if last := ask[string](t, conn, "SELECT action || ' ' || request FROM audit ORDER BY seq DESC LIMIT 1"); last != "registration.create req-1" {
		t.Errorf("the registration is audited as %s", last)
	}
	all := ask[string](t, conn, "SELECT string_agg(a::text, ' ') FROM audit a")
	for _, secret := range []string{canary, "9812345678", "87.65", "23.05"} {
		if strings.Contains(all, secret) {
			t.Errorf("the audit holds %q", secret)
		}
	}
}
