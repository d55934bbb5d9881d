package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const driveColumns = `
	       d.id,
	       d.name,
	       d.first_day,
	       d.working_days,
	       d.weekly_off,
	       d.cap_per_camp_day,
	       d.people_per_camp_day,
	       d.turnout_permille,
	       d.turnout_source,
	       d.threshold_m,
	       d.detour_permille,
	       d.detour_source,
	       d.spare_teams,
	       d.camp_days,
	       d.rules`

func scanDrive(row pgx.CollectableRow) (d planning.Drive, err error) {
	err = row.Scan(&d.ID, &d.Name, (*day)(&d.FirstDay), &d.WorkingDays, &d.WeeklyOff, &d.CapPerCampDay, &d.PeoplePerCampDay,
		&d.TurnoutPermille, &d.TurnoutSource, &d.Threshold, &d.DetourPermille, &d.DetourSource, &d.SpareTeams, &d.CampDays, &d.Rules)
	return d, err
}

const drivesSQL = `
	SELECT` + driveColumns + `
	FROM   drive d
	WHERE  d.id > $1
	ORDER  BY d.id
	LIMIT  $2`

// Drives lists the drives by id.
func (s *Store) Drives(ctx context.Context, page planning.Page) (list []planning.Drive, err error) {
	defer fault.Wrap(&err, "store.Drives")
	after, err := afterOf(page)
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		list, err = collect(ctx, tx, scanDrive, drivesSQL, after, limitOf(page))
		return err
	})
	return list, err
}

const driveSQL = `
	SELECT` + driveColumns + `
	FROM   drive d
	WHERE  d.id = $1`

// Drive gives one drive: drive.missing where there is none.
func (s *Store) Drive(ctx context.Context, id planning.DriveID) (d planning.Drive, err error) {
	defer fault.Wrap(&err, "store.Drive(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		d, err = driveOf(ctx, tx, id)
		return err
	})
	return d, err
}

func driveOf(ctx context.Context, tx pgx.Tx, id planning.DriveID) (planning.Drive, error) {
	k, err := key("drive", string(id))
	if err != nil {
		return planning.Drive{}, err
	}
	return only(ctx, tx, "drive", string(id), scanDrive, driveSQL, k)
}

const driveInsertSQL = `
	INSERT INTO drive
	       (id, name, first_day, working_days, weekly_off, cap_per_camp_day, people_per_camp_day, turnout_permille,
	        turnout_source, threshold_m, detour_permille, detour_source, spare_teams, camp_days, rules,
	        created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`

const driveUpdateSQL = `
	UPDATE drive
	SET    name = $2,
	       first_day = $3,
	       working_days = $4,
	       weekly_off = $5,
	       cap_per_camp_day = $6,
	       people_per_camp_day = $7,
	       turnout_permille = $8,
	       turnout_source = $9,
	       threshold_m = $10,
	       detour_permille = $11,
	       detour_source = $12,
	       spare_teams = $13,
	       camp_days = $14,
	       rules = $15,
	       version = version + 1
	WHERE  id = $1`

// driveArgs are $1 to $15 of the two statements above.
func driveArgs(d planning.Drive) ([]any, error) {
	id, err := key("drive", string(d.ID))
	off := make([]int32, len(d.WeeklyOff))
	for i, w := range d.WeeklyOff {
		off[i] = int32(w)
	}
	return []any{
		id, d.Name, d.FirstDay.Time(), d.WorkingDays, off, d.CapPerCampDay, d.PeoplePerCampDay, d.TurnoutPermille,
		d.TurnoutSource, d.Threshold, d.DetourPermille, d.DetourSource, d.SpareTeams, d.CampDays, d.Rules,
	}, err
}

// CreateDrive keeps a drive with its closures, once per key.
func (s *Store) CreateDrive(ctx context.Context, by casework.Actor, k casework.Key, d planning.Drive, closures []planning.Closure) (out planning.Drive, err error) {
	defer fault.Wrap(&err, "store.CreateDrive")
	if err := d.Check(); err != nil {
		return out, err
	}
	if d.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		d.ID = planning.DriveID(id)
	}
	args, err := driveArgs(d)
	if err != nil {
		return out, err
	}
	return once(ctx, s, k, func(tx pgx.Tx) (planning.Drive, error) {
		if _, err := tx.Exec(ctx, driveInsertSQL, append(args, s.now())...); err != nil {
			return d, err
		}
		for _, c := range closures {
			if err := insertClosure(ctx, tx, d.ID, c); err != nil {
				return d, err
			}
		}
		return d, s.audit(ctx, tx, by, "drive.create", "drive", string(d.ID), map[string]any{"closures": len(closures)})
	})
}
