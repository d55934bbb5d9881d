package geo

import (
	"fmt"
	"strconv"
)

// Cell is an H3 index. It is written as 15 hexadecimal digits in text and JSON (it exceeds 2^53) and
// stored as bigint. The zero Cell is no cell.
type Cell int64

// Resolutions in use.
const (
	ResDemand = 9 // mean area 0.105 km2: what points carry and demand is planned on
	ResReport = 8 // mean edge 0.53 km: a village on foot
	ResTown   = 8 // towns without wards are cut by it
	ResBlock  = 6 // mean area 36 km2: blocks without a panchayat office are cut by it
)

func (c Cell) String() string { return fmt.Sprintf("%015x", int64(c)) }

// MarshalText writes the hexadecimal digits.
func (c Cell) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes and refuses what is not an H3 cell.
func (c *Cell) UnmarshalText(text []byte) (err error) {
	*c, err = ParseCell(string(text))
	return err
}

// ParseCell reads the hexadecimal digits of an H3 cell.
func ParseCell(s string) (Cell, error) {
	n, err := strconv.ParseInt(s, 16, 64)
	if err != nil || !Cell(n).Valid() {
		return 0, cellMalformed(s)
	}
	return Cell(n), nil
}
