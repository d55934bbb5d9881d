package ingest

import (
	"errors"
	"io/fs"
	"strings"

	"doorstep/planning"
)

// absences names what the folder lacks, what that costs and which rule is off for it.
func (im *importer) absences(venues []*place, towns []*town) []planning.Absence {
	var out []planning.Absence
	say := func(missing bool, what, cost string) {
		if missing {
			out = append(out, planning.Absence{What: what, Cost: cost})
		}
	}
	r := im.recipe
	have := func(file string) bool { return im.files[file] != "" }
	say(!have(r.Settlements.File), r.Settlements.File, "people are known only from booths and towns")
	say(!have(r.Venues.File), r.Venues.File, "there is no venue: no camp can be planned until some are added")
	say(!have(r.Towns.File), r.Towns.File, "town people are missing unless the settlements count them")
	if lost := lostTowns(towns); len(lost) > 0 {
		say(true, "districts of "+itoa(len(lost))+" towns", "nobody of "+strings.Join(lost, ", ")+" is counted, in whichever district they lie")
	}
	say(!have(r.Census.File), r.Census.File, "the share of people placed cannot be told, nor whether settlements count town people too")
	say(im.standIns > 0, "groups", itoa(im.standIns)+" gram panchayats and wards are stand-ins by the nearest panchayat office or by cell, estimated")
	say(!have(r.Booths.File), r.Booths.File, "nothing is told below the group")
	say(!have(r.Calendar.File), r.Calendar.File, "holidays, market days, exams and orders are not kept: only the weekly days off")
	say(!have(r.Teams.File), r.Teams.File, "teams are counted by the drive's rule, and no day off of a team is kept")
	say(!have(r.Turnout.File), r.Turnout.File, "every group is expected to come at the drive's one rate")
	say(im.drive == nil, r.Drive, "the default drive is used")
	known := false
	for _, v := range venues {
		known = known || v.capacity > 0
	}
	say(have(r.Venues.File) && !known, "venue capacity", "every venue takes as many as the drive's cap allows")
	say(!have(r.Water.File), r.Water.File, "rivers are not known: a walk across one counts like any other")
	say(have(r.Water.File) && !have(r.Crossings.File), r.Crossings.File, "no bridge or ferry is known: nobody gets over the water")
	for _, n := range r.NotYet {
		found, err := im.present(n.File)
		switch {
		case err != nil || !found:
			say(true, n.File, "no "+n.Uses)
		default:
			say(true, "use of "+n.File, "it is there but not used by the import: "+n.Uses)
		}
	}
	return out
}

// present says whether a file stands in the folder, gzipped or not.
func (im *importer) present(name string) (bool, error) {
	stem := strings.TrimSuffix(name, ".gz")
	for _, n := range []string{stem, stem + ".gz"} {
		_, err := fs.Stat(im.fsys, n)
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return false, nil
}
