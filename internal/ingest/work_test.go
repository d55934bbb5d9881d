package ingest_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"doorstep/internal/ingest"
	"doorstep/internal/world"
	"doorstep/planning"
)

const (
	crewHead = "crew_id,name,area,lon,lat,profile,skills,equipment,from,to,weekly_off,break_minutes,break_from,break_to,overtime_minutes\n"
	workHead = "work_id,name,kind,area,lon,lat,minutes,skills,crews,release,due,windows,after,pick_up_lon,pick_up_lat,pick_up_what,bring\n"
	goodCrew = "C0,Crew 0,P1,88.05,23.05,car,Pipe fitting|masonry,ladder,08:30,17:00,Sat|Sun,30,12:00,14:00,45\n"
	goodWork = "W0,Culvert,repair,,88.05,23.05,60,masonry,2,24-01-2026,2026-02-01,10:30-13:00|2026-01-27 15:00-17:00,,88.06,23.06,cement,Form 7|Tape\n"
)

func TestCrewsAndWorksAreRead(t *testing.T) {
	g, _, acct := read(t, with(fstest.MapFS{
		"crews.csv": text(crewHead + goodCrew + "C1,Crew 1,,88.15,23.05,,,,,,,,,,\n"),
		"works.csv": text(workHead + "W1,Later,inspection,Paschimpara,88.15,23.05,30,,,,,,W0+2,,,,\n" + goodWork),
	}))
	for _, f := range acct.Files {
		if f.Refused > 0 {
			t.Errorf("%s: %+v", f.File, acct.Rows)
		}
	}
	if len(g.Crews) != 2 || len(g.Works) != 2 {
		t.Fatalf("%d crews and %d works", len(g.Crews), len(g.Works))
	}
	crews, works := map[string]planning.CrewRecord{}, map[string]planning.WorkRecord{}
	for _, c := range g.Crews {
		crews[c.SourceID] = c
	}
	for _, w := range g.Works {
		works[w.SourceID] = w
	}
	c := crews["C0"]
	if c.Area != areaNamed(t, g, "Purbapara-II").ID || strings.Join(c.Skills, " ") != "masonry pipe_fitting" || c.From != 510 || c.To != 1020 ||
		len(c.WeeklyOff) != 2 || c.Break == nil || *c.Break != (planning.Break{Minutes: 30, From: 720, To: 840}) || c.Overtime != 45 {
		t.Errorf("the crew is %+v", c)
	}
	if c := crews["C1"]; c.Area != areaNamed(t, g, "Paschimpara").ID || c.Profile != planning.ProfileCar || c.From != 540 || c.To != 1080 || len(c.WeeklyOff) != 1 || c.Break != nil {
		t.Errorf("the crew with nothing said is %+v", c)
	}
	w := works["W0"]
	if w.ID != planning.WorkID(planning.ImportedID("wb", "work", "W0")) || w.Area != areaNamed(t, g, "Purbapara-II").ID || w.Crews != 2 || w.Release.String() != "2026-01-24" ||
		w.Due.String() != "2026-02-01" || len(w.Windows) != 2 || len(w.Windows[1].Days) != 1 || w.PickUp == nil || w.PickUp.What != "cement" || len(w.Bring) != 2 || w.Priority != 3 {
		t.Errorf("the work is %+v", w)
	}
	if after := works["W1"].After; len(after) != 1 || after[0] != (planning.WorkAfter{Work: w.ID, GapDays: 2}) {
		t.Errorf("the second work waits for %+v", after)
	}
}

func TestCrewsAndWorksThatCannotCountAreRefusedByLine(t *testing.T) {
	for _, c := range []struct{ file, row, field, reason string }{
		{"crews", "C0,Twin,P1,88.05,23.05", "id", "stands in line 2 already"},
		{"crews", ",Nobody,P1,88.05,23.05", "id", "no id"},
		{"crews", "C9,,P1,88.05,23.05", "name", "must not be empty"},
		{"crews", "C9,Crew,P9,88.05,23.05", "area", "no area answers"},
		{"crews", "C9,Crew,P1,23.05,88.05", "lon,lat", "swapped"},
		{"crews", "C9,Crew,P1,88.05,23.05,lorry", "profile", "say car"},
		{"crews", "C9,Crew,P1,88.05,23.05,car,গাঁথনি", "skills", "Latin letters"},
		{"crews", "C9,Crew,P1,88.05,23.05,car,,,morning", "from", "not a time"},
		{"crews", "C9,Crew,P1,88.05,23.05,car,,,18:00,09:00", "to", "later than from"},
		{"crews", "C9,Crew,P1,88.05,23.05,car,,,,,Someday", "weekly_off", "no day of the week"},
		{"crews", "C9,Crew,P1,88.05,23.05,car,,,,,,300,12:00,13:00", "break_minutes", "how long"},
		{"crews", "C9,Crew,P1,88.05,23.05,car,,,,,,,,,-5", "overtime_minutes", "negative"},
		{"works", "W0,Twin,repair,,88.05,23.05,60", "id", "stands in line 2 already"},
		{"works", "W9,Pump,dance,,88.05,23.05,60", "kind", "not a kind"},
		{"works", "W9,Pump,repair,,88.05,23.05,-60", "minutes", "negative"},
		{"works", "W9,Pump,repair,,88.05,23.05,", "minutes", "say 1 to"},
		{"works", "W9,Pump,repair,,23.05,88.05,60", "lon,lat", "swapped"},
		{"works", "W9,Pump,repair,,88.4,23.05,60", "lon,lat", "outside the state"},
		{"works", "W9,Pump,repair,,77.2,28.6,60", "lon,lat", "outside the region"},
		{"works", "W9,Pump,repair,Nowhere,88.05,23.05,60", "area", "no area answers"},
		{"works", "W9,Pump,repair,,88.05,23.05,60,,3", "crews", "two crews"},
		{"works", "W9,Pump,repair,,88.05,23.05,60,,,31/02/2026", "release", "no day of the calendar"},
		{"works", "W9,Pump,repair,,88.05,23.05,60,,,2026-02-02,2026-02-01", "due", "before the work may be visited"},
		{"works", "W9,Pump,repair,,88.05,23.05,60,,,,,forenoon", "windows", "10:30-13:00"},
		{"works", "W9,Pump,repair,,88.05,23.05,60,,,,,,W7", "after", "no work of the file"},
		{"works", "W9,Pump,repair,,88.05,23.05,60,,,,,,W9", "after", "the work itself"},
		{"works", "W9,Pump,repair,,88.05,23.05,60,,,,,,,88.05,23.05,", "pick_up_what", "must not be empty"},
	} {
		t.Run(c.file+" "+c.row, func(t *testing.T) {
			head, good := crewHead, goodCrew
			if c.file == "works" {
				head, good = workHead, goodWork
			}
			row := c.row + strings.Repeat(",", strings.Count(head, ",")-strings.Count(c.row, ","))
			g, _, acct := read(t, with(fstest.MapFS{c.file + ".csv": text(head + good + row + "\n")}))
			if len(g.Crews)+len(g.Works) != 1 {
				t.Errorf("%d crews and %d works count", len(g.Crews), len(g.Works))
			}
			var said []ingest.Row
			for _, r := range acct.Rows {
				if r.File == c.file+".csv" && r.Action == ingest.Refused {
					said = append(said, r)
				}
			}
			if len(said) != 1 || said[0].Line != 3 || said[0].Field != c.field || !strings.Contains(said[0].Reason, c.reason) {
				t.Errorf("the account says %+v", said)
			}
		})
	}
}

func TestWorksThatWaitForRefusedOnesOrInACircleAreRefused(t *testing.T) {
	row := func(id, minutes, after string) string {
		return id + ",Work,repair,,88.05,23.05," + minutes + ",,,,,," + after + ",,,,\n"
	}
	g, _, acct := read(t, with(fstest.MapFS{"works.csv": text(workHead +
		row("A", "60", "B") + row("B", "60", "A") + // a circle
		row("C", "-1", "") + row("D", "60", "C") + row("E", "60", "D") + // behind a bad row
		row("F", "60", "G") + row("G", "60", "H+3|I") + row("H", "60", "") + row("I", "60", "H") + row("J", "60", "") + row("K", "60", ""))}))
	refused := map[int]bool{}
	for _, r := range acct.Rows {
		if r.File == "works.csv" && r.Action == ingest.Refused {
			refused[r.Line] = true
		}
	}
	if len(g.Works) != 6 || len(refused) != 5 || !refused[2] || !refused[3] || !refused[4] || !refused[5] || !refused[6] {
		t.Errorf("%d works count, lines %v are refused", len(g.Works), refused)
	}
}

type closing struct{ *bytes.Buffer }

func (closing) Close() error { return nil }

func TestTheCrewsAndWorksOfAMadeUpWorldCountWhole(t *testing.T) {
	written := map[string]*bytes.Buffer{}
	s, err := world.Write(context.Background(), func(name string) (io.WriteCloser, error) {
		written[name] = &bytes.Buffer{}
		return closing{written[name]}, nil
	}, 3*world.BlockWorld, 5, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{}
	for name, b := range written {
		folder[name] = &fstest.MapFile{Data: b.Bytes()}
	}
	g, _, acct := read(t, folder)
	for _, r := range acct.Rows {
		if strings.HasPrefix(r.File, "crews") || strings.HasPrefix(r.File, "works") {
			t.Errorf("%+v", r)
		}
	}
	if len(g.Crews) != 2*s.Blocks || len(g.Works) != s.Panchayats {
		t.Errorf("%d crews and %d works in %d blocks with %d gram panchayats", len(g.Crews), len(g.Works), s.Blocks, s.Panchayats)
	}
}
