package road

// queue is a heap of four children of keys: what is counted first in the upper half, a node in the lower.
type queue []uint64

func (q *queue) push(key uint64) {
	h := append(*q, key)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) >> 2
		if h[up] <= key {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = key
	*q = h
}

// pop takes the least key; the queue must not be empty.
func (q *queue) pop() uint64 {
	h := *q
	top := h[0]
	n := len(h) - 1
	key := h[n]
	h = h[:n]
	*q = h
	if n == 0 {
		return top
	}
	i := 0
	for {
		c := 4*i + 1
		if c >= n {
			break
		}
		least := c
		for k := c + 1; k < min(c+4, n); k++ {
			if h[k] < h[least] {
				least = k
			}
		}
		if h[least] >= key {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = key
	return top
}
