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

// lacks lists what of the facilities wanted a place does not have, as they are wanted.
func lacks(wanted, has []string) (missing []string) {
	count := make(map[string]int, len(has))
	for _, s := range has {
		if name, n, ok := facility(s); ok {
			count[name] = max(count[name], n)
		}
	}
	for _, s := range wanted {
		if name, n, _ := facility(s); count[name] < n {
			missing = append(missing, s)
		}
	}
	return missing
}
