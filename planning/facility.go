package planning

import (
	"regexp"
	"strconv"
	"strings"
)

var facilityForm = regexp.MustCompile(`^[a-z][a-z_]{1,39}(:[1-9][0-9]{0,3})?$`)

// facility takes a facility apart: "rooms:3" is rooms and 3, "ramp" is ramp and 1.
func facility(s string) (name string, count int, ok bool) {
	if !facilityForm.MatchString(s) {
		return "", 0, false
	}
	name, number, counted := strings.Cut(s, ":")
	count = 1
	if counted {
		count, _ = strconv.Atoi(number) // the form holds at most four digits
	}
	return name, count, true
}
