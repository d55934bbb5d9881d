package route

import "slices"

// Sheet is what one shift does.
type Sheet struct {
	Stops  []Stop
	Leave  int32 // when it sets out
	Return int32 // when it is at its end
	Travel int32 // of the whole sheet
	Back   int32 // of the last leg
}

// StopKind says what is done at a stop.
type StopKind uint8

// Kinds of stops.
const (
	Visit StopKind = iota
	PickUp
	Rest
)

// Stop is one halt.
type Stop struct {
	Kind               StopKind
	Work               int32 // -1 of a rest
	Place              int32
	Travel             int32 // to it
	Arrive, Begin, End int32
}

// solution writes the answer at hand out, each day as early as its order allows.
func (s *search) solution() Solution {
	out := Solution{Sheets: make([]Sheet, len(s.sheets)), Absent: slices.Clone(s.absent)}
	slices.Sort(out.Absent)
	for day := range s.in.Days {
		s.write(day, out.Sheets)
	}
	out.Score = s.score
	out.Score[Overtime] = 0
	for k := range out.Sheets {
		if len(out.Sheets[k].Stops) > 0 || s.in.Shifts[k].Begun {
			out.Score[Overtime] += int64(s.in.Shifts[k].overtime(out.Sheets[k].Return))
		}
	}
	u := s.unfairness()
	out.Score[Cost] += s.in.Price.Unfair * (u - out.Score[Unfair])
	out.Score[Unfair] = u
	return out
}

// write times the sheets of one day. The gates are dropped: where the breaks stand is kept, and every stop begins as
// soon as its sheet, what it waits for and its second crew let it. That is never later than with the gates.
func (s *search) write(day int32, sheets []Sheet) {
	shifts := s.byDay[day]
	rests := make([]rest, len(shifts))
	for i, k := range shifts {
		rests[i] = s.resting(k)
	}
	from := map[int32]int32{} // of a work: not before
	for again := true; again; {
		again = false
		for i, k := range shifts {
			sheets[k] = s.lay(k, rests[i], from)
		}
		begins := map[int32]int32{}
		for _, k := range shifts {
			for _, c := range sheets[k].Stops {
				if c.Kind == Visit {
					begins[c.Work] = max(begins[c.Work], c.Begin)
				}
			}
		}
		for _, k := range shifts {
			for _, c := range sheets[k].Stops {
				if c.Kind != Visit {
					continue
				}
				t := begins[c.Work]
				for _, p := range s.ahead[c.Work] {
					if b, ok := begins[p.Work]; ok && p.Gap == 0 {
						t = max(t, b+s.seconds[p.Work])
					}
				}
				if t > c.Begin && t > from[c.Work] {
					from[c.Work] = t
					again = true
				}
			}
		}
	}
}

// rest is where the break of a sheet stands: on the leg to that stop, before or after the drive; or how it does
// without.
type rest struct {
	leg   int
	early bool
}

// Sheets without a break.
const (
	leaveLate = -2 // the crew rests before it leaves
	homeSoon  = -1 // or when it is back
)

// resting finds where the break stands so that the sheet is back soonest.
func (s *search) resting(k int32) rest {
	x, sh := &s.sheets[k], &s.in.Shifts[k]
	none := rest{homeSoon, false}
	if sh.Break.Seconds <= 0 || len(x.stops) == 0 && !sh.Begun {
		return none
	}
	best, end := none, never
	for leg := leaveLate; leg <= len(x.stops); leg++ {
		for _, early := range [2]bool{false, true} {
			if e := s.back(k, rest{leg, early}); e < end {
				best, end = rest{leg, early}, e
			}
		}
	}
	return best
}

// back gives when a sheet ends with its break there under the gates, never: it cannot.
func (s *search) back(k int32, r rest) int32 {
	sh := &s.in.Shifts[k]
	out := s.times(k, r, func(stop, t int32) int32 { return s.earliest(stop, sh.Day, t, s.gates) })
	if out.Return >= never {
		return never
	}
	soon, limit := sh.homecoming()
	if r.leg == homeSoon && sh.Break.Seconds > 0 {
		limit = soon
	}
	if r.leg == leaveLate && sh.Begun || out.Return > limit {
		return never
	}
	return out.Return
}

// lay writes a sheet, each work not before its time in from.
func (s *search) lay(k int32, r rest, from map[int32]int32) Sheet {
	sh := &s.in.Shifts[k]
	if len(s.sheets[k].stops) == 0 && !sh.Begun {
		return Sheet{}
	}
	return s.times(k, r, func(stop, t int32) int32 {
		if stop >= s.n && stop < 2*s.n {
			return t
		}
		return s.earliest(stop, sh.Day, max(t, from[s.work(stop)]), s.free)
	})
}

// times lays a sheet out with its break at r; begin gives when a stop may begin from t on.
func (s *search) times(k int32, r rest, begin func(stop, t int32) int32) Sheet {
	x, sh := &s.sheets[k], &s.in.Shifts[k]
	t, p := s.travel[sh.Travel], s.in.Places
	out := Sheet{Leave: sh.From}
	at, now := sh.Start, sh.From
	if r.leg == leaveLate {
		_, now = sh.outset()
		out.Leave = now
	}
	leg := func(i int, to int32) (drive int32) {
		d := t[at*p+to]
		out.Travel += d
		drive = d
		if i == r.leg {
			stop := Stop{Kind: Rest, Work: -1, Place: at, Arrive: now}
			if !r.early {
				stop.Place, stop.Travel, stop.Arrive, drive = to, d, now+d, 0
			}
			stop.Begin = max(stop.Arrive, sh.Break.From)
			stop.End = stop.Begin + sh.Break.Seconds
			if stop.End > sh.Break.To {
				stop.End = never
			}
			out.Stops = append(out.Stops, stop)
			now = stop.End
		}
		return drive
	}
	for i, c := range x.stops {
		d := leg(i, s.place[c])
		stop := Stop{Kind: Visit, Work: s.work(c), Place: s.place[c], Travel: d, Arrive: min(now+d, never)}
		if c >= s.n && c < 2*s.n {
			stop.Kind = PickUp
		}
		stop.Begin = begin(c, stop.Arrive)
		stop.End = min(stop.Begin+s.seconds[c], never)
		out.Stops = append(out.Stops, stop)
		at, now = s.exit[c], stop.End
	}
	d := leg(len(x.stops), sh.End)
	out.Back, out.Return = d, min(now+d, never)
	s.depart(k, &out)
	return out
}

// depart lets a crew leave so late that it does not wait at its first stop.
func (s *search) depart(k int32, x *Sheet) {
	if len(x.Stops) == 0 || s.in.Shifts[k].Begun {
		return
	}
	if first := &x.Stops[0]; first.Begin < never {
		x.Leave = first.Begin - first.Travel
		first.Arrive = first.Begin
	}
}
