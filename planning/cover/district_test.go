package cover

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// sharedData finds the folder of real data: $DOORSTEP_SHARED_DATA, else ../shared/data beside the module.
func sharedData(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("DOORSTEP_SHARED_DATA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			tb.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(dir, "wb")); err != nil {
		if os.Getenv("CI") == "true" {
			tb.Fatalf("the real data is missing at %s", dir)
		}
		tb.Skipf("the real data is missing at %s", dir)
	}
	return dir
}

func readCSV(tb testing.TB, path string) []map[string]string {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	out := make([]map[string]string, 0, len(rows))
	for _, r := range rows[1:] {
		m := make(map[string]string, len(r))
		for k, v := range r {
			m[rows[0][k]] = v
		}
		out = append(out, m)
	}
	return out
}

type spot struct {
	lon, lat float64
	people   int64
	group    int32
	block    string
}

func metres(a, b spot) float64 {
	const radius = 6371008.8
	rad := math.Pi / 180
	s1, s2 := math.Sin((a.lat-b.lat)*rad/2), math.Sin((a.lon-b.lon)*rad/2)
	return 2 * radius * math.Asin(math.Sqrt(s1*s1+math.Cos(a.lat*rad)*math.Cos(b.lat*rad)*s2*s2))
}

// districts builds an instance per district from the settlements and schools of the shared data: cells
// of about 350 m, groups by the nearest panchayat office of the block, straight distance times 1.3 up to 2,000 m,
// 45 usable days, and people/perDay camp-days of 859 visitors.
func districts(tb testing.TB, perDay int64) map[string]*Instance {
	tb.Helper()
	dir := sharedData(tb)
	number := func(s string) float64 { v, _ := strconv.ParseFloat(s, 64); return v }
	type district struct {
		cells   map[[2]int]*spot
		offices map[string][]spot
		venues  []spot
	}
	all := map[string]*district{}
	get := func(name string) *district {
		if all[name] == nil {
			all[name] = &district{cells: map[[2]int]*spot{}, offices: map[string][]spot{}}
		}
		return all[name]
	}
	for _, r := range readCSV(tb, filepath.Join(dir, "wb", "settlements.csv.gz")) {
		s := spot{lon: number(r["lon"]), lat: number(r["lat"]), people: int64(number(r["population"])), block: r["block_id"]}
		d, key := get(r["district"]), [2]int{int(s.lon * 300), int(s.lat * 320)}
		if c := d.cells[key]; c != nil {
			if n := c.people + s.people; n > 0 {
				c.lon += (s.lon - c.lon) * float64(s.people) / float64(n)
				c.lat += (s.lat - c.lat) * float64(s.people) / float64(n)
				c.people = n
			}
		} else {
			d.cells[key] = &s
		}
	}
	for _, r := range readCSV(tb, filepath.Join(dir, "wb", "venues.csv.gz")) {
		s := spot{lon: number(r["lon"]), lat: number(r["lat"]), block: r["block_id"]}
		switch d := get(r["district_by_point"]); r["kind"] {
		case "panchayat_office":
			d.offices[s.block] = append(d.offices[s.block], s)
		case "school", "high_school", "college", "community_hall":
			d.venues = append(d.venues, s)
		}
	}
	out := map[string]*Instance{}
	for name, d := range all {
		if len(d.cells) > 0 && len(d.venues) > 0 {
			out[name] = instanceOf(slices.Collect(values(d.cells)), d.venues, d.offices, perDay)
		}
	}
	return out
}

func values(m map[[2]int]*spot) func(func(spot) bool) {
	return func(yield func(spot) bool) {
		for _, s := range m {
			if !yield(*s) {
				return
			}
		}
	}
}

func instanceOf(cells, venues []spot, offices map[string][]spot, perDay int64) *Instance {
	const reach, days, capacity = 2000 / 1.3, 45, 859
	order := func(a, b spot) int { return cmp.Or(cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon)) }
	slices.SortFunc(cells, order)
	slices.SortStableFunc(venues, order)
	in := &Instance{}
	blocks, groups := map[string]int32{}, map[string]int32{}
	groupPeople := map[int32]int64{}
	grid := map[[2]int][]int32{}
	people := int64(0)
	for i := range cells {
		c := &cells[i]
		if _, ok := blocks[c.block]; !ok {
			blocks[c.block] = int32(len(blocks))
			in.Blocks = append(in.Blocks, Block{})
		}
		name, near := c.block, math.Inf(1)
		for k, o := range offices[c.block] {
			if m := metres(*c, o); m < near {
				name, near = c.block+"/"+strconv.Itoa(k), m
			}
		}
		if _, ok := groups[name]; !ok {
			groups[name] = int32(len(groups))
			in.Groups = append(in.Groups, Group{Block: blocks[c.block], Min: 1, Max: days})
		}
		c.group = groups[name]
		groupPeople[c.group] += c.people
		people += c.people
		in.Demand = append(in.Demand, c.people*3/10)
		key := [2]int{int(c.lon * 50), int(c.lat * 50)}
		grid[key] = append(grid[key], int32(i))
	}
	in.Budget = (people + perDay - 1) / perDay
	blockPeople := make([]int64, len(in.Blocks))
	for g, n := range groupPeople {
		blockPeople[in.Groups[g].Block] += n
	}
	for b, n := range blockPeople {
		in.Blocks[b].Max = ((n/perDay+days-1)/days + 1) * days
	}
	in.SiteStart = []int32{0}
	for _, v := range venues {
		group, near := int32(0), math.Inf(1)
		var arcs []int32
		x, y := int(v.lon*50), int(v.lat*50)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, i := range grid[[2]int{x + dx, y + dy}] {
					m := metres(v, cells[i])
					if m <= reach {
						arcs = append(arcs, i)
					}
					if m < near {
						group, near = cells[i].group, m
					}
				}
			}
		}
		if len(arcs) == 0 {
			continue
		}
		slices.Sort(arcs)
		in.Sites = append(in.Sites, Site{Group: group, Cap: capacity, Max: days})
		in.ArcCell = append(in.ArcCell, arcs...)
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	return in
}
