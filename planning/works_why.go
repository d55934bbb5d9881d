package planning

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"doorstep/internal/fault"
	"doorstep/planning/route"
)

// placed gives what each shift of the engine does, rests left out.
func placed(s *route.Solution) [][]route.Placed {
	out := make([][]route.Placed, len(s.Sheets))
	for k := range s.Sheets {
		for _, x := range s.Sheets[k].Stops {
			if x.Kind != route.Rest {
				out[k] = append(out[k], route.Placed{Work: x.Work, PickUp: x.Kind == route.PickUp, Begin: x.Begin})
			}
		}
	}
	return out
}

// fill puts works that were left out where a sheet takes them as it stands, the most worthy first, and gives a board of
// the answer.
func (m *worksModel) fill(s *route.Solution) (*route.Board, error) {
	b, err := route.NewBoard(m.in, placed(s))
	if err != nil || len(s.Absent) == 0 {
		return b, err
	}
	order := slices.Clone(s.Absent)
	slices.SortFunc(order, func(v, w int32) int {
		return cmp.Or(cmp.Compare(m.in.Works[w].Worth, m.in.Works[v].Worth), cmp.Compare(v, w))
	})
	for again := true; again; {
		again = false
		for i, w := range order {
			if w >= 0 && b.Insert(w) {
				order[i], again = -1, true
				units := s.Units
				*s = b.Solution()
				s.Units = units
				if b, err = route.NewBoard(m.in, placed(s)); err != nil {
					return nil, err
				}
			}
		}
	}
	return b, nil
}

// unvisited gives every work on no sheet with its reason and the first day on which crews with nothing else to do
// could visit it.
func (m *worksModel) unvisited(b *route.Board, s *route.Solution) []Unvisited {
	y := &whys{worksModel: m, b: b, stand: make([]int32, len(m.works)), first: make([]Day, len(m.works)), known: make([]bool, len(m.works)), sheets: placed(s)}
	for e := range y.stand {
		y.stand[e] = -1
	}
	ends := make([]int64, len(m.works))
	for k := range s.Sheets {
		for _, x := range s.Sheets[k].Stops {
			if x.Kind == route.Visit {
				y.stand[x.Work], ends[x.Work] = int32(k), int64(x.End)
			}
		}
	}
	y.ends = ends
	out := []Unvisited{}
	for _, e := range s.Absent {
		if _, half := m.half[m.works[e]]; half {
			continue // one crew is there
		}
		out = append(out, y.why(e))
	}
	slices.SortFunc(out, func(a, b Unvisited) int { return cmp.Compare(a.Work, b.Work) })
	return out
}

// whys finds out why works are on no sheet.
type whys struct {
	*worksModel
	b      *route.Board
	stand  []int32 // sheet of each of the engine's works, -1: none
	ends   []int64
	first  []Day // earliest day of each, where known
	known  []bool
	sheets [][]route.Placed
}

// why gives the first reason that is true.
func (y *whys) why(e int32) Unvisited {
	w := &y.p.Works[y.works[e]]
	u := Unvisited{Work: w.ID, Earliest: y.earliest(e)}
	u.Reason, u.Text = y.itself(w)
	if u.Reason == "" {
		u.Reason, u.Text = y.others(e, w)
	}
	if u.Reason == UnvisitedRoom {
		y.room(e, &u)
	}
	if u.Earliest != 0 && u.Reason != UnvisitedRoom {
		u.Text += " With nothing else to do, crews could visit it on " + u.Earliest.spoken() + "."
	}
	return u
}

// itself asks for reasons that lie in the work, its crews and days.
func (y *whys) itself(w *Work) (UnvisitedReason, string) {
	crews := slices.DeleteFunc(indexes(len(y.p.Crews)), func(i int) bool { return !w.allows(y.p.Crews[i].ID) || !hasAll(y.p.Crews[i].Skills, w.Skills) })
	if len(crews) < w.Crews {
		return UnvisitedSkill, fmt.Sprintf("%s has all its skills (%s): give one of them the skill, or widen who may do it.", few(len(crews), w.Crews), list(w.Skills))
	}
	crews = slices.DeleteFunc(crews, func(i int) bool { return !hasAll(y.p.Crews[i].Equipment, w.Equipment) })
	if len(crews) < w.Crews {
		return UnvisitedEquipment, fmt.Sprintf("%s with its skills has its equipment (%s): lend it to one of them.", few(len(crews), w.Crews), list(w.Equipment))
	}
	if last := y.p.Days[len(y.p.Days)-1].Day; w.Release > last {
		return UnvisitedRelease, fmt.Sprintf("It cannot be visited before %s, after the last day of the plan.", w.Release.spoken())
	}
	var days []Day
	for _, d := range y.p.Days {
		if y.works1(d.Day) && d.Day >= y.p.Now.Day && !y.shut(w, d.Day) {
			days = append(days, d.Day)
		}
	}
	if len(days) == 0 {
		return UnvisitedClosed, "On every day left from its release it, its place or its store is closed, or nobody works."
	}
	days = slices.DeleteFunc(days, func(d Day) bool { return !w.openOn(d) })
	if len(days) == 0 {
		return UnvisitedWindow, fmt.Sprintf("On none of the days left is it open for %d minutes on end.", w.Minutes)
	}
	long := func(i int, d Day) bool { return y.hasRoom(w, i, d) }
	if !y.someDay(days, crews, w.Crews, long) {
		return UnvisitedShift, fmt.Sprintf("No shift on the days left has room for its %d minutes while it is open.", w.Minutes)
	}
	if !y.someDay(days, crews, w.Crews, func(i int, d Day) bool { return long(i, d) && y.way(w, i, d) }) {
		return UnvisitedUnreachable, "No way leads there and back for any crew that could do it: look for a closed road, a river without a crossing or a wrong place."
	}
	return "", ""
}

// others asks for reasons that lie in what else there is to do.
func (y *whys) others(e int32, w *Work) (UnvisitedReason, string) {
	free := w.free()
	if y.firstOf(&free) < 0 {
		if w.Crews == 2 {
			return UnvisitedPair, "No two crews can be there at the same time on any day, even with nothing else to do."
		}
		return UnvisitedTooFar, "No crew gets there, does it and is back within a shift, even with nothing else to do."
	}
	if w.Pin != nil && !y.keepsPin(e) {
		return UnvisitedPin, "It is promised for a day and crew that cannot keep it beside their other promises."
	}
	for _, a := range w.After {
		i := y.work[a.Work]
		if d := y.engine[i]; d >= 0 && y.stand[d] < 0 {
			return UnvisitedAfter, fmt.Sprintf("It waits for %s, which is unvisited.", y.p.Works[i].called())
		}
	}
	if y.after(e) < 0 {
		return UnvisitedAfter, "What it waits for is planned for too late a day."
	}
	return UnvisitedRoom, ""
}

// free is the work without its pin; what it waits for is followed apart.
func (w *Work) free() Work {
	out := *w
	out.Pin, out.After = nil, nil
	return out
}

// works1 says whether some crew has a shift on a day.
func (y *whys) works1(day Day) bool {
	return slices.ContainsFunc(y.p.Crews, func(c Crew) bool { return c.shiftOn(day) != nil })
}

// keepsPin says whether a pinned work could stand where it is pinned beside the other pinned visits there.
func (y *whys) keepsPin(e int32) bool {
	in := *y.in
	in.Works = []route.Work{y.in.Works[e]}
	in.Works[0].After = nil
	sheets := make([][]route.Placed, len(in.Shifts))
	number := map[int32]int32{}
	for _, k := range in.Works[0].Shifts {
		for _, c := range y.sheets[k] {
			x := y.in.Works[c.Work]
			if !x.Pinned {
				continue
			}
			n, ok := number[c.Work]
			if !ok {
				n = int32(len(in.Works))
				number[c.Work] = n
				x.After = nil
				in.Works = append(in.Works, x)
			}
			c.Work = n
			sheets[k] = append(sheets[k], c)
		}
	}
	for n := range in.Works { // the other crew of two stands elsewhere
		if n > 0 && in.Works[n].Pair && !bothStand(sheets, int32(n)) {
			in.Works[n].Pair = false
		}
	}
	b, err := route.NewBoard(&in, sheets)
	return err == nil && b.Fits(0)
}

// bothStand says whether a work of two crews stands on two of the sheets.
func bothStand(sheets [][]route.Placed, n int32) bool {
	count := 0
	for _, stops := range sheets {
		for _, c := range stops {
			if c.Work == n && !c.PickUp {
				count++
			}
		}
	}
	return count == 2
}

// firstOf gives the first day on which crews with nothing else could do a work as it is given, -1: none.
func (y *whys) firstOf(w *Work) int32 {
	x := y.makeWork(w)
	day, _ := y.b.First(&x)
	return day
}

// after gives the first day on which crews with nothing else could do a work after what it waits for as that stands; -1: none.
func (y *whys) after(e int32) int32 {
	w := &y.p.Works[y.works[e]]
	free := w.free()
	x := y.makeWork(&free)
	for _, a := range w.After {
		if done, ok := y.planned(a.Work); ok {
			y.follow(&free, &x, a, done)
		}
	}
	day, _ := y.b.First(&x)
	return day
}

// planned gives when a work has ended or is to end by the plan, if it is on a sheet.
func (y *whys) planned(id WorkID) (worksDone, bool) {
	i := y.work[id]
	e := y.engine[i]
	switch {
	case e < 0:
		return y.done[i], true
	case y.stand[e] < 0:
		return worksDone{}, false
	}
	return worksDone{y.shifts[y.stand[e]].day, y.ends[e]}, true
}

// follow makes a work begin after another has ended.
func (y *whys) follow(w *Work, x *route.Work, a WorkAfter, d worksDone) {
	day := int32(d.day - y.first0())
	x.Release = max(x.Release, day+int32(a.GapDays))
	if a.GapDays == 0 && day >= 0 && int(day) < len(y.p.Days) {
		y.notBefore(w, x, day, int32(d.end))
	}
}

func (y *whys) first0() Day { return y.worksModel.first() }

// earliest gives the first day on which crews with nothing else to do could visit a work, 0: none. What it waits for
// counts as planned, or on its own earliest day.
func (y *whys) earliest(e int32) Day {
	if y.known[e] {
		return y.first[e]
	}
	w := &y.p.Works[y.works[e]]
	free := w.free()
	x := y.makeWork(&free)
	for _, a := range w.After {
		if done, ok := y.planned(a.Work); ok {
			y.follow(&free, &x, a, done)
			continue
		}
		day := y.earliest(y.engine[y.work[a.Work]])
		if day == 0 {
			y.known[e] = true
			return 0
		}
		x.Release = max(x.Release, int32(day-y.first0())+int32(a.GapDays))
	}
	out := Day(0)
	if day, _ := y.b.First(&x); day >= 0 {
		out = y.first0() + Day(day)
	}
	y.known[e], y.first[e] = true, out
	return out
}

// room says where it would cost least to make room for a work.
func (y *whys) room(e int32, u *Unvisited) {
	u.Text = "No sheet takes it as the plan stands"
	best, ok := y.b.Room(e)
	if !ok || y.in.Works[e].Pair {
		u.Text += "."
		return
	}
	at := y.shifts[best.Shift]
	u.Crew, u.Day, u.Extra = y.p.Crews[at.crew].ID, at.day, int64(best.Extra)
	for _, v := range best.Displaces {
		u.Displaces = append(u.Displaces, y.p.Works[y.works[v]].ID)
	}
	slices.Sort(u.Displaces)
	if len(u.Displaces) > 0 {
		u.Text += fmt.Sprintf("; %s would take it on %s in place of %s", y.p.Crews[at.crew].Name, at.day.spoken(), y.names(u.Displaces))
	}
	u.Text += "."
}

// called gives the name of a work, or its id where it has none.
func (w *Work) called() string {
	if w.Name != "" {
		return w.Name
	}
	return string(w.ID)
}

func (y *whys) names(ids []WorkID) string {
	var names []string
	for _, id := range ids {
		names = append(names, y.p.Works[y.work[id]].called())
	}
	return list(names)
}

// someDay says whether on one of the days as many crews do.
func (y *whys) someDay(days []Day, crews []int, want int, do func(i int, d Day) bool) bool {
	return slices.ContainsFunc(days, func(d Day) bool {
		n := 0
		for _, i := range crews {
			if do(i, d) {
				n++
			}
		}
		return n >= want
	})
}

// spans lists when a work is open on a day, seconds of the day.
func (w *Work) spans(day Day) [][2]int64 {
	if len(w.Windows) == 0 {
		return [][2]int64{{0, secondsOfDay}}
	}
	var out [][2]int64
	for _, x := range w.Windows {
		if len(x.Days) == 0 || slices.Contains(x.Days, day) {
			out = append(out, [2]int64{60 * int64(x.From), 60 * int64(x.To)})
		}
	}
	return out
}

func (w *Work) openOn(day Day) bool {
	return slices.ContainsFunc(w.spans(day), func(s [2]int64) bool { return s[1]-s[0] >= 60*w.Minutes })
}

// hasRoom says whether the shift of a crew on a day is long enough for the visit within a window.
func (y *whys) hasRoom(w *Work, i int, day Day) bool {
	s := y.p.Crews[i].shiftOn(day)
	if s == nil {
		return false
	}
	from, to := 60*int64(s.From), 60*(int64(s.To)+s.Overtime)
	if day == y.p.Now.Day {
		from = max(from, y.p.Now.Second)
	}
	return slices.ContainsFunc(w.spans(day), func(x [2]int64) bool { return min(x[1], to)-max(x[0], from) >= 60*w.Minutes })
}

// way says whether a crew can go to a work on a day from where it is, by the store if any, and on to where its day ends.
func (y *whys) way(w *Work, i int, day Day) bool {
	k, out := y.at[crewDay{int32(i), day}]
	if !out {
		return false
	}
	s := &y.in.Shifts[k]
	seconds := y.shifts[k].table.Seconds
	can := func(a, b int32) bool { return seconds[int(a)*len(y.p.Places)+int(b)] >= 0 }
	at, exit := y.place[w.Place], y.place[y.exitOf(w.ID)]
	if !can(exit, s.End) {
		return false
	}
	if w.PickUp != nil {
		store := y.place[w.PickUp.Place]
		return can(s.Start, store) && can(store, at)
	}
	return can(s.Start, at)
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// few words "No crew" or "Only one crew".
func few(n, want int) string {
	if n == 0 || want == 1 {
		return "No crew that may do it"
	}
	return "Only one crew that may do it, of the two it wants,"
}

func list[T ~string](ids []T) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, ", ")
}

// unknownWork refuses a work that the problem has not.
func unknownWork(id WorkID) error {
	return fault.Missing("works.unknown", "The work %q is not in the problem: look it up in its list of works.", id)
}
