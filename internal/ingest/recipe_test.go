package ingest_test

import (
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/internal/ingest"
)

func TestEveryShippedRecipeIsWhole(t *testing.T) {
	names := ingest.Recipes()
	if len(names) == 0 {
		t.Fatal("no recipe ships")
	}
	for _, n := range names {
		r, err := ingest.ShippedRecipe(n)
		if err != nil || r.Name != n {
			t.Errorf("the recipe %s is called %q: %v", n, r.Name, err)
		}
	}
}

func TestAnUnknownRecipeNamesTheKnownOnes(t *testing.T) {
	_, err := ingest.ShippedRecipe("bihar")
	if fault.CodeOf(err) != "recipe.unknown" || !strings.Contains(err.Error(), "wb") {
		t.Errorf("got %v", err)
	}
}

func TestARecipeIsRefusedByNameOfWhatIsWrong(t *testing.T) {
	whole := `{"format":"doorstep.recipe/1","name":"x","source":"x","bound":[68,6,98,38],
"settlements":{"file":"s","columns":{"id":["id"],"name":["n"],"lon":["x"],"lat":["y"],"people":["p"]}}}`
	if _, err := ingest.ParseRecipe(strings.NewReader(whole)); err != nil {
		t.Fatalf("the whole recipe is refused: %v", err)
	}
	for _, c := range []struct{ name, from, to, want string }{
		{"an unknown field", `"name":"x"`, `"title":"x"`, `unknown field "title"`},
		{"a broken text", `"people":["p"]}}}`, `"people":["p"]}`, "line 2: the text breaks off"},
		{"a wrong type", `"id":["id"]`, `"id":7`, "line 2: settlements.columns"},
		{"another format", "recipe/1", "recipe/9", `"doorstep.recipe/9"`},
		{"an unknown column field", `"lon":["x"]`, `"lng":["x"]`, "/settlements/columns/lng: there is no such field"},
		{"a missing column", `"people":["p"]`, `"flags":["p"]`, "/settlements/columns/people: this field must be given a column"},
		{"a region turned round", "[68,6,98,38]", "[6,68,38,98]", "/bound"},
		{"no source", `"source":"x"`, `"source":""`, "/source"},
		{"something behind", `["p"]}}}`, `["p"]}}} {}`, "something follows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ingest.ParseRecipe(strings.NewReader(strings.Replace(whole, c.from, c.to, 1)))
			if fault.CodeOf(err) != "recipe.malformed" || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func FuzzRecipe(f *testing.F) {
	f.Add(`{"format":"doorstep.recipe/1","name":"x","source":"x","bound":[68,6,98,38]}`)
	f.Add(`{"areas":[{"file":"a","columns":{"id":["x"]},"level":"block"}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := ingest.ParseRecipe(strings.NewReader(s)); err != nil && fault.CodeOf(err) != "recipe.malformed" {
			t.Fatalf("%q gives %v", s, err)
		}
	})
}
