package planning

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"doorstep/internal/fault"
)

var venueKind = regexp.MustCompile(`^[a-z][a-z_]{1,39}$`)

// Check finds all that is wrong with a venue's own fields at once: venue.malformed with a JSON
// pointer each. Its position is looked at where its cell is taken.
func (v Venue) Check() error {
	f := fault.Malformed("venue.malformed", "The venue cannot be kept as it is.")
	switch n := utf8.RuneCountInString(v.Name); {
	case strings.TrimSpace(v.Name) == "":
		f = f.With("/name", "must not be empty")
	case n > 300:
		f = f.With("/name", "is %d characters long; at most 300 are kept", n)
	case !utf8.ValidString(v.Name) || strings.ContainsFunc(v.Name, unicode.IsControl):
		f = f.With("/name", "holds a control character or is not UTF-8")
	}
	if !venueKind.MatchString(v.Kind) {
		f = f.With("/kind", "write it as 2 to 40 lower-case letters and underscores, as in high_school")
	}
	switch v.Host {
	case HostFixed, HostMobile, HostNone:
	default:
		f = f.With("/host", "say fixed, mobile or none")
	}
	if v.Capacity < 0 || v.Capacity > 100_000 {
		f = f.With("/capacity", "say 1 to 100,000 visitors a day, or 0 where it is not known")
	}
	f = v.facilities(f)
	switch v.Permission {
	case PermissionNotAsked, PermissionAsked, PermissionGranted, PermissionRefused:
	default:
		f = f.With("/permission", "say not_asked, asked, granted or refused")
	}
	if n := utf8.RuneCountInString(v.PermissionLetter); n > 300 || !utf8.ValidString(v.PermissionLetter) || strings.ContainsFunc(v.PermissionLetter, unicode.IsControl) {
		f = f.With("/permission_letter", "give the letter's number, at most 300 characters on one line")
	}
	if v.Permission == PermissionGranted && strings.TrimSpace(v.PermissionLetter) == "" {
		f = f.With("/permission_letter", "a permission that is granted needs the letter's number")
	}
	if v.PermissionFrom != 0 && v.PermissionTo != 0 && v.PermissionTo < v.PermissionFrom {
		f = f.With("/permission_to", "the permission ends before it begins")
	}
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

// facilities finds what is wrong with the facilities, each of which stands once.
func (v Venue) facilities(f *fault.Fault) *fault.Fault {
	if len(v.Facilities) > 50 {
		return f.With("/facilities", "are %d; at most 50 are kept", len(v.Facilities))
	}
	seen := map[string]bool{}
	for i, s := range v.Facilities {
		name, _, ok := facility(s)
		switch {
		case !ok:
			f = f.With(fmt.Sprintf("/facilities/%d", i), "write it as ramp, network, power, water or rooms:3")
		case seen[name]:
			f = f.With(fmt.Sprintf("/facilities/%d", i), "%s stands twice", name)
		}
		seen[name] = true
	}
	return f
}

// With gives the venue as c changes it, checked, and the names of the fields a person has now set,
// which an import must leave alone. The version is the caller's to raise.
func (v Venue) With(c VenueChange) (changed Venue, kept []string, err error) {
	set(&v.Name, c.Name, "name", &kept)
	set(&v.Kind, c.Kind, "kind", &kept)
	set(&v.Host, c.Host, "host", &kept)
	set(&v.Capacity, c.Capacity, "capacity", &kept)
	set(&v.Facilities, c.Facilities, "facilities", &kept)
	set(&v.Permission, c.Permission, "permission", &kept)
	set(&v.PermissionLetter, c.PermissionLetter, "permission", &kept)
	set(&v.PermissionFrom, c.PermissionFrom, "permission", &kept)
	set(&v.PermissionTo, c.PermissionTo, "permission", &kept)
	return v, kept, v.Check()
}

func set[T any](field, to *T, name string, kept *[]string) {
	if to != nil {
		*field = *to
		*kept = append(*kept, name)
	}
}

// duplicateStates are what a person, or an import, may say of a probable duplicate.
var duplicateStates = map[string]bool{"suspected": true, "confirmed": true, "rejected": true}

// JudgeDuplicate refuses a state of a probable duplicate that does not exist.
func JudgeDuplicate(state string) error {
	if !duplicateStates[state] {
		return fault.Malformed("venue_duplicate.malformed", "A probable duplicate can be suspected, confirmed or rejected, not %q.", state)
	}
	return nil
}
