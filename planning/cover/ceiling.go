package cover

// Ceiling gives a proven bound on the visitors of some cells, increasing, that an answer best in the first
// aim can serve if it serves nobody else, with the prices that prove it: Bound on the instance in which all
// other cells have no visitors. Some units steps of the relaxation are made, 0.1 ms each.
func Ceiling(in *Instance, cells []int32, units int64) (price []int32, most int64) {
	alone := *in
	alone.Demand, alone.Floors = make([]int64, len(in.Demand)), nil
	alone.Worth = nil // floors count visitors
	for _, c := range cells {
		alone.Demand[c] = in.Demand[c]
	}
	a := alone.firstAim()
	r := newRelaxation(&alone, alone.reduce(a).Instance, a)
	r.obvious()
	for u := int64(1); u <= units; u++ {
		r.iterate()
		if u%lookEvery == 0 || u == units {
			r.look()
		}
	}
	price = r.cert.Price
	for i, d := range alone.Demand {
		if d == 0 {
			price[i] = 0
		}
	}
	return price, r.bound / full
}
