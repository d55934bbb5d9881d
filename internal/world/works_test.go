package world_test

import (
	"bytes"
	"testing"

	"doorstep/internal/world"
	"doorstep/planning"
)

func TestMadeUpWorksAreWholeAndTheSameAgain(t *testing.T) {
	for seed := range uint64(3) {
		for _, set := range []world.WorksSet{world.WorksRich, world.WorksPrize} {
			p := worksProblem(t, world.WorksShape{Set: set, Seed: seed})
			if seed > 0 {
				if err := p.Validate(); err != nil {
					t.Fatalf("%s %d: %v", set, seed, err)
				}
				continue
			}
			var a, b bytes.Buffer
			if err := planning.WriteWorksProblem(&a, p); err != nil {
				t.Fatal(err)
			}
			if err := planning.WriteWorksProblem(&b, worksProblem(t, world.WorksShape{Set: set, Seed: seed})); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s %d: the second making differs", set, seed)
			}
			if read, err := planning.ReadWorksProblem(&a); err != nil || len(read.Works) != len(p.Works) {
				t.Errorf("%s %d cannot be read again: %v", set, seed, err)
			}
		}
	}
}

func TestARichWeekHoldsEveryRule(t *testing.T) {
	p := worksProblem(t, world.WorksShape{Set: world.WorksRich, Seed: 7})
	count := map[string]int{}
	for _, w := range p.Works {
		for name, has := range map[string]bool{
			"skill": len(w.Skills) > 0, "two skills": len(w.Skills) > 1, "equipment": len(w.Equipment) > 0, "two crews": w.Crews == 2, "only": len(w.Only) > 0,
			"release": w.Release > 0, "due": w.Due > 0, "window": len(w.Windows) > 0, "closed": len(w.Closed) > 0, "exit": w.Exit != "",
			"after": len(w.After) > 0, "pick-up": w.PickUp != nil, "pin": w.Pin != nil, "pinned time": w.Pin != nil && w.Pin.Begin > 0,
		} {
			if has {
				count[name]++
			}
		}
	}
	for _, c := range p.Crews {
		for name, has := range map[string]bool{
			"break": c.Break != nil, "cycle": c.Profile == "cycle", "night away": len(c.Shifts) > 0 && c.Shifts[0].End != "",
			"overtime": len(c.Shifts) > 0 && c.Shifts[0].Overtime > 0, "day off": len(c.Shifts) < len(p.Days),
		} {
			if has {
				count[name]++
			}
		}
	}
	if len(p.Matrices) != 4 || len(count) != 19 {
		t.Errorf("%d tables and of %d rules: %v", len(p.Matrices), len(count), count)
	}
	t.Log(count)
}

func worksProblem(t *testing.T, s world.WorksShape) planning.WorksProblem {
	t.Helper()
	p, err := world.WorksProblem(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
