package planning_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func TestWhatIsReadIsWrittenByteForByte(t *testing.T) {
	for seed := range uint64(300) {
		p := randomProblem(seed, seed%2 == 0)
		var a, b bytes.Buffer
		if err := planning.WriteProblem(&a, p); err != nil {
			t.Fatal(err)
		}
		read, err := planning.ReadProblem(bytes.NewReader(a.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := planning.WriteProblem(&b, read); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Fatalf("problem %d: %v\n%s\n%s", seed, err, a.String(), b.String())
		}
		plan := written(t, solve(t, p, seed))
		again, err := planning.ReadPlan(bytes.NewReader(plan))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(plan, written(t, again)) {
			t.Fatalf("plan %d differs when read and written", seed)
		}
	}
}

func TestSpaceAndTheOrderOfFieldsDoNotChangeTheHash(t *testing.T) {
	p := toy(t)
	want, err := p.Hash()
	if err != nil {
		t.Fatal(err)
	}
	text := toyText(t)
	text = strings.Replace(text, `"area":"district-toy",`, ` `, 1)
	text = "\ufeff" + strings.Replace(text, `"name":"Toy",`, "\t\"name\" : \"\\u0054oy\",\r\n \"area\": \"district-toy\",", 1)
	other, err := planning.ReadProblem(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := other.Hash(); err != nil || got != want {
		t.Errorf("hash %s, want %s (%v)", got, want, err)
	}
	other.Demand[0].Visitors++
	if got, err := other.Hash(); err != nil || got == want {
		t.Errorf("another problem has the same hash (%v)", err)
	}
}

func toyText(tb testing.TB) string {
	tb.Helper()
	data, err := os.ReadFile("../testdata/toy/problem.json")
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

func TestABadProblemIsRefusedWithThePlace(t *testing.T) {
	long := strings.Repeat("x", 1_000_000)
	for _, c := range []struct {
		name, old, new string
		code           fault.Code
		where          string
	}{
		{"unknown field", `"place":"Amra",`, `"place":"Amra","population":3,`, "problem.malformed", "/demand/1/population"},
		{"field given twice", `"place":"Amra",`, `"place":"Amra","place":"Amra",`, "problem.malformed", "/demand/1/place"},
		{"field missing", `"place":"Amra",`, ``, "problem.malformed", "/demand/1"},
		{"field in capitals", `"place":"Amra"`, `"Place":"Amra"`, "problem.malformed", "/demand/1/Place"},
		{"null", `"place":"Amra"`, `"place":null`, "problem.malformed", "/demand/1/place"},
		{"NaN", `"people":400`, `"people":NaN`, "problem.malformed", "/demand/1/people"},
		{"overflow", `"people":400`, `"people":9223372036854775808`, "problem.malformed", "/demand/1/people"},
		{"fraction", `"people":400`, `"people":400.5`, "problem.malformed", "/demand/1/people"},
		{"exponent", `"people":400`, `"people":4e2`, "problem.malformed", "/demand/1/people"},
		{"float overflow", `[87.85,23.2]`, `[1e999,23.2]`, "problem.malformed", "/candidates/0/at/0"},
		{"three coordinates", `[87.85,23.2]`, `[87.85,23.2,9]`, "problem.malformed", "/candidates/0/at"},
		{"one coordinate", `[87.85,23.2]`, `[87.85]`, "problem.malformed", "/candidates/0/at"},
		{"not a day", `"2026-01-27"`, `"27-01-2026"`, "problem.malformed", "/days/3"},
		{"not a cell", `893cf600e9bffff`, `893cf600e9bfff0`, "problem.malformed", "/demand/1/cell"},
		{"a million characters", `"name":"Toy"`, `"name":"` + long + `"`, "problem.malformed", "/name"},
		{"Latin-1", `"name":"Toy"`, "\"name\":\"T\xf6y\"", "problem.malformed", "/name"},
		{"control character", `"name":"Toy"`, "\"name\":\"T\ny\"", "problem.malformed", "/name"},
		{"unknown escape", `"name":"Toy"`, `"name":"\q"`, "problem.malformed", "/name"},
		{"trailing comma", `"camp_days":4,` + "\n", `"camp_days":4,,`, "problem.malformed", ""},
		{"text after the end", "]\n}\n", "]\n}\n{}", "problem.malformed", ""},
		{"cut short", "\n]\n}\n", "", "problem.malformed", "/absent"},
		{"deep nesting", `"days":[`, `"days":` + strings.Repeat("[", 100_000), "problem.malformed", "/days/0"},
		{"wrong format", `doorstep.problem/1`, `doorstep.problem/9`, "problem.invalid", "/format"},
		{"the same twice", `"id":"venue-2"`, `"id":"venue-1"`, "problem.order", "/candidates/1"},
		{"out of order", `"id":"venue-2"`, `"id":"venue-0"`, "problem.order", "/candidates/1"},
		{"a day missing", `"2026-01-26",`, ``, "problem.order", "/days/2"},
		{"unknown group", `"group":"group-b","at"`, `"group":"group-x","at"`, "problem.invalid", "/candidates/2/group"},
		{"unknown block", `"of":"group-b","block":"west"`, `"of":"group-b","block":"north"`, "problem.invalid", "/groups/1/block"},
		{"off the map", `[87.85,23.2]`, `[187.85,23.2]`, "problem.invalid", "/candidates/0/at"},
		{"too many decimals", `[87.85,23.2]`, `[87.8500001,23.2]`, "problem.invalid", "/candidates/0/at"},
		{"cell of another resolution", `893cf600127ffff`, `883cf60013fffff`, "problem.invalid", "/demand/0/cell"},
		{"negative people", `"people":400`, `"people":-400`, "problem.invalid", "/demand/1/people"},
		{"more estimated than there are", `"people":133,"estimated":33`, `"people":33,"estimated":133`, "problem.invalid", "/demand/3/estimated"},
		{"a cap of zero", `"cap":50`, `"cap":0`, "problem.invalid", "/candidates/2/cap"},
		{"too many people", `"people":400`, `"people":400000000000`, "problem.invalid", "/demand/1/people"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := toyText(t)
			if !strings.Contains(text, c.old) {
				t.Fatalf("the toy has no %s", c.old)
			}
			_, err := planning.ReadProblem(strings.NewReader(strings.Replace(text, c.old, c.new, 1)))
			f, ok := errors.AsType[*fault.Fault](err)
			if !ok || f.Code != c.code || f.Kind != fault.Invalid {
				t.Fatalf("got %v, want %s", err, c.code)
			}
			if len(f.Details) == 0 || f.Details[0].Pointer != c.where || len(f.Details[0].Detail) > 300 {
				t.Errorf("the place is told as %.300v, want %s", f.Details, c.where)
			}
		})
	}
}

func TestHostileFilesAreRefusedInOneSentence(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testdata, "plans", "hostile", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 5 {
		t.Fatalf("only %d files were found", len(files))
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := planning.ReadProblem(bytes.NewReader(data)); !strings.HasPrefix(string(fault.CodeOf(err)), "problem.") {
			t.Errorf("%s: %v", file, err)
		}
		if _, err := planning.ReadPlan(bytes.NewReader(data)); !strings.HasPrefix(string(fault.CodeOf(err)), "plan.") {
			t.Errorf("%s as a plan: %v", file, err)
		}
	}
}

func TestABadPlanIsRefusedWithThePlace(t *testing.T) {
	good := string(written(t, solve(t, toy(t), 1)))
	for _, c := range []struct {
		name, old, new string
		code           fault.Code
		where          string
	}{
		{"unknown field", `"seed":1`, `"seed":1,"sead":1`, "plan.malformed", "/sead"},
		{"negative seed", `"seed":1`, `"seed":-1`, "plan.malformed", "/seed"},
		{"no visitors served", `"visitors":60,"distance_m":1300`, `"visitors":0,"distance_m":1300`, "plan.invalid", "/served/0/visitors"},
		{"served twice", `"cell":"893cf600e9bffff","venue":"venue-1"`, `"cell":"893cf600127ffff","venue":"venue-2"`, "plan.order", "/served/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(good, c.old) {
				t.Fatalf("the plan has no %s", c.old)
			}
			_, err := planning.ReadPlan(strings.NewReader(strings.Replace(good, c.old, c.new, 1)))
			f, ok := errors.AsType[*fault.Fault](err)
			if !ok || f.Code != c.code || len(f.Details) == 0 || f.Details[0].Pointer != c.where {
				t.Errorf("got %v, want %s at %s", err, c.code, c.where)
			}
		})
	}
}

func TestAProblemThatMakesNoSenseIsNotWritten(t *testing.T) {
	p := toy(t)
	p.Candidates[0], p.Candidates[1] = p.Candidates[1], p.Candidates[0]
	var b bytes.Buffer
	if err := planning.WriteProblem(&b, p); fault.CodeOf(err) != "problem.order" || b.Len() > 0 {
		t.Errorf("got %v and %d bytes", err, b.Len())
	}
}

func TestImportedIDsAreStableUUIDsOfVersion8(t *testing.T) {
	got := planning.ImportedID("UDISE", "venue", "19090100101")
	if got != planning.ImportedID("UDISE", "venue", "19090100101") || len(got) != 36 || got[14] != '8' || !strings.ContainsAny(got[19:20], "89ab") {
		t.Errorf("got %s", got)
	}
	if got == planning.ImportedID("UDISE", "area", "19090100101") || got == planning.ImportedID("UDISEvenue", "", "19090100101") {
		t.Error("two things have one id")
	}
}

func FuzzReadProblem(f *testing.F) {
	f.Add([]byte(toyText(f)))
	f.Add([]byte(`{"format":"doorstep.problem/1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := planning.ReadProblem(bytes.NewReader(data))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("not a fault of the input: %v", err)
			}
			return
		}
		var a bytes.Buffer
		if err := planning.WriteProblem(&a, p); err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		again, err := planning.ReadProblem(&a)
		if err != nil {
			t.Fatalf("written but not read: %v", err)
		}
		x, _ := p.Hash()
		if y, _ := again.Hash(); x != y {
			t.Fatal("the hash changed")
		}
	})
}

func FuzzReadPlan(f *testing.F) {
	data, err := os.ReadFile("../testdata/toy/plan.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, err := planning.ReadPlan(bytes.NewReader(data))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("not a fault of the input: %v", err)
			}
			return
		}
		var a bytes.Buffer
		if err := planning.WritePlan(&a, plan); err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		planning.Check(toy(t), plan) // whatever it says, it says it
	})
}
