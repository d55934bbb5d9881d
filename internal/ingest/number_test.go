package ingest

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

func TestDaysAreReadAsOfficesWriteThem(t *testing.T) {
	for _, c := range []struct{ in, want, why string }{
		{"2026-01-24", "2026-01-24", ""},
		{"24-01-2026", "2026-01-24", ""},
		{"24/01/2026", "2026-01-24", ""},
		{"24.1.26", "2026-01-24", ""},
		{"24 Jan 2026", "2026-01-24", ""},
		{"24-January-2026", "2026-01-24", ""},
		{"২৪/০১/২০২৬", "2026-01-24", ""},
		{"२४-०१-२०२६", "2026-01-24", ""},
		{"46046", "2026-01-24", ""}, // as Excel keeps it
		{"46046.4", "2026-01-24", ""},
		{"2026-01-24T10:00:00Z", "2026-01-24", ""},
		{"2026-01-24 00:00:00", "2026-01-24", ""},
		{"01/24/2026", "", "look swapped"},
		{"31-02-2026", "", "no day of the calendar"},
		{"24-01-1926", "", "its year is 1926"},
		{"12", "", "no date of Excel"},
		{"soon", "", "no day of the calendar"},
		{"", "", "there is no date"},
	} {
		d, why := dayOf(c.in)
		if c.why == "" && (why != "" || d.String() != c.want) || c.why != "" && !strings.Contains(why, c.why) {
			t.Errorf("dayOf(%q) = %v, %q; want %q, %q", c.in, d, why, c.want, c.why)
		}
	}
}

func TestSerialNumbersOfExcelAgreeWithTheCalendar(t *testing.T) {
	for serial, want := range map[string]string{"36526": "2000-01-01", "44197": "2021-01-01", "46023": "2026-01-01"} {
		if d, why := dayOf(serial); d.String() != want || why != "" {
			t.Errorf("%s is %v %s, want %s", serial, d, why, want)
		}
	}
	var none planning.Day
	if d, _ := dayOf("73051"); d != none {
		t.Errorf("a day of 2100 is taken for %v", d)
	}
}

func TestOfficeNamesGiveTheNameOfTheirPanchayat(t *testing.T) {
	r, err := ShippedRecipe("wb")
	if err != nil {
		t.Fatal(err)
	}
	im := &importer{recipe: r}
	for in, want := range map[string]string{
		"RAMPARA 1NO. GRAM PANCHAYAT OFFICE":    "Rampara 1",
		"CHAPARER PAR I GRAM PANCHAYAT OFFICE":  "Chaparer Par I",
		"Takipur G P Office":                    "Takipur",
		"karkai gram panchayet vaban":           "Karkai",
		"VOLKA BAROBISHA GP OFFICE BUS STOP":    "Volka Barobisha",
		"2 No. Gram Panchayat Salbari":          "2 Salbari",
		"Birsingh Gram Panchayat Karjalayay":    "Birsingh",
		"RADHARGHAT LL NO GRAM PANCHAYET":       "Radharghat II",
		"Gram Panchayat Office":                 "Gram Panchayat Office",
		"বলরামপুর গ্রাম পঞ্চায়েত":              "বলরামপুর গ্রাম পঞ্চায়েত",
		"NABAGRAM GRAMPANCHYAT (HEAD QUARTER)":  "Nabagram",
		"Dihimandalghat-2 GramPanchayat Office": "Dihimandalghat 2",
	} {
		if got := im.officeName(&place{name: in}); got != want {
			t.Errorf("the office %q stands for %q, want %q", in, got, want)
		}
	}
}

func TestAPointInsideAPolygonIsInside(t *testing.T) {
	// A horseshoe and a ring with a hole in its middle: the centre of the window is in neither.
	for _, g := range []orb.MultiPolygon{
		{{{{0, 0}, {10, 0}, {10, 10}, {6, 10}, {6, 4}, {4, 4}, {4, 10}, {0, 10}, {0, 0}}}},
		{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{2, 2}, {2, 8}, {8, 8}, {8, 2}, {2, 2}}}},
	} {
		p := inside(g)
		tr := newTree("t")
		n := tr.add("block", "1", "One", nil)
		tr.draw(n, g)
		if tr.at("block", p) != n {
			t.Errorf("%v is not inside", p)
		}
	}
}
