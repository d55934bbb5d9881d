package casework_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/internal/casework"
)

func TestHasAadhaar(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{aadhaar, true},
		{notValid, false},
		{"2341 2341 2346", true},
		{"2341-2341-2346", true},
		{"2341 - 2341  - 2346", true},
		{"2341\u00a02341\u20112346", true}, // no-break space, no-break hyphen
		{"2341\u200b23412346", true},       // an invisible character between
		{bengali, true},
		{"२३४१ २३४१ २३४६", true},
		{"card no. 2341 2341 2346, please", true},
		{"house 5 2341 2341 2346", true},
		{"2341 2341 2346 12", true},
		{"2341 2341, 2346", false}, // a comma parts numbers
		{"2341234123461", false},   // thirteen digits in one
		{"12341234123 46", false},  // no whole groups of twelve digits
		{"a2341b2341c2346", false}, // letters part numbers
		{"9876543210", false},      // ten digits
		{"", false},
		{strings.Repeat("7 ", 5000), false},
	} {
		if got := casework.HasAadhaar(c.text); got != c.want {
			t.Errorf("%q: got %v", c.text[:min(len(c.text), 40)], got)
		}
	}
}

// verhoeffDigit is a second writing of the rule, by its published tables, to compare with.
func verhoeffDigit(digits []int) int {
	d := [10][10]int{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
		{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
		{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
		{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
		{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
		{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	p := [8][10]int{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
		{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
		{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
		{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
		{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
		{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
		{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	}
	inverse := [10]int{0, 4, 3, 2, 1, 5, 6, 7, 8, 9}
	c := 0
	for i := range digits {
		c = d[c][p[(i+1)%8][digits[len(digits)-1-i]]]
	}
	return inverse[c]
}

func TestEveryNumberWithItsVerhoeffDigitIsFoundAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.SliceOfN(rapid.IntRange(0, 9), 11, 11).Draw(t, "digits")
		right := verhoeffDigit(digits)
		for last := range 10 {
			var b strings.Builder
			for _, d := range append(digits, last) {
				b.WriteByte(byte('0' + d))
			}
			if got := casework.HasAadhaar(b.String()); got != (last == right) {
				t.Fatalf("%s: got %v, the check digit is %d", b.String(), got, right)
			}
		}
	})
}

func TestPhoneOf(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"9876543210", "+919876543210"},
		{"098765 43210", "+919876543210"},
		{"+91 98765-43210", "+919876543210"},
		{"91 9876543210", "+919876543210"},
		{"(0342) 255 0000", "+913422550000"},
		{"৯৮৭৬৫৪৩২১০", "+919876543210"},
		{"+880 1712 345678", "+8801712345678"},
	} {
		if got, ok := casework.PhoneOf(c.in); !ok || got != c.want {
			t.Errorf("%q: got %q, %v", c.in, got, ok)
		}
	}
	for _, bad := range []string{"12345", "98765432101", "+1", "98765+43210", "phone", "+0123456789", "0000000000", "9876543210 ext 3"} {
		if got, ok := casework.PhoneOf(bad); ok {
			t.Errorf("%q was taken as %q", bad, got)
		}
	}
}

func TestAPhoneNumberThatWasReadIsReadTheSameAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`\+?[0-9 .()-]{1,18}`).Draw(t, "phone")
		if once, ok := casework.PhoneOf(in); ok && once != "" {
			if again, ok := casework.PhoneOf(once); !ok || again != once {
				t.Fatalf("%q gives %q gives %q, %v", in, once, again, ok)
			}
		}
	})
}

func FuzzHasAadhaar(f *testing.F) {
	f.Add("2341 2341 2346")
	f.Add(bengali)
	f.Fuzz(func(t *testing.T, s string) {
		if !casework.HasAadhaar(s+", "+aadhaar) && !strings.HasSuffix(s, "x") {
			t.Errorf("%q hides the number", s)
		}
	})
}
