package cover

const (
	levelSteps = 7    // halvings of the interval in which the level lies
	levelMoves = 6000 // moves tried at each
)

// Level lowers the floors of aim 0, all by the same share of what they want, as far as a quick answer needs to
// meet them, up to one visitor in 500: where not all can be met, the worst-served is raised as far as all can be,
// instead of some being raised and others left. A floor that its own cells and camp-days keep below that
// share wants what they allow. Where all can be met, they stay as they are. Up to eight answers of 0.2 s for a
// district.
func Level(in *Instance) []Floor {
	floors := append([]Floor(nil), in.Floors...)
	trial := *in
	a := in.firstAim()
	c := in.reduce(a)
	ceiling := make([]int64, len(floors))
	for f, floor := range floors {
		ceiling[f] = floor.Want
		if floor.Aim == 0 {
			_, most := Ceiling(in, floor.Cells, 1)
			ceiling[f] = min(floor.Want, most)
		}
	}
	reached := func(share int64) bool {
		trial.Floors = append([]Floor(nil), floors...)
		wanted := int64(0)
		for f, floor := range floors {
			if floor.Aim == 0 {
				trial.Floors[f].Want = min(floor.Want*share/(1<<levelSteps), ceiling[f])
				wanted += trial.Floors[f].Want
			}
		}
		core := *c.Instance
		core.Floors = trial.Floors
		h := newHoldings(&core, a)
		h.greedy(openingSearch)
		h.maximise()
		v := newImprover(h, 1)
		for u := range int64(levelMoves) {
			if u%(levelMoves/3) == 0 && core.shortOf(h.floors.served)*500 <= wanted {
				return true
			}
			v.move(u)
		}
		return core.shortOf(h.floors.served)*500 <= wanted
	}
	if len(floors) == 0 || reached(1<<levelSteps) {
		return floors
	}
	low, high := int64(0), int64(1<<levelSteps)
	for high-low > 1 {
		if middle := (low + high) / 2; reached(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	reached(low)
	return trial.Floors
}

// shortOf counts the visitors that the floors of aim 0 lack.
func (in *Instance) shortOf(served []int64) int64 {
	short := int64(0)
	for f, floor := range in.Floors {
		if floor.Aim == 0 {
			short += max(0, floor.Want-served[f])
		}
	}
	return short
}
