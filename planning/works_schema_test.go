package planning_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"doorstep/planning"
)

func TestWorksDocumentsFollowTheirPublishedSchemasAndAreReadByteForByte(t *testing.T) {
	p, plan := toyBegun(t)
	for name, write := range map[string]func(io.Writer) error{
		"works":     func(w io.Writer) error { return planning.WriteWorksProblem(w, p) },
		"worksplan": func(w io.Writer) error { return planning.WriteWorksPlan(w, plan) },
	} {
		var text, again bytes.Buffer
		if err := write(&text); err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema(t, name).Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "works" {
			q, err := planning.ReadWorksProblem(bytes.NewReader(text.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			err = planning.WriteWorksProblem(&again, q)
			if err != nil || !bytes.Equal(text.Bytes(), again.Bytes()) {
				t.Errorf("the problem differs when read and written: %v", err)
			}
		}
	}
}

func TestABadWorksProblemIsRefusedWithThePlace(t *testing.T) {
	var good bytes.Buffer
	if err := planning.WriteWorksProblem(&good, toyWorks()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, where string }{
		{"unknown field", `"minutes":60`, `"minuts":60`, "/works/0/minuts"},
		{"duplicate id", `"w02-after"`, `"w01-digger"`, "/works/1"},
		{"due before release", `"due":"2026-02-03"`, `"due":"2026-02-01"`, "/works/7/due"},
		{"negative minutes", `"minutes":45`, `"minutes":-45`, "/works/1/minutes"},
		{"a shift that ends before it begins", `"to":"17:00"`, `"to":"08:00"`, "/crews/0/shifts/0/to"},
		{"swapped coordinates", `[87.8,23.02]`, `[23.02,87.8]`, "/places/2/at"},
		{"negative travel", `"seconds":[0,600,`, `"seconds":[0,-600,`, "/matrices/0/seconds/1"},
		{"a table too short", `"seconds":[0,600,`, `"seconds":[0,`, "/matrices/0/seconds"},
		{"unknown place", `"place":"z-island"`, `"place":"atlantis"`, "/works/8/place"},
		{"waiting for itself", `"work":"w01-digger"`, `"work":"w02-after"`, "/works/1/after"},
		{"waiting for nobody", `"work":"w01-digger"`, `"work":"w00"`, "/works/1/after/0/work"},
		{"three crews", `"crews":2`, `"crews":3`, "/works/4/crews"},
		{"no such profile", `"profile":"car","skills"`, `"profile":"kite","skills"`, "/crews/0/profile"},
		{"cut short", "\n]\n}\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := good.String()
			at := strings.Index(text, c.old)
			if at < 0 && c.name != "cut short" {
				t.Fatalf("the toy has no %s", c.old)
			}
			bad := strings.Replace(text, c.old, c.new, 1)
			if c.name == "cut short" {
				bad = text[:len(text)/2]
			}
			_, err := planning.ReadWorksProblem(strings.NewReader(bad))
			if err == nil || !strings.Contains(err.Error(), c.where) {
				t.Errorf("the answer is %v", err)
			}
		})
	}
}
