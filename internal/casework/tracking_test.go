package casework_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

func TestATrackingNumberLooksAsItShould(t *testing.T) {
	for _, c := range []struct {
		bytes [10]byte
		want  string
	}{
		{[10]byte{}, "0000-0000-0000-00000"},
		{[10]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 255}, "ZZZZ-ZZZZ-ZZZZ-ZZZZM"},
		{[10]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "000G-40R4-0M30-E209Z"},
	} {
		if got := casework.NewTracking(c.bytes); got != c.want {
			t.Errorf("%v: got %s, want %s", c.bytes, got, c.want)
		}
	}
}

func random(t *rapid.T) (b [10]byte) {
	copy(b[:], rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "bytes"))
	return b
}

func TestATrackingNumberIsReadAsPeopleTypeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := casework.NewTracking(random(t))
		typed := strings.ToLower(strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(want))
		for _, s := range []string{want, typed, strings.ReplaceAll(want, "-", ""), " " + want + " "} {
			if got, err := casework.ParseTracking(s); err != nil || got != want {
				t.Fatalf("%q: got %q, %v", s, got, err)
			}
		}
	})
}

func TestEveryWrongDigitAndEveryExchangeOfTwoIsNoticed(t *testing.T) {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	rapid.Check(t, func(t *rapid.T) {
		number := []byte(strings.ReplaceAll(casework.NewTracking(random(t)), "-", ""))
		for i := range number {
			right := number[i]
			for _, wrong := range []byte(digits) {
				number[i] = wrong
				if _, err := casework.ParseTracking(string(number)); (err == nil) != (wrong == right) {
					t.Fatalf("digit %d as %c in %s: %v", i, wrong, number, err)
				}
			}
			number[i] = right
			for j := range i {
				number[i], number[j] = number[j], number[i]
				if _, err := casework.ParseTracking(string(number)); (err == nil) != (number[i] == number[j]) {
					t.Fatalf("digits %d and %d exchanged in %s: %v", i, j, number, err)
				}
				number[i], number[j] = number[j], number[i]
			}
		}
	})
}

func TestDifferentBytesGiveDifferentNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := random(t), random(t)
		if (casework.NewTracking(a) == casework.NewTracking(b)) != (a == b) {
			t.Fatalf("%v and %v both give %s", a, b, casework.NewTracking(a))
		}
	})
}

func FuzzParseTracking(f *testing.F) {
	f.Add("0000-0000-0000-00000")
	f.Add("zzzz zzzz zzzz zzzz9")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := casework.ParseTracking(s)
		if err != nil {
			if fault.CodeOf(err) != "tracking.malformed" {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if again, err := casework.ParseTracking(got); err != nil || again != got {
			t.Errorf("%q is read as %q, which is read as %q, %v", s, got, again, err)
		}
	})
}
