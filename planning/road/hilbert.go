package road

// hilbertKeys gives for each node its place on a Hilbert curve over all of them in the upper half, and its index in the lower.
func hilbertKeys(at []point, nodes []int32) []uint64 {
	lo, hi := point{1<<31 - 1, 1<<31 - 1}, point{-1 << 31, -1 << 31}
	for _, u := range nodes {
		for k := range 2 {
			lo[k], hi[k] = min(lo[k], at[u][k]), max(hi[k], at[u][k])
		}
	}
	side := max(int64(hi[0])-int64(lo[0]), int64(hi[1])-int64(lo[1])) + 1
	keys := make([]uint64, len(nodes))
	for i, u := range nodes {
		x := uint32((int64(at[u][0]) - int64(lo[0])) * (1 << 16) / side)
		y := uint32((int64(at[u][1]) - int64(lo[1])) * (1 << 16) / side)
		keys[i] = uint64(hilbert(x, y))<<32 | uint64(i)
	}
	return keys
}

// hilbert gives the place of (x, y), each below 2^16, on the Hilbert curve (Hilbert 1891, doi 10.1007/BF01199431).
func hilbert(x, y uint32) uint32 {
	var d uint32
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d += s * s * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = 1<<16-1-x, 1<<16-1-y
			}
			x, y = y, x
		}
	}
	return d
}
