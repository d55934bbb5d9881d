package geo

// What is known of a cell from the bits of its index alone, as H3 lays them out: 1 unused bit, 4 bits
// of mode (1: cell), 3 unused bits, 4 bits of resolution, 7 bits of base cell, then 15 digits of 3 bits
// each, coarsest first, 7 where unused. https://h3geo.org/docs/core-library/h3Indexing

const (
	maxRes    = 15
	resShift  = 52
	baseShift = 45
	baseCells = 122
	resMask   = Cell(15) << resShift
)

// pow7 holds the number of integers that the digits of each length can spell.
var pow7 = [maxRes + 1]int64{
	1, 7, 49, 343, 2401, 16807, 117649, 823543, 5764801, 40353607, 282475249,
	1977326743, 13841287201, 96889010407, 678223072849, 4747561509943,
}

func (c Cell) resolution() int { return int(c>>resShift) & 15 }

func (c Cell) baseCell() int { return int(c>>baseShift) & 127 }

// digitShift gives the place of the digit of resolution r, 1..15.
func digitShift(r int) uint { return uint(maxRes-r) * 3 }

func (c Cell) digit(r int) int { return int(c>>digitShift(r)) & 7 }

// withResolution gives c with another resolution, its digits left as they are.
func (c Cell) withResolution(r int) Cell { return c&^resMask | Cell(r)<<resShift }

// digitsFrom gives ones in the digits of resolutions r to 15.
func digitsFrom(r int) Cell {
	if r > maxRes {
		return 0
	}
	return Cell(1)<<(digitShift(r)+3) - 1
}

// ancestor gives the cell of resolution r <= c's own whose leading digits c has.
func (c Cell) ancestor(r int) Cell { return c.withResolution(r) | digitsFrom(r+1) }

// span gives the lowest and highest integer that a descendant of c at resolution r >= c's own can have.
func (c Cell) span(r int) (lo, hi Cell) {
	free := digitsFrom(c.resolution()+1) &^ digitsFrom(r+1)
	base := c.withResolution(r) &^ free
	return base, base | free&0o666666666666666
}

// ordinal counts the integers of c's resolution below c, with digits 0 to 6: neighbours in ordinal are
// neighbours in integer order, whatever the gaps between the integers.
func (c Cell) ordinal() int64 {
	n := int64(c.baseCell())
	for r := 1; r <= c.resolution(); r++ {
		n = n*7 + int64(c.digit(r))
	}
	return n
}

// pentagonBase has a bit for each of the 12 base cells that are pentagons.
var pentagonBase = func() (set [2]uint64) {
	for _, b := range []int{4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117} {
		set[b/64] |= 1 << (b % 64)
	}
	return set
}()

// pentagon says whether c has five sides, and so six children: none with digit 1.
func (c Cell) pentagon() bool {
	b := c.baseCell()
	if pentagonBase[b/64]&(1<<(b%64)) == 0 {
		return false
	}
	for r := 1; r <= c.resolution(); r++ {
		if c.digit(r) != 0 {
			return false
		}
	}
	return true
}
