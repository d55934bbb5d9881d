package planning

import (
	"fmt"

	"doorstep/internal/fault"
)

// Clock is a time of day in minutes after midnight, 0 to 1440, written as 10:30. The zero Clock means
// "not given" where midnight makes no sense.
type Clock int32

const lastClock = Clock(24 * 60)

// ParseClock reads 10:30: two digits, a colon, two digits, from 00:00 to 24:00.
func ParseClock(s string) (Clock, error) {
	digit := func(i int) Clock { return Clock(s[i]) - '0' }
	if len(s) == 5 && s[2] == ':' {
		h, m := 10*digit(0)+digit(1), 10*digit(3)+digit(4)
		ok := m < 60 && 60*h+m <= lastClock
		for _, i := range [4]int{0, 1, 3, 4} {
			ok = ok && digit(i) >= 0 && digit(i) <= 9
		}
		if ok {
			return 60*h + m, nil
		}
	}
	return 0, fault.Malformed("clock.malformed", "%q is not a time of day; write it as 10:30.", s)
}

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// MarshalText writes the time as 10:30.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}
