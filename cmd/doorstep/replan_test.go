package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/planning"
)

const toyPlan = "../../testdata/toy/plan.json"

func eventFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "events.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestReplanPrintsEachChangeAndWritesFilesThatPassTheCheck(t *testing.T) {
	events := eventFile(t, `{"format":"doorstep.events/1","events":[{"kind":"venue_lost","source":"fire report 3","venue":"venue-2"}]}`)
	dir := t.TempDir()
	problem, plan, account := filepath.Join(dir, "problem.json"), filepath.Join(dir, "plan.json"), filepath.Join(dir, "account.json")
	out := must(t, nil, "replan", toyProblem, toyPlan, "--event", events, "--today", "2026-01-24", "--notice", "0", "--curve",
		"--out", plan, "--problem-out", problem, "--account", account)
	for _, want := range []string{"is moved to 28-01-2026 at Amra Primary School", "fire report 3", "provably the fewest", "15 % of the 3 camps"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	must(t, nil, "check", problem, plan)
	data, err := os.ReadFile(account)
	if err != nil {
		t.Fatal(err)
	}
	a, err := planning.ReadAccount(bytes.NewReader(data))
	if err != nil || len(a.Changes) != 1 || a.Events[0].Venue != "venue-2" {
		t.Errorf("account %+v, %v", a, err)
	}
	if again := must(t, nil, "replan", toyProblem, toyPlan, "--event", events, "--today", "2026-01-24", "--notice", "0", "--curve", "--json"); again != string(data) {
		t.Errorf("--json printed another account:\n%s", again)
	}
}

func TestReplanRefusesEventsWithTheirPlaceAndDaysThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		`{"format":"doorstep.events/1","events":[{"kind":"venue_lost","source":"x"}]}`:                                         "/events/0/venue",
		`{"format":"doorstep.events/1","events":[{"kind":"earthquake","source":"x"}]}`:                                         "earthquake",
		`{"format":"doorstep.events/1","events":[{"kind":"venue_lost","source":"x","venue":"venue-9"}]}`:                       "venue-9",
		`{"format":"doorstep.events/1","events":[{"kind":"camp_ordered","source":"x","venue":"venue-1","from":"2026-01-25"}]}`: "closed on 2026-01-25",
		`{"format":"doorstep.events/1","event":[]}`:                                                                            "not known",
	} {
		r := doorstep(t, nil, "replan", toyProblem, toyPlan, "--event", eventFile(t, text), "--today", "2026-01-24")
		if r.code != exitFailed || !strings.Contains(r.err, want) {
			t.Errorf("%s: exit %d, %s", text, r.code, r.err)
		}
	}
	for _, args := range [][]string{{"replan", toyProblem}, {"replan", toyProblem, toyPlan}, {"plan", toyProblem, "--from", toyPlan, "--folder", "x"}} {
		if r := doorstep(t, nil, args...); r.code != exitUsage {
			t.Errorf("%v: exit %d", args, r.code)
		}
	}
}

func TestPlanFromADraftProposesAtMostSoManyChanges(t *testing.T) {
	plan := filepath.Join(t.TempDir(), "plan.json")
	r := doorstep(t, nil, "plan", toyProblem, "--from", toyPlan, "--changes", "2", "--out", plan)
	if r.code != exitOK || !strings.Contains(r.err, "of at most 2 changes: 290 visitors are served, 290 before.") {
		t.Errorf("exit %d, %s", r.code, r.err)
	}
	must(t, nil, "check", toyProblem, plan)
}
