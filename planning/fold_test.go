package planning_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"doorstep/planning"
)

func TestFoldGivesOneFormForOneSound(t *testing.T) {
	for _, c := range []struct {
		want string
		same []string
	}{
		{"rignj", []string{"Raiganj", "RAIGUNJ", "Raygunge", "রায়গঞ্জ", "रायगंज", "রায়গঞ্জ"}},
		{"brdmn", []string{"Bardhaman", "BARDDHAMAN", "Bārdhamān", "বর্ধমান", "बर्धमान"}},
		{"hugli", []string{"Hugli", "Hooghly", "হুগলি", "हुगली"}},
		{"alipurdur 2", []string{"Alipurduar-II", "Alipurduar-Ii", "ALIPURDUAR  2", "আলিপুরদুয়ার ২", "Alipurduar No. 02", "Alipurduar II No"}},
		{"skul", []string{"School", "স্কুল", "SKOOL"}},
		{"2 brd", []string{"2 No. Ward", "২ নং ওয়ার্ড", "2 ward"}},
		{"bp skul", []string{"B.P. School", "BP SCHOOL"}},
		{"", []string{"", " - ", "。", "\x00"}},
	} {
		for _, s := range c.same {
			if got := planning.Fold(s); got != c.want {
				t.Errorf("Fold(%q) = %q, want %q", s, got, c.want)
			}
		}
	}
}

func TestFoldKeepsTheNumbersOfASeriesApart(t *testing.T) {
	seen := map[string]string{}
	for _, s := range []string{"Rajpur", "Rajpur I", "Rajpur II", "Rajpur III", "Rajpur IV", "Rajpur V", "Rajpur 6", "Rajpur 10"} {
		f := planning.Fold(s)
		if was, ok := seen[f]; ok {
			t.Errorf("%q and %q both fold to %q", was, s, f)
		}
		seen[f] = s
	}
}

// The right place must be among the first three for at least 95 of 100 spellings in three scripts, of
// 440 names of blocks, towns and districts.
func TestMisspelledNamesInThreeScriptsAreFound(t *testing.T) {
	list, err := os.ReadFile("testdata/place_names.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Split(strings.TrimSpace(string(list)), "\n")
	grams := make([]planning.Trigrams, len(names))
	for i, n := range names {
		grams[i] = planning.TrigramsOf(planning.Fold(n))
	}
	f, err := os.Open("testdata/place_spellings.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	asked, found := map[string]int{}, map[string]int{}
	for _, row := range rows[1:] {
		name, script, text := row[0], row[1], row[2]
		if !slices.Contains(names, name) {
			t.Fatalf("%q is not in place_names.txt", name)
		}
		q := planning.TrigramsOf(planning.Fold(text))
		rank, want := 0, q.Likeness(planning.TrigramsOf(planning.Fold(name)))
		for i := range names {
			if names[i] != name && q.Likeness(grams[i]) >= want {
				rank++ // ties count against us
			}
		}
		asked[script]++
		if rank < 3 {
			found[script]++
		} else {
			t.Logf("%s %q folds to %q: %q (%q) is only number %d", script, text, planning.Fold(text), name, planning.Fold(name), rank+1)
		}
	}
	all, ok := 0, 0
	for script, n := range asked {
		t.Logf("%s: %d of %d", script, found[script], n)
		all, ok = all+n, ok+found[script]
	}
	if all < 180 || ok*100 < all*95 {
		t.Errorf("found %d of %d, want 95 of 100", ok, all)
	}
}

func TestLikenessAnswersAsPgTrgmDoes(t *testing.T) {
	// From the PostgreSQL manual and its regression tests of pg_trgm.
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"word", "two words", 4.0 / 11}, {"abc", "abc", 1}, {"abc", "xyz", 0}, {"", "", 0},
	} {
		if got := planning.TrigramsOf(c.a).Likeness(planning.TrigramsOf(c.b)); got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("likeness of %q and %q is %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Raiganj", "রায়গঞ্জ", "बर्धमान", "Hāora", "I II", "\xff\xfe", "়্", "ওয়", "2 No."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := planning.Fold(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Fold(%q) = %q is not UTF-8", s, got)
		}
		for _, r := range got {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != ' ' {
				t.Fatalf("Fold(%q) = %q holds %q", s, got, r)
			}
		}
		if strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Fatalf("Fold(%q) = %q has loose blanks", s, got)
		}
		planning.TrigramsOf(got)
	})
}
