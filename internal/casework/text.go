package casework

import (
	"strings"
	"unicode"
)

// HasAadhaar says whether text holds a Verhoeff-valid number of twelve digits, written in any script
// and with or without spaces and hyphens. Such numbers are never stored. Groups of digits are taken
// whole: "2341 2341 2346" is looked at, the first twelve of a sixteen-digit number are not. One in ten
// numbers of twelve digits is valid by chance and is refused too.
func HasAadhaar(text string) bool {
	var run []byte        // digits of the groups that only spaces and hyphens part
	var starts []int      // where each group of run begins, those that end within twelve digits
	between := true       // the last character was no digit
	look := func() bool { // is there a valid window of whole groups ending at the end of run?
		for len(starts) > 0 && len(run)-starts[0] > 12 {
			starts = starts[1:]
		}
		return len(starts) > 0 && len(run)-starts[0] == 12 && verhoeff(run[starts[0]:])
	}
	for _, r := range text {
		if d, ok := digit(r); ok {
			if between {
				starts = append(starts, len(run))
			}
			run, between = append(run, d), false
			continue
		}
		if !between && look() {
			return true
		}
		between = true
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Pd, r) && !unicode.Is(unicode.Cf, r) {
			run, starts = run[:0], starts[:0]
		}
	}
	return !between && look()
}

// digit gives the value of a decimal digit of any script: each script's ten stand in a row.
func digit(r rune) (byte, bool) {
	if r >= '0' && r <= '9' {
		return byte(r - '0'), true
	}
	if r < 0x80 || !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	n := 0
	for unicode.Is(unicode.Nd, r-rune(n)-1) {
		n++
	}
	return byte(n % 10), true // neighbouring scripts' rows are whole tens
}

// verhoeff says whether the last digit is the check digit of those before it. J. Verhoeff, Error
// Detecting Decimal Codes, Mathematical Centre Tracts 29, Amsterdam 1969.
func verhoeff(digits []byte) bool {
	var c byte
	for i := range digits {
		d := digits[len(digits)-1-i]
		for range i % 8 {
			d = verhoeffStep[d]
		}
		c = dihedral(c, d)
	}
	return c == 0
}

// verhoeffStep is the permutation that is applied i times at place i; its eighth power is the identity.
var verhoeffStep = [10]byte{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}

// dihedral multiplies in the dihedral group of ten: 0 to 4 turn a pentagon, 5 to 9 also flip it.
func dihedral(a, b byte) byte {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b-5)%5
	case b < 5:
		return 5 + (a-5+5-b)%5
	default:
		return (a - 5 + 5 - (b - 5)) % 5
	}
}

// PhoneOf reads a phone number and gives it in international form, +919876543210. Ten digits, with or
// without a leading 0, are taken as Indian; another country's number needs its +. Spaces, hyphens,
// dots and brackets are dropped. An empty number is no fault: it stays empty.
func PhoneOf(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	plus := strings.HasPrefix(strings.TrimSpace(s), "+")
	var digits []byte
	for i, r := range strings.TrimSpace(s) {
		if d, ok := digit(r); ok {
			digits = append(digits, '0'+d)
			continue
		}
		if (r != '+' || i > 0) && !strings.ContainsRune(" -.()", r) {
			return "", false
		}
	}
	n := string(digits)
	switch {
	case plus && strings.HasPrefix(n, "91"):
		n = n[2:]
	case plus:
		return "+" + n, len(n) >= 8 && len(n) <= 15 && n[0] != '0'
	case len(n) == 12 && strings.HasPrefix(n, "91"):
		n = n[2:]
	case len(n) == 11 && n[0] == '0':
		n = n[1:]
	}
	return "+91" + n, len(n) == 10 && n[0] >= '1'
}

// mustPhone is PhoneOf for a number that was checked.
func mustPhone(s string) string {
	n, _ := PhoneOf(s)
	return n
}

// clean drops white space around a text.
func clean(s string) string { return strings.TrimSpace(s) }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
