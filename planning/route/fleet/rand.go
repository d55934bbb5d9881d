package fleet

import (
	"math"
	"math/bits"
)

// random is SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195): small, fast, and the same everywhere.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below gives a number from 0 to n-1; n is at least 1.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// draw gives a number from 0 to less than 1.
func (r *random) draw() float64 { return float64(r.next()>>11) / (1 << 53) }

// heat gives an exponential number with mean 1: how many temperatures worse an answer may be.
func (r *random) heat() float64 { return -math.Log(1 - r.draw()) }
