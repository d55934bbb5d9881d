package fleet

// inOrder gives the instance with its customers in an order in which neighbours mostly stand together, always
// on to the nearest who is left, and the index of each in in: the search then reads the matrix in few places
// at a time.
func (in *Instance) inOrder() (*Instance, []int32) {
	first, n := len(in.Depots), len(in.Depots)+len(in.Customers)
	at := make([]int32, 0, n) // places of in
	for d := range first {
		at = append(at, int32(d))
	}
	left := make([]int32, len(in.Customers))
	for i := range left {
		left[i] = int32(first + i)
	}
	for here := 0; len(left) > 0; here = int(at[len(at)-1]) {
		best, row := 0, in.Travel[here*n:(here+1)*n]
		for k, c := range left {
			if row[c] < row[left[best]] {
				best = k
			}
		}
		at = append(at, left[best])
		left[best] = left[len(left)-1]
		left = left[:len(left)-1]
	}
	out := &Instance{Depots: in.Depots, Vehicles: in.Vehicles, Travel: make([]int32, 0, n*n)}
	index := make([]int32, 0, len(in.Customers))
	for _, c := range at[first:] {
		index = append(index, c-int32(first))
		out.Customers = append(out.Customers, in.Customers[c-int32(first)])
	}
	for _, a := range at {
		row := in.Travel[int(a)*n : (int(a)+1)*n]
		for _, b := range at {
			out.Travel = append(out.Travel, row[b])
		}
	}
	return out, index
}
