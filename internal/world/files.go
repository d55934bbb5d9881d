package world

import (
	"context"
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// files are the outputs that every block adds to.
type files struct {
	settlements, venues, booths, teams, turnout, crew, work *table
	blocks, groups                                          *shapes
	roads                                                   *pbf
	closers                                                 []func() error
}

// Write makes a world of so many booths and writes it, block by block, through create. tell hears
// after each block how many of how many are done. Cost is linear in booths; memory holds one block.
func Write(ctx context.Context, create Create, booths int, seed uint64, tell func(done, total int)) (s Summary, err error) {
	w, err := draw(booths, seed)
	if err != nil {
		return s, err
	}
	out, err := openFiles(create)
	if err != nil {
		return s, errors.Join(err, out.close())
	}
	defer func() { err = errors.Join(err, out.close()) }()
	if err := w.writeFrame(create, &s); err != nil {
		return s, err
	}
	total := (booths + blockBooths - 1) / blockBooths
	people := make(map[string]int64)
	for d := range w.districts {
		for i := range w.districts[d].blocks {
			if err := ctx.Err(); err != nil {
				return s, err
			}
			b := &w.districts[d].blocks[i]
			w.settle(b)
			if err := out.block(w, b, &s); err != nil {
				return s, err
			}
			for _, p := range b.panchayats {
				people[w.districts[d].id] += p.people
			}
			b.panchayats = nil
			tell(b.number+1, total)
		}
	}
	return s, w.writeCensus(create, people)
}

func openFiles(create Create) (*files, error) {
	f := &files{}
	var errs []error
	tables := []struct {
		to     **table
		name   string
		header []string
	}{
		{&f.settlements, "settlements.csv.gz", []string{"hab_id", "name", "lon", "lat", "population", "district", "block_id", "block_name", "group_id", "panchayat"}},
		{&f.venues, "venues.csv.gz", []string{"venue_id", "kind", "name", "locality", "lon", "lat", "block_id", "group_id", "rural_urban", "capacity", "facilities"}},
		{&f.booths, "booths.csv.gz", []string{"booth_id", "name", "group_id", "lon", "lat", "people", "voters", "constituency"}},
		{&f.teams, "teams.csv", []string{"team_id", "name", "block", "days_off"}},
		{&f.turnout, "turnout.csv.gz", []string{"drive", "group", "date", "footfall", "applications_health", "applications_pension", "applications_caste_certificate"}},
		{&f.crew, "crews.csv", crewColumns},
		{&f.work, "works.csv.gz", workColumns},
	}
	for _, t := range tables {
		made, err := openTable(create, t.name, t.header...)
		if errs = append(errs, err); made != nil {
			*t.to = made
			f.closers = append(f.closers, made.close)
		}
	}
	for name, to := range map[string]**shapes{"blocks.geojson.gz": &f.blocks, "groups.geojson.gz": &f.groups} {
		made, err := openShapes(create, name)
		if errs = append(errs, err); made != nil {
			*to = made
			f.closers = append(f.closers, made.close)
		}
	}
	w, done, err := open(create, "roads.osm.pbf")
	if errs = append(errs, err); err == nil {
		f.closers = append(f.closers, done)
		f.roads, err = newPBF(w)
		errs = append(errs, err)
	}
	return f, errors.Join(errs...)
}

func (f *files) close() error {
	var errs []error
	for _, c := range f.closers {
		errs = append(errs, c())
	}
	return errors.Join(errs...)
}

// block writes a block and all that lies in it.
func (f *files) block(w *world, b *block, s *Summary) error {
	s.Blocks++
	errs := []error{
		f.blocks.add(b.id, map[string]any{"block_id": b.id, "name": b.name.en, "district": b.district.name.en, "kind": "block"}, ground(w.outline(b.cells()))),
		f.roads.add(w.roads(b)),
		f.blockTeams(w, b),
		f.crews(b),
		f.works(w, b),
	}
	for i := range b.panchayats {
		p := &b.panchayats[i]
		s.Panchayats++
		s.People += p.people
		s.Hamlets += len(p.hamlets)
		s.Venues += len(p.places)
		s.Booths += len(p.booths)
		errs = append(errs,
			f.groups.add(p.id, map[string]any{"group_id": p.id, "name": p.name.en, "name_bn": p.name.bn, "level": "gram_panchayat", "block_id": b.id}, ground([]orb.Ring{p.ring})),
			f.panchayat(w, b, p))
	}
	return errors.Join(errs...)
}

func (f *files) panchayat(w *world, b *block, p *panchayat) error {
	var errs []error
	for _, h := range p.hamlets {
		lon, lat := degrees(h.at)
		errs = append(errs, f.settlements.Write([]string{h.id, h.name.en, lon, lat, number(h.people), b.district.name.en, b.id, b.name.en, p.id, p.name.en}))
	}
	for _, v := range p.places {
		lon, lat := degrees(v.at)
		capacity := ""
		if v.capacity > 0 {
			capacity = number(int64(v.capacity))
		}
		errs = append(errs, f.venues.Write([]string{v.id, v.kind, v.name, v.locality, lon, lat, b.id, p.id, "rural", capacity, w.facilities(v)}))
	}
	for _, v := range p.booths {
		lon, lat := degrees(v.at)
		errs = append(errs, f.booths.Write([]string{v.id, v.name, p.id, lon, lat, number(v.people), number(v.people * 7 / 10), "AC " + b.id}))
	}
	return errors.Join(append(errs, f.past(w, b, p))...)
}

// past writes two camps of an earlier drive: more people of a small gram panchayat came.
func (f *files) past(w *world, b *block, p *panchayat) error {
	var errs []error
	for round := range int64(2) {
		h := w.mix(7, b.number, int(p.people), int(round))
		footfall := p.people * int64(110+h%90) / 1000
		day := firstDay() - 365 + planning.Day(b.number%20) + planning.Day(20*round)
		errs = append(errs, f.turnout.Write([]string{
			"Earlier drive", p.id, day.String(), number(footfall), number(footfall * 41 / 100), number(footfall * 23 / 100), number(footfall * 9 / 100),
		}))
	}
	return errors.Join(errs...)
}

// blockTeams writes the teams that the default drive would give the block, each with one day off.
func (f *files) blockTeams(w *world, b *block) error {
	drive := planning.DefaultDrive()
	var people int64
	for _, p := range b.panchayats {
		people += p.people
	}
	days := int64(drive.WorkingDays)
	campDays := (people + drive.PeoplePerCampDay - 1) / drive.PeoplePerCampDay
	var errs []error
	for k := range (campDays+days-1)/days + int64(drive.SpareTeams) {
		off := firstDay() + planning.Day(w.mix(8, b.number, int(k))%uint64(days))
		errs = append(errs, f.teams.Write([]string{fmt.Sprintf("%s-T%d", b.id, k+1), fmt.Sprintf("%s team %d", b.name.en, k+1), b.id, off.String()}))
	}
	return errors.Join(errs...)
}

func firstDay() planning.Day { return planning.DefaultDrive().FirstDay }
