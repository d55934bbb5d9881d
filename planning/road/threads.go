package road

import (
	"sync"
	"sync/atomic"
)

// each calls fn for 0 to n-1 on all workers. What fn does must not hang on the order.
func (c *contractor) each(n int, fn func(w *witness, i int)) {
	const batch = 64
	if len(c.workers) == 1 || n < 2*batch {
		for i := range n {
			fn(c.workers[0], i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for _, w := range c.workers {
		wait.Go(func() {
			for {
				hi := int(next.Add(batch))
				if hi-batch >= n {
					return
				}
				for i := hi - batch; i < min(hi, n); i++ {
					fn(w, i)
				}
			}
		})
	}
	wait.Wait()
}
