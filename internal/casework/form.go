package casework

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// form collects all that is wrong with an input, each with its JSON pointer. No detail repeats what a
// person wrote.
type form struct {
	details []fault.Detail
	aadhaar bool
}

func (f *form) add(pointer, format string, args ...any) {
	f.details = append(f.details, fault.Detail{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
}

// fault gives nil where nothing is wrong.
func (f *form) fault(code fault.Code, text string) error {
	if len(f.details) == 0 {
		return nil
	}
	out := fault.Malformed(code, "%s", text)
	if f.aadhaar {
		out = fault.Refuse("text.aadhaar", "An Aadhaar number must not be written here: it is never stored.")
	}
	out.Details = f.details
	return out
}

// id takes an empty id or a UUID in its usual writing, lower case.
func (f *form) id(pointer, id string) {
	if id != "" && !uuidShape.MatchString(id) {
		f.add(pointer, "write the id as a UUID in lower case, as in 0190f5a8-7c1e-7abc-8def-0123456789ab")
	}
}

var uuidShape = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// word takes a code such as widow_pension.
func (f *form) word(pointer, word string) {
	if !wordShape.MatchString(word) {
		f.add(pointer, "write it as 2 to 40 lower-case letters and underscores, beginning with a letter")
	}
}

var wordShape = regexp.MustCompile(`^[a-z][a-z_]{1,39}$`)

// text takes 1 to most characters of writing, blank space around it not counted.
func (f *form) text(pointer, text string, most int) {
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	switch {
	case !utf8.ValidString(text):
		f.add(pointer, "the text is not UTF-8")
	case n == 0:
		f.add(pointer, "must not be empty")
	case n > most:
		f.add(pointer, "is %d characters long; at most %d are kept", n, most)
	case strings.ContainsFunc(text, unwritable):
		f.add(pointer, "holds a control character; remove it")
	case HasAadhaar(text):
		f.aadhaar = true
		f.add(pointer, "holds a number that reads as an Aadhaar number; remove it, or keep only its last four digits")
	}
}

// unwritable are control characters other than line ends and tabs; PostgreSQL cannot keep NUL.
func unwritable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
}

func (f *form) phone(pointer, phone string) {
	if _, ok := PhoneOf(phone); !ok {
		f.add(pointer, "is not a phone number; write ten digits, or + and the country code before them")
	}
}

// point takes a position that has a cell.
func (f *form) point(pointer string, p orb.Point) {
	if _, err := geo.CellOf(p, geo.ResDemand); err != nil {
		f.add(pointer, "is not a longitude (-180 to 180) and a latitude (-90 to 90)")
	}
}
