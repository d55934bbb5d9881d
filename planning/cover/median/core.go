package median

// core is what reduced costs leave of an instance: the sites that an answer cheaper than the best known may open.
type core struct {
	*terrain
	site  []int32 // of the whole instance
	must  []bool  // open in every such answer
	open  []int32 // the Lagrangian's choice among them
	price []int64
	share []int64
}

// core gives what is left at the best prices where an answer that costs less than cost is sought; nil: nothing.
func (p *pricing) core(cost int64) *core {
	if !p.close(cost) {
		return nil
	}
	t := p.t
	c := &core{price: p.best}
	at := make([]int32, t.Sites)
	for j := range t.Sites {
		if p.never[j] {
			continue
		}
		at[j] = int32(len(c.site))
		c.site, c.must, c.share = append(c.site, int32(j)), append(c.must, p.must[j]), append(c.share, p.share[j])
	}
	if len(c.site) < t.P {
		return nil
	}
	in := &Instance{Clients: t.Clients, Sites: len(c.site), Weight: t.Weight, P: t.P, Distance: make([]int32, 0, t.Clients*len(c.site))}
	for i := range t.Clients {
		row := t.row(i)
		for _, j := range c.site {
			in.Distance = append(in.Distance, row[j])
		}
	}
	for _, j := range p.chose {
		c.open = append(c.open, at[j])
	}
	c.terrain = newTerrain(in)
	return c
}

// outside names sites of the core as the whole instance does.
func (c *core) outside(sites []int32) []int32 {
	out := make([]int32, len(sites))
	for k, j := range sites {
		out[k] = c.site[j]
	}
	return out
}
