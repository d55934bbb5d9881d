package casework

import (
	"strings"

	"doorstep/internal/fault"
)

// TrackingBytes is how many random bytes a tracking number is made of: 80 bits, so that a million
// guesses among a thousand million cases find one with a chance below 10^-8.
const TrackingBytes = 10

// crockford is Crockford's base 32: no I, L, O or U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewTracking writes random bytes as a tracking number, XXXX-XXXX-XXXX-XXXXC: sixteen digits of
// Crockford's base 32 and a check digit in the same alphabet.
//
// The check digit makes the sum of digit i times a^i vanish in GF(32), a a primitive element: a code
// of distance two, whose weights differ at every place, so it finds every single wrong digit and
// every exchange of two digits, neighbours or not.
func NewTracking(random [TrackingBytes]byte) string {
	digits := make([]byte, 0, 17)
	var buffer, bits uint
	for _, b := range random {
		buffer, bits = buffer<<8|uint(b), bits+8
		for bits >= 5 {
			bits -= 5
			digits = append(digits, byte(buffer>>bits)&31)
		}
	}
	return grouped(append(digits, checkDigit(digits)))
}

// ParseTracking reads a tracking number as people type it: any case, with or without spaces and
// hyphens, O for 0, I and L for 1. It gives the number as NewTracking writes it, or
// tracking.malformed where a digit was mistaken.
func ParseTracking(s string) (string, error) {
	digits := make([]byte, 0, 17)
	for _, r := range strings.ToUpper(s) {
		switch r {
		case ' ', '-', '\t':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		d := strings.IndexRune(crockford, r)
		if d < 0 || len(digits) == 17 {
			return "", trackingMalformed()
		}
		digits = append(digits, byte(d))
	}
	if len(digits) != 17 || checkDigit(digits[:16]) != digits[16] {
		return "", trackingMalformed()
	}
	return grouped(digits), nil
}

func trackingMalformed() error {
	return fault.Malformed("tracking.malformed",
		"This is not a tracking number: a letter or digit was mistaken. It has 17 of them, as in 0000-0000-0000-00000 on the receipt.")
}

// checkDigit gives the digit c with sum(digits[i] * a^(i+1)) + c = 0; in GF(32) minus is plus.
func checkDigit(digits []byte) byte {
	var sum byte
	weight := byte(1)
	for _, d := range digits {
		weight = mul32(weight, 2) // 2, the polynomial x, is primitive for x^5 + x^2 + 1
		sum ^= mul32(d, weight)
	}
	return sum
}

// mul32 multiplies in GF(32) modulo x^5 + x^2 + 1.
func mul32(a, b byte) byte {
	var p byte
	for b > 0 {
		if b&1 == 1 {
			p ^= a
		}
		if a <<= 1; a&32 != 0 {
			a ^= 0b100101
		}
		b >>= 1
	}
	return p
}

// grouped writes digits as XXXX-XXXX-XXXX-XXXXX.
func grouped(digits []byte) string {
	var b strings.Builder
	for i, d := range digits {
		if i == 4 || i == 8 || i == 12 {
			b.WriteByte('-')
		}
		b.WriteByte(crockford[d])
	}
	return b.String()
}
