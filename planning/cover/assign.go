package cover

// Assign splits the visitors over camp-days that are given, as well as can be aim by aim, whatever limits the
// days themselves keep: exact, by augmenting paths or, where a floor is not met so or the arcs have worths, by a minimum cost flow. It returns the visitors of each arc and their sum. O(arcs * paths) at worst; some
// milliseconds for a district, some 100 by minimum cost.
func Assign(in *Instance, days []int32) (flow []int64, served int64) {
	s := newAssignment(in)
	if in.Worth != nil {
		for j, n := range days {
			s.resize(int32(j), int64(n)*in.Sites[j].Cap)
		}
		newBestFlow(s).run()
		return s.flow, s.served
	}
	prefer := s.preference()
	for j, n := range days {
		s.resize(int32(j), int64(n)*in.Sites[j].Cap)
		s.take(int32(j), prefer)
	}
	s.maximise()
	if s.floors == nil || s.floors.met() {
		return s.flow, s.served
	}
	s = newAssignment(in)
	for j, n := range days {
		s.resize(int32(j), int64(n)*in.Sites[j].Cap)
	}
	newBestFlow(s).run()
	return s.flow, s.served
}

// Required gives the camp-days that each group holds in every answer that is best in the first aim: its
// minimum as far as its sites and days allow, or only its pins where the block or the budget is too
// small for all minima and it is open which groups go without.
func Required(in *Instance) []int32 { return in.firstAim().lo }

// preference orders the arcs of each site by how many sites the cell can choose from, fewest first.
func (s *assignment) preference() []int32 {
	in := s.in
	prefer := make([]int32, len(in.ArcCell))
	for j := range in.Sites {
		arcs := prefer[in.SiteStart[j]:in.SiteStart[j+1]]
		for k := range arcs {
			a := in.SiteStart[j] + int32(k)
			width := len(s.arcsOf(in.ArcCell[a]))
			p := k
			for ; p > 0 && len(s.arcsOf(in.ArcCell[arcs[p-1]])) > width; p-- {
				arcs[p] = arcs[p-1]
			}
			arcs[p] = a
		}
	}
	return prefer
}
