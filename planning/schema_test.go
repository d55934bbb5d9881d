package planning_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"doorstep/planning"
)

func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("../docs/" + name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStoredProblemsAndPlansFollowTheirPublishedSchemas(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{"problem.json": schema(t, "problem"), "plan.json": schema(t, "plan")}
	looked := 0
	for _, folder := range []string{"toy", "plans"} {
		files, err := filepath.Glob(filepath.Join(testdata, folder, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(file)
			if i := strings.IndexByte(name, '.'); strings.Count(name, ".") == 2 {
				name = name[i+1:]
			}
			if err := schemas[name].Validate(doc); err != nil {
				t.Errorf("%s: %v", file, err)
			}
			looked++
		}
	}
	if looked < 8 {
		t.Errorf("only %d files were looked at", looked)
	}
}

func TestSchemasNameTheFieldsThatTheReaderKnows(t *testing.T) {
	for name, value := range map[string]any{"problem": planning.Problem{}, "plan": planning.Plan{}} {
		data, err := os.ReadFile("../docs/" + name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		var s struct {
			Properties map[string]any
			Required   []string
		}
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatal(err)
		}
		written, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(written, &fields); err != nil {
			t.Fatal(err)
		}
		for f := range fields {
			if s.Properties[f] == nil || !slices.Contains(s.Required, f) {
				t.Errorf("%s: the schema lacks %s", name, f)
			}
		}
	}
}
