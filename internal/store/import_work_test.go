package store_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"doorstep/planning"
)

// withWorks is a region with a crew and three works, the third after the second.
func withWorks() planning.Gazetteer {
	g := region(3, 3)
	c := crewRecord()
	c.ID, c.Source, c.SourceID, c.Active = planning.CrewID(imported("crew", "c1")), source, "c1", true
	c.Break = &planning.Break{Minutes: 30, From: 12 * 60, To: 14 * 60}
	g.Crews = []planning.CrewRecord{c}
	for n, id := range []string{"w1", "w2", "w3"} {
		w := workRecord(n)
		w.ID, w.Source, w.SourceID, w.Area = planning.WorkID(imported("work", id)), source, id, areaID("b0")
		w.Windows, w.Bring = []planning.WorkWindow{{From: 600, To: 700, Days: []planning.Day{firstDay}}}, []string{"Form 7"}
		w.PickUp = &planning.WorkPickUp{NamedPlace: planning.NamedPlace{Name: "Store", At: w.At}, Minutes: 10, What: "cement"}
		g.Works = append(g.Works, w)
	}
	g.Works[2].After = []planning.WorkAfter{{Work: g.Works[1].ID, GapDays: 1}}
	return g
}

// worksVersions are the physical versions of the rows of crews and works.
func worksVersions(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	return ask[string](t, conn, `
		SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
			SELECT 'c' || id || xmin::text || ctid::text AS x FROM crew UNION ALL
			SELECT 'w' || id || xmin || ctid FROM work UNION ALL
			SELECT 'a' || work || before || xmin || ctid FROM work_after) t`)
}

func TestImportingTheSameCrewsAndWorksAgainTouchesNoRow(t *testing.T) {
	s, conn := open(t)
	ctx, g := context.Background(), withWorks()
	first, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	if c, w := count(t, first, "crews"), count(t, first, "works"); c.Created != 1 || w.Created != 3 {
		t.Errorf("the first import counted %+v and %+v", c, w)
	}
	got, err := s.Work(ctx, g.Works[2].ID)
	ok(t, err)
	if got.Source != source || got.SourceID != "w3" || len(got.After) != 1 || got.After[0] != g.Works[2].After[0] || got.PickUp == nil || got.State != planning.WorkOpen || len(got.Windows) != 1 {
		t.Errorf("the work is kept as %+v", got)
	}
	crew, err := s.Crew(ctx, g.Crews[0].ID)
	ok(t, err)
	if crew.Name != "Crew" || crew.Break == nil || !crew.Active || crew.Area != areaID("d") {
		t.Errorf("the crew is kept as %+v", crew)
	}
	versions := worksVersions(t, conn)
	second, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	if c, w := count(t, second, "crews"), count(t, second, "works"); c.Unchanged != 1 || w.Unchanged != 3 || c.Created+c.Changed+w.Created+w.Changed != 0 {
		t.Errorf("the second import counted %+v and %+v", c, w)
	}
	if worksVersions(t, conn) != versions {
		t.Error("the second import rewrote rows")
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'import.run' AND detail::text LIKE '%works%'"); n != 2 {
		t.Errorf("%d imports of works stand in the audit", n)
	}
}

func TestANewerImportChangesWhatItsSourceSaysAnewOfWorks(t *testing.T) {
	s, _ := open(t)
	ctx, g := context.Background(), withWorks()
	_, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	// People close one work and rename another, and give the crew a rest.
	done, name, off := planning.WorkDone, "Renamed here", false
	_, err = s.ChangeWork(ctx, officer, g.Works[0].ID, 1, planning.WorkChange{State: &done})
	ok(t, err)
	_, err = s.ChangeWork(ctx, officer, g.Works[1].ID, 1, planning.WorkChange{Name: &name})
	ok(t, err)
	_, err = s.ChangeCrew(ctx, officer, g.Crews[0].ID, 1, planning.CrewChange{Active: &off})
	ok(t, err)
	g.Works[0].Minutes, g.Works[0].Area = 90, areaID("b1")
	g.Works[2].After, g.Works[1].After = nil, []planning.WorkAfter{{Work: g.Works[2].ID}} // turned round
	g.Crews[0].Overtime = 15
	counts, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	if c, w := count(t, counts, "crews"), count(t, counts, "works"); c.Changed != 1 || w.Changed != 3 {
		t.Errorf("counted %+v and %+v", c, w)
	}
	first, err := s.Work(ctx, g.Works[0].ID)
	ok(t, err)
	if first.Minutes != 90 || first.Area != areaID("b1") || first.State != planning.WorkDone || first.Version != 3 {
		t.Errorf("the closed work is %+v", first)
	}
	second, err := s.Work(ctx, g.Works[1].ID)
	ok(t, err)
	if len(second.After) != 1 || second.After[0].Work != g.Works[2].ID {
		t.Errorf("the second work waits for %+v", second.After)
	}
	crew, err := s.Crew(ctx, g.Crews[0].ID)
	ok(t, err)
	if crew.Overtime != 15 || crew.Active || crew.Version != 3 {
		t.Errorf("the crew is %+v", crew)
	}
}

func TestWhatPeopleChangedStaysWhereTheSourceSaysNothingNew(t *testing.T) {
	s, _ := open(t)
	ctx, g := context.Background(), withWorks()
	_, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	name := "Renamed here"
	_, err = s.ChangeWork(ctx, officer, g.Works[0].ID, 1, planning.WorkChange{Name: &name})
	ok(t, err)
	_, err = s.Import(ctx, officer, g, meta)
	ok(t, err)
	if w, err := s.Work(ctx, g.Works[0].ID); err != nil || w.Name != name || w.Version != 2 {
		t.Errorf("the work is %+v, %v", w, err)
	}
}

func TestAnImportThatClosesACircleWithWhatPeopleSaidIsRefused(t *testing.T) {
	s, conn := open(t)
	ctx, g := context.Background(), withWorks()
	_, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	after := []planning.WorkAfter{{Work: g.Works[2].ID}}
	_, err = s.ChangeWork(ctx, officer, g.Works[0].ID, 1, planning.WorkChange{After: &after}) // w1 after w3 after w2
	ok(t, err)
	versions := worksVersions(t, conn)
	g.Works[1].After = []planning.WorkAfter{{Work: g.Works[0].ID}}
	_, err = s.Import(ctx, officer, g, meta)
	refused(t, err, "work.circle")
	if worksVersions(t, conn) != versions {
		t.Error("a refused import left something behind")
	}
}
