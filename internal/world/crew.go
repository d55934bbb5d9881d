package world

import (
	"errors"
	"fmt"
	"strings"
)

// blockCrews is how many crews a block has.
const blockCrews = 2

// Skills of the crews, and what is mended with each.
var (
	crewSkills = [blockCrews]string{"masonry|plumbing|survey", "electrical|masonry|plumbing"}
	mended     = [...]struct{ skill, what string }{{"masonry", "Culvert"}, {"plumbing", "Hand pump"}, {"electrical", "Street light"}}
)

// crews writes the block's crews, all from the block office.
func (f *files) crews(b *block) error {
	base := b.office()
	lon, lat := degrees(base.at)
	var errs []error
	for k := range blockCrews {
		errs = append(errs, f.crew.Write([]string{
			fmt.Sprintf("%s-C%d", b.id, k+1), fmt.Sprintf("%s crew %d", b.name.en, k+1), b.id, lon, lat, base.name, "car", crewSkills[k], "ladder",
			"09:00", "18:00", "Sun", "30", "12:30", "14:30", "30",
		}))
	}
	return errors.Join(errs...)
}

// office is where the block's crews start and fetch what they need: the block office, else the first venue.
func (b *block) office() place {
	first := b.panchayats[0].places
	for _, v := range first {
		if v.kind == "block_office" {
			return v
		}
	}
	return first[0]
}

// works writes one work a gram panchayat, at one of its hamlets: some with hours, some after another, some for two
// crews, some with material to fetch, and of every ten blocks one that wants a crane, which no crew has. None has a first
// or a due day, as nobody knows when the world is planned.
func (f *files) works(w *world, b *block) error {
	kinds := [...]string{"repair", "inspection", "feasibility", "verification"}
	var errs []error
	id := func(i int) string { return fmt.Sprintf("%s-K%02d", b.id, i+1) }
	for i := range b.panchayats {
		p := &b.panchayats[i]
		h := w.mix(12, b.number, i)
		hamlet, m := p.hamlets[h%uint64(len(p.hamlets))], mended[h/64%uint64(len(mended))]
		lon, lat := degrees(hamlet.at)
		row := map[string]string{
			"work_id": id(i), "name": m.what + ", " + hamlet.name.en, "kind": kinds[h/256%uint64(len(kinds))], "stage": "sanctioned", "area": p.id, "lon": lon, "lat": lat,
			"minutes": number(int64(30 + 15*(h/1024%5))), "skills": m.skill, "crews": "1", "priority": number(int64(1 + h/8192%5)), "people": number(hamlet.people), "bring": "Form " + number(int64(1+h/65536%7)) + "|Measuring tape",
		}
		switch (i + b.number) % 8 {
		case 2:
			row["windows"] = "10:30-13:00"
		case 3:
			if i > 0 {
				row["after"] = id(i-1) + "+1"
			}
		case 5:
			row["pick_up_lon"], row["pick_up_lat"] = degrees(b.office().at)
			row["pick_up_name"], row["pick_up_minutes"], row["pick_up_what"] = "Store of "+b.name.en, "10", "cement"
		case 6:
			row["crews"] = number(int64(1 + h/1048576%2))
		}
		if i == 0 && b.number%10 == 0 {
			row["equipment"] = "crane"
		}
		cells := make([]string, 0, len(workColumns))
		for _, c := range workColumns {
			cells = append(cells, row[c])
		}
		errs = append(errs, f.work.Write(cells))
	}
	return errors.Join(errs...)
}

var (
	crewColumns = strings.Fields("crew_id name area lon lat base profile skills equipment from to weekly_off break_minutes break_from break_to overtime_minutes")
	workColumns = strings.Fields("work_id name kind stage area lon lat minutes skills equipment crews windows priority people after " +
		"pick_up_lon pick_up_lat pick_up_name pick_up_minutes pick_up_what bring")
)
