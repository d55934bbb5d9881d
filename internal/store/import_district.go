package store

import (
	"context"
	"slices"

	"doorstep/planning"
)

// districtsOf are the districts of an import, and what else its towns and counts name as one: the sets
// below are replaced for each of them.
func districtsOf(g planning.Gazetteer) (ids [][16]byte, err error) {
	named := []planning.AreaID{}
	for _, a := range g.Areas {
		if a.Level == planning.LevelDistrict {
			named = append(named, a.ID)
		}
	}
	for _, t := range g.Towns {
		named = append(named, t.District)
	}
	for _, c := range g.Census {
		named = append(named, c.District)
	}
	slices.Sort(named)
	for _, d := range slices.Compact(named) {
		id, err := key("area", string(d))
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

const importTownsSQL = `
	SELECT name,
	       district,
	       people,
	       placed,
	       reason
	FROM   town
	WHERE  district = ANY ($1::uuid[])`

const importTownPutSQL = `
	INSERT INTO town
	       (district, name, people, placed, reason)
	VALUES ($1, $2, $3, $4, $5)
	ON     CONFLICT (district, name) DO UPDATE
	SET    people = excluded.people,
	       placed = excluded.placed,
	       reason = excluded.reason`

const importTownDeleteSQL = `
	DELETE FROM town
	WHERE  district = $1
	AND    name = $2`

type townKey struct {
	district planning.AreaID
	name     string
}

func (im *importer) towns(ctx context.Context, g planning.Gazetteer) error {
	districts, err := districtsOf(g)
	if err != nil || len(districts) == 0 {
		return err
	}
	old, err := collect(ctx, im.tx, scanTown, importTownsSQL, districts)
	if err != nil {
		return err
	}
	stored, rows := map[townKey]planning.Town{}, map[townKey]planning.Town{}
	for _, t := range old {
		stored[townKey{t.District, t.Name}] = t
	}
	keys := make([]townKey, len(g.Towns))
	for i, t := range g.Towns {
		keys[i] = townKey{t.District, t.Name}
		rows[keys[i]] = t
	}
	put := func(_ townKey, t planning.Town) error {
		district, err := key("area", string(t.District))
		if err != nil {
			return err
		}
		_, err = im.tx.Exec(ctx, importTownPutSQL, district, t.Name, t.People, t.Placed, t.Reason)
		return err
	}
	count, err := set[townKey, planning.Town]{
		noun: "towns", stored: stored, created: put, changed: put,
		same: func(a, b planning.Town) bool { return a == b },
		removed: func(k townKey, _ planning.Town) error {
			district, err := key("area", string(k.district))
			if err != nil {
				return err
			}
			_, err = im.tx.Exec(ctx, importTownDeleteSQL, district, k.name)
			return err
		},
	}.replace(keys, rows)
	im.done(count)
	return err
}

const importCensusSQL = `
	SELECT district,
	       people,
	       year,
	       source
	FROM   census_count
	WHERE  district = ANY ($1::uuid[])`

const importCensusPutSQL = `
	INSERT INTO census_count
	       (district, year, people, source)
	VALUES ($1, $2, $3, $4)
	ON     CONFLICT (district, year) DO UPDATE
	SET    people = excluded.people,
	       source = excluded.source`

const importCensusDeleteSQL = `
	DELETE FROM census_count
	WHERE  district = $1
	AND    year = $2`

type censusKey struct {
	district planning.AreaID
	year     int
}

func (im *importer) census(ctx context.Context, g planning.Gazetteer) error {
	districts, err := districtsOf(g)
	if err != nil || len(districts) == 0 {
		return err
	}
	old, err := collect(ctx, im.tx, scanCensus, importCensusSQL, districts)
	if err != nil {
		return err
	}
	stored, rows := map[censusKey]planning.CensusCount{}, map[censusKey]planning.CensusCount{}
	for _, c := range old {
		stored[censusKey{c.District, c.Year}] = c
	}
	keys := make([]censusKey, len(g.Census))
	for i, c := range g.Census {
		keys[i] = censusKey{c.District, c.Year}
		rows[keys[i]] = c
	}
	put := func(_ censusKey, c planning.CensusCount) error {
		district, err := key("area", string(c.District))
		if err != nil {
			return err
		}
		_, err = im.tx.Exec(ctx, importCensusPutSQL, district, c.Year, c.People, c.Source)
		return err
	}
	count, err := set[censusKey, planning.CensusCount]{
		noun: "census", stored: stored, created: put, changed: put,
		same: func(a, b planning.CensusCount) bool { return a == b },
		removed: func(k censusKey, _ planning.CensusCount) error {
			district, err := key("area", string(k.district))
			if err != nil {
				return err
			}
			_, err = im.tx.Exec(ctx, importCensusDeleteSQL, district, k.year)
			return err
		},
	}.replace(keys, rows)
	im.done(count)
	return err
}

const importAbsencesDeleteSQL = `
	DELETE FROM absence
	WHERE  district = ANY ($1::uuid[])`

const importAbsencesPutSQL = `
	INSERT INTO absence
	       (district, what, cost)
	SELECT d, w, c
	FROM   unnest($1::uuid[]) AS d,
	       unnest($2::text[], $3::text[]) AS said(w, c)
	ON     CONFLICT (district, what) DO NOTHING`

// absences keeps what the source lacks beside each of its districts. They are a remark on the import:
// written anew each time, and not counted.
func (im *importer) absences(ctx context.Context, g planning.Gazetteer) error {
	districts, err := districtsOf(g)
	if err != nil || len(districts) == 0 {
		return err
	}
	what, cost := []string{}, []string{}
	for _, a := range g.Absent {
		what, cost = append(what, a.What), append(cost, a.Cost)
	}
	if _, err := im.tx.Exec(ctx, importAbsencesDeleteSQL, districts); err != nil {
		return err
	}
	_, err = im.tx.Exec(ctx, importAbsencesPutSQL, districts, what, cost)
	return err
}
