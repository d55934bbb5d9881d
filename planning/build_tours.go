package planning

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// haltPlace is a place that a tour may halt at.
type haltPlace struct {
	halt     Halt
	venue    *Venue // nil where it stands among the houses
	cells    []leg  // hard cells within the threshold: venue is their index
	visitors int64  // of those that no other place takes
}

// tours adds mobile camps that halt at several places a day, for the cells that no candidate is within the
// threshold of: in each block places are chosen so that every such cell has one within the threshold, by
// greedy set cover (a mobile venue before a place among the houses), and strung together from the west, always
// the nearest next, as many as the day and the drive allow. A place that no other is near enough to becomes a
// mobile camp of its own. Each place is in one tour. O(n^2) in a block's hard cells.
func (b *builder) tours(ctx context.Context) error {
	if b.p.Drive.HaltsPerDay == 0 {
		return nil
	}
	if err := b.listWalks(ctx); err != nil {
		return err
	}
	hard := b.hardCells()
	block := make(map[string]AreaID, len(b.p.Groups))
	for _, g := range b.p.Groups {
		block[g.ID] = g.Block
	}
	byBlock := map[AreaID][]int{}
	for _, i := range hard {
		of := block[b.p.Demand[i].Group]
		byBlock[of] = append(byBlock[of], i)
	}
	b.halting = map[VenueID]VenueID{}
	for _, x := range b.p.Blocks {
		near, err := b.haltPlaces(ctx, x.ID, byBlock[x.ID])
		if err != nil {
			return err
		}
		places := b.cover(near, byBlock[x.ID])
		slices.SortFunc(places, func(x, y *haltPlace) int {
			return cmp.Or(cmp.Compare(x.halt.At[0], y.halt.At[0]), cmp.Compare(x.halt.At[1], y.halt.At[1]), cmp.Compare(x.halt.Name, y.halt.Name))
		})
		for len(places) > 0 {
			var tour []*haltPlace
			tour, places = b.gather(places)
			b.tour(tour)
		}
	}
	slices.SortFunc(b.p.Candidates, func(x, y Candidate) int { return cmp.Compare(x.ID, y.ID) })
	return nil
}

// hardCells lists the cells with visitors that no candidate is within the threshold of.
func (b *builder) hardCells() (hard []int) {
	r := newReach(&b.p)
	for i, d := range b.p.Demand {
		if d.Visitors > 0 && len(r.of(i)) == 0 {
			hard = append(hard, i)
		}
	}
	return hard
}

// haltPlaces lists the places of a block that may serve its hard cells: mobile venues within the threshold of
// one, and each cell's own.
func (b *builder) haltPlaces(ctx context.Context, block AreaID, hard []int) ([]*haltPlace, error) {
	if len(hard) == 0 {
		return nil, nil
	}
	at := make([]orb.Point, len(hard))
	for k, i := range hard {
		at[k] = b.p.Demand[i].At
	}
	var list []*haltPlace
	hidden := b.duplicates()
	add := func(h haltPlace) { list = append(list, &h) }
	for i := range b.gaz.Venues {
		v := &b.gaz.Venues[i]
		if v.Host != HostMobile || v.Permission == PermissionRefused || hidden[v.ID] || !b.here(v.Group, v.Area) || b.blockAround(v) != block {
			continue
		}
		if reason, _ := b.barred(v); reason != "" {
			continue
		}
		add(haltPlace{halt: Halt{Name: v.Name, Venue: v.ID, At: rounded(v.At)}, venue: v})
	}
	slices.SortFunc(list, func(x, y *haltPlace) int { return cmp.Compare(x.halt.Venue, y.halt.Venue) })
	for _, i := range hard {
		add(haltPlace{halt: Halt{Name: b.p.Demand[i].Place, At: b.p.Demand[i].At}})
	}
	return b.whoCanWalk(ctx, list, at)
}

// whoCanWalk tells each place which of the hard cells are within the threshold, and leaves out those that have none.
func (b *builder) whoCanWalk(ctx context.Context, list []*haltPlace, hard []orb.Point) ([]*haltPlace, error) {
	if b.travel == nil {
		cells := b.p.newGround(hard)
		for _, h := range list {
			h.cells = cells.within(nil, h.halt.At, b.p.Drive.Threshold)
		}
	} else {
		places := make([]orb.Point, len(list))
		for k, h := range list {
			places[k] = h.halt.At
		}
		legs, err := b.travel.Reach(ctx, places, hard, geo.Meters(b.p.Drive.Threshold))
		if err != nil {
			return nil, err
		}
		for k, h := range list {
			for _, l := range legs[k] {
				h.cells = append(h.cells, leg{l.To, l.Metres, l.Estimated})
			}
		}
	}
	return slices.DeleteFunc(list, func(h *haltPlace) bool { return len(h.cells) == 0 }), nil
}

// blockAround gives the block of a venue: of its group, or of its area where the tree has no block above the group.
func (b *builder) blockAround(v *Venue) AreaID {
	if block := b.blockOf(v.Group); block != b.district {
		return block
	}
	return b.blockOf(v.Area)
}

// cover chooses places until every hard cell has one: always the one that takes most visitors that no chosen
// place takes, the first where several take as many. A place is for the group that most of its visitors are of.
func (b *builder) cover(places []*haltPlace, hard []int) (chosen []*haltPlace) {
	takes := make([][]int, len(hard)) // places of each cell
	gain := make([]int64, len(places))
	for k, h := range places {
		for _, l := range h.cells {
			takes[l.venue] = append(takes[l.venue], k)
			gain[k] += b.p.Demand[hard[l.venue]].Visitors
		}
	}
	done := make([]bool, len(hard))
	for {
		best := 0
		for k := range gain {
			if gain[k] > gain[best] {
				best = k
			}
		}
		if len(gain) == 0 || gain[best] == 0 {
			return chosen
		}
		h := places[best]
		h.visitors = gain[best]
		chosen = append(chosen, h)
		groups := map[AreaID]int64{}
		for _, l := range h.cells {
			if done[l.venue] {
				continue
			}
			done[l.venue] = true
			d := b.p.Demand[hard[l.venue]]
			groups[AreaID(d.Group)] += d.Visitors
			for _, k := range takes[l.venue] {
				gain[k] -= d.Visitors
			}
		}
		h.halt.Area = mostPeople(groups)
	}
}

// gather takes the first place and, one by one, the place nearest to those taken, as long as the drive and the
// day allow one more.
func (b *builder) gather(places []*haltPlace) (tour, rest []*haltPlace) {
	tour, rest = places[:1:1], slices.Clone(places[1:])
	for len(tour) < b.p.Drive.HaltsPerDay && len(rest) > 0 {
		near, metres := -1, int64(-1)
		for k, h := range rest {
			if b.parted(h, tour) {
				continue
			}
			for _, x := range tour {
				if m := b.p.walk(h.halt.At, x.halt.At); metres < 0 || m < metres {
					near, metres = k, m
				}
			}
		}
		if near < 0 {
			break
		}
		longer := append(slices.Clone(tour), rest[near])
		if _, _, fits := b.schedule(longer); !fits {
			break
		}
		tour, rest = longer, slices.Delete(rest, near, near+1)
	}
	return tour, rest
}

// parted says whether water is known to lie between a place and one of a tour: what it takes to drive round it is not.
func (b *builder) parted(h *haltPlace, tour []*haltPlace) bool {
	return slices.ContainsFunc(tour, func(x *haltPlace) bool {
		_, water := b.travel.Between(h.halt.At, x.halt.At)
		return water
	})
}

// schedule puts places in order and sets their times within the hours of all of their groups.
func (b *builder) schedule(tour []*haltPlace) (halts []Halt, minutes int64, fits bool) {
	d := &b.p.Drive
	from, to := d.Open()
	visitors := map[orb.Point]int64{}
	for _, h := range tour {
		halts = append(halts, h.halt)
		visitors[h.halt.At] = h.visitors
		lo, hi := b.p.common(b.haltRows(h.halt))
		from, to = max(from, lo), min(to, hi)
	}
	halts, _ = d.order(halts)
	weights := make([]int64, len(halts))
	for k, h := range halts {
		weights[k] = visitors[h.At]
	}
	minutes = d.timetable(halts, weights, from, to)
	return halts, minutes, minutes > 0
}

// haltRows lists the rows of hours that hold at a halt.
func (b *builder) haltRows(h Halt) []Hours {
	g := slices.IndexFunc(b.p.Groups, func(g Group) bool { return g.Of == h.Area })
	return b.p.hoursOf(&Candidate{ID: h.Venue}, &b.p.Groups[g])
}

// tour makes a candidate of places strung together; of a single place, a mobile camp there for the day.
func (b *builder) tour(places []*haltPlace) {
	halts, minutes, fits := b.schedule(places)
	if len(places) == 1 || !fits {
		for _, h := range places {
			b.loneHalt(h)
		}
		return
	}
	names, ids := make([]string, len(halts)), make([]string, len(halts))
	groups := map[AreaID]int64{}
	for _, h := range places {
		groups[h.halt.Area] += h.visitors
	}
	for k, h := range halts {
		names[k], ids[k] = h.Name, fmt.Sprintf("%s %.6f,%.6f", h.Venue, h.At[0], h.At[1])
	}
	c := Candidate{
		ID: VenueID(ImportedID("doorstep:"+b.p.Area, "tour", strings.Join(ids, "|"))), Name: "Tour: " + strings.Join(names, ", "), Kind: tourKind,
		Group: string(mostPeople(groups)), At: halts[0].At, Mobile: true, Minutes: minutes, Halts: halts,
	}
	for _, h := range places {
		b.p.narrow(&c, b.haltRows(h.halt))
		if v := h.venue; v != nil {
			b.halting[v.ID] = c.ID
			if v.Permission == PermissionGranted {
				c.From, c.To = max(c.From, v.PermissionFrom), earlier(c.To, v.PermissionTo)
			}
		}
	}
	l := least(b.p.Drive.limits(c.Minutes, 0, b.p.supplyOf(b.groupAt(c.Group))))
	if c.Cap, c.CapBy = l.visitors, l.by; c.Cap == 0 || c.From != 0 && c.To != 0 && c.To < c.From {
		b.exclude(c, ExcludedRoom, "its halts could take nobody on any day, by "+l.text)
		return
	}
	b.p.Candidates = append(b.p.Candidates, c)
}

// earlier gives the earlier of two days, of which 0 is none.
func earlier(a, b Day) Day {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func (b *builder) groupAt(id string) *Group {
	return &b.p.Groups[slices.IndexFunc(b.p.Groups, func(g Group) bool { return g.ID == id })]
}

// loneHalt makes a mobile camp of a single place.
func (b *builder) loneHalt(h *haltPlace) {
	c := Candidate{
		ID: VenueID(ImportedID("doorstep:"+b.p.Area, "halt", fmt.Sprintf("%.6f,%.6f", h.halt.At[0], h.halt.At[1]))), Name: h.halt.Name + " (mobile halt)",
		Kind: haltKind, Group: string(h.halt.Area), At: h.halt.At, Mobile: true, Cap: b.p.Drive.CapPerCampDay,
	}
	if h.venue != nil {
		c = newCandidate(h.venue, string(h.halt.Area), b.p.Drive)
	}
	if b.p.Drive.counted() {
		if l := b.p.measure(&c, b.groupAt(c.Group)); c.Minutes == 0 || l.visitors == 0 {
			b.exclude(c, ExcludedRoom, "a camp could take nobody there, by "+l.text)
			return
		}
	}
	b.p.Candidates = append(b.p.Candidates, c)
}
