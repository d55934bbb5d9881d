package store

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func (im *importer) drive(ctx context.Context, g planning.Gazetteer) error {
	if g.Drive == nil {
		return nil
	}
	count := planning.NounCount{Noun: "drives"}
	args, err := driveArgs(*g.Drive)
	if err != nil {
		return err
	}
	old, err := driveOf(ctx, im.tx, g.Drive.ID)
	switch {
	case fault.CodeOf(err) == "drive.missing":
		count.Created++
		_, err = im.tx.Exec(ctx, driveInsertSQL, append(args, im.store.now())...)
	case err == nil && sameDrive(old, *g.Drive):
		count.Unchanged++
	case err == nil:
		count.Changed++
		_, err = im.tx.Exec(ctx, driveUpdateSQL, args...)
	}
	im.done(count)
	return err
}

func sameDrive(a, b planning.Drive) bool {
	a.WeeklyOff, b.WeeklyOff = append([]int{}, a.WeeklyOff...), append([]int{}, b.WeeklyOff...)
	x, errX := json.Marshal(a) // an empty list is as good as none
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// set compares what is stored of a set with what the import says of it, row by row.
type set[K comparable, V any] struct {
	noun    string
	stored  map[K]V
	same    func(a, b V) bool
	created func(K, V) error
	changed func(K, V) error
	removed func(K, V) error
}

// replace makes the stored set what rows say; a row that is given twice counts once.
func (s set[K, V]) replace(keys []K, rows map[K]V) (planning.NounCount, error) {
	count := planning.NounCount{Noun: s.noun}
	for k, old := range s.stored {
		if _, still := rows[k]; !still {
			count.Removed++
			if err := s.removed(k, old); err != nil {
				return count, err
			}
		}
	}
	seen := map[K]bool{}
	for _, k := range keys {
		if seen[k] {
			continue
		}
		seen[k] = true
		old, there := s.stored[k]
		var err error
		switch {
		case !there:
			count.Created++
			err = s.created(k, rows[k])
		case !s.same(old, rows[k]):
			count.Changed++
			err = s.changed(k, rows[k])
		default:
			count.Unchanged++
		}
		if err != nil {
			return count, err
		}
	}
	return count, nil
}

// closureKey is a closure without its source and order: what closure_once holds unique.
func closureKey(c planning.Closure) planning.Closure {
	c.Source, c.OrderKind, c.Number = "", "", ""
	return c
}

const importClosureSourceSQL = `
	UPDATE closure
	SET    source = $7,
	       order_kind = $8,
	       number = $9
	WHERE  drive = $1
	AND    day = $2
	AND    kind = $3
	AND    area IS NOT DISTINCT FROM $4
	AND    venue IS NOT DISTINCT FROM $5
	AND    venue_kind = $6`

func (im *importer) closures(ctx context.Context, g planning.Gazetteer) error {
	if g.Drive == nil {
		return nil
	}
	old, err := closuresOf(ctx, im.tx, g.Drive.ID)
	if err != nil {
		return err
	}
	stored, rows := map[planning.Closure]planning.Closure{}, map[planning.Closure]planning.Closure{}
	for _, c := range old {
		stored[closureKey(c)] = c
	}
	keys := make([]planning.Closure, len(g.Closures))
	for i, c := range g.Closures {
		keys[i] = closureKey(c)
		rows[keys[i]] = c
	}
	add := func(_, c planning.Closure) error { return insertClosure(ctx, im.tx, g.Drive.ID, c) }
	count, err := set[planning.Closure, planning.Closure]{
		noun: "closures", stored: stored, created: add,
		same: func(a, b planning.Closure) bool { return a == b },
		changed: func(_, c planning.Closure) error {
			args, err := closureArgs(g.Drive.ID, c)
			if err != nil {
				return err
			}
			_, err = im.tx.Exec(ctx, importClosureSourceSQL, append(args, c.Source, c.OrderKind, c.Number)...)
			return err
		},
		removed: func(_, c planning.Closure) error { return deleteClosure(ctx, im.tx, g.Drive.ID, c) },
	}.replace(keys, rows)
	im.done(count)
	return err
}

const importTeamsSQL = `
	SELECT t.id,
	       t.name,
	       t.block,
	       t.days_off
	FROM   team t
	WHERE  t.drive = $1`

const importTeamInsertSQL = `
	INSERT INTO team
	       (id, drive, block, name, days_off)
	VALUES ($1, $2, $3, $4, $5)`

const importTeamUpdateSQL = `
	UPDATE team
	SET    drive = $2,
	       block = $3,
	       name = $4,
	       days_off = $5
	WHERE  id = $1`

const importTeamDeleteSQL = `
	DELETE FROM team
	WHERE  id = $1`

func (im *importer) teams(ctx context.Context, g planning.Gazetteer) error {
	if g.Drive == nil {
		return nil
	}
	drive, err := key("drive", string(g.Drive.ID))
	if err != nil {
		return err
	}
	old, err := collect(ctx, im.tx, scanTeam, importTeamsSQL, drive)
	if err != nil {
		return err
	}
	stored, rows := map[planning.TeamID]planning.Team{}, map[planning.TeamID]planning.Team{}
	for _, t := range old {
		stored[t.ID] = t
	}
	keys := make([]planning.TeamID, len(g.Teams))
	for i, t := range g.Teams {
		keys[i] = t.ID
		rows[t.ID] = t
	}
	keep := func(sql string) func(planning.TeamID, planning.Team) error {
		return func(_ planning.TeamID, t planning.Team) error {
			id, err := key("team", string(t.ID))
			if err != nil {
				return err
			}
			block, err := key("area", string(t.Block))
			if err != nil {
				return err
			}
			_, err = im.tx.Exec(ctx, sql, id, drive, block, t.Name, days(t.DaysOff))
			return err
		}
	}
	count, err := set[planning.TeamID, planning.Team]{
		noun: "teams", stored: stored, created: keep(importTeamInsertSQL), changed: keep(importTeamUpdateSQL),
		same: func(a, b planning.Team) bool {
			return a.Name == b.Name && a.Block == b.Block && reflect.DeepEqual(days(a.DaysOff), days(b.DaysOff))
		},
		removed: func(id planning.TeamID, _ planning.Team) error {
			k, err := key("team", string(id))
			if err != nil {
				return err
			}
			_, err = im.tx.Exec(ctx, importTeamDeleteSQL, k)
			return err
		},
	}.replace(keys, rows)
	im.done(count)
	return err
}

const importPastCampsSQL = `
	SELECT id,
	       footfall,
	       applications
	FROM   past_camp
	WHERE  drive_name = ANY ($1::text[])`

const importPastCampInsertSQL = `
	INSERT INTO past_camp
	       (id, drive_name, camp_group, day, footfall, applications)
	VALUES ($1, $2, $3, $4, $5, $6)`

const importPastCampUpdateSQL = `
	UPDATE past_camp
	SET    footfall = $2,
	       applications = $3
	WHERE  id = $1`

const importPastCampDeleteSQL = `
	DELETE FROM past_camp
	WHERE  id = $1`

// pastCamps replaces the camps of each earlier drive that is named. Their ids are derived from drive,
// group, day and a running number, for a group may have had two camps on one day.
func (im *importer) pastCamps(ctx context.Context, g planning.Gazetteer) error {
	drives := sourcesOf(g.PastCamps, func(c planning.PastCamp) string { return c.Drive })
	found, err := im.tx.Query(ctx, importPastCampsSQL, drives)
	if err != nil {
		return err
	}
	stored, rows := map[[16]byte]planning.PastCamp{}, map[[16]byte]planning.PastCamp{}
	var id [16]byte
	var c planning.PastCamp
	if _, err := pgx.ForEachRow(found, []any{&id, &c.Footfall, &c.Applications}, func() error {
		stored[id], c = c, planning.PastCamp{}
		return nil
	}); err != nil {
		return err
	}
	nth, keys := map[string]int{}, make([][16]byte, len(g.PastCamps))
	for i, c := range g.PastCamps {
		name := string(c.Group) + "/" + c.Day.String()
		nth[c.Drive+"/"+name]++
		k, err := key("past_camp", planning.ImportedID(c.Drive, "past_camp", name+"/"+strconv.Itoa(nth[c.Drive+"/"+name])))
		if err != nil {
			return err
		}
		keys[i], rows[k] = k, c
	}
	count, err := set[[16]byte, planning.PastCamp]{
		noun: "past_camps", stored: stored,
		same: func(a, b planning.PastCamp) bool {
			return a.Footfall == b.Footfall && len(a.Applications) == len(b.Applications) && (len(a.Applications) == 0 || reflect.DeepEqual(a.Applications, b.Applications))
		},
		created: func(id [16]byte, c planning.PastCamp) error {
			group, err := key("area", string(c.Group))
			if err != nil {
				return err
			}
			text, err := applications(c)
			if err != nil {
				return err
			}
			_, err = im.tx.Exec(ctx, importPastCampInsertSQL, id, c.Drive, group, c.Day.Time(), c.Footfall, text)
			return err
		},
		changed: func(id [16]byte, c planning.PastCamp) error {
			text, err := applications(c)
			if err != nil {
				return err
			}
			_, err = im.tx.Exec(ctx, importPastCampUpdateSQL, id, c.Footfall, text)
			return err
		},
		removed: func(id [16]byte, _ planning.PastCamp) error {
			_, err := im.tx.Exec(ctx, importPastCampDeleteSQL, id)
			return err
		},
	}.replace(keys, rows)
	im.done(count)
	return err
}

// applications writes a past camp's applications by scheme.
func applications(c planning.PastCamp) ([]byte, error) {
	if c.Applications == nil {
		return []byte("{}"), nil
	}
	return json.Marshal(c.Applications)
}
