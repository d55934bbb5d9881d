package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const registrationColumns = `
	       g.id,
	       g.camp,
	       g.applicant,
	       g.name,
	       g.phone,
	       g.scheme,
	       g.cell,
	       v.geom,
	       coalesce(g.area::text, ''),
	       g.state,
	       g.tracking,
	       g.taken_at,
	       g.at`

// A registration stands where its camp's venue does.
const registrationFromSQL = `
	FROM   registration g
	JOIN   camp c ON c.id = g.camp
	JOIN   venue v ON v.id = c.venue`

func scanRegistration(row pgx.CollectableRow) (r casework.Registration, err error) {
	err = row.Scan(&r.ID, &r.Camp, &r.Applicant, &r.Name, &r.Phone, &r.Scheme, &r.Cell, (*point)(&r.At), &r.Area, &r.State,
		&r.Tracking, &r.TakenAt, &r.Received)
	return r, err
}

const registrationsOfSQL = `
	SELECT` + registrationColumns + registrationFromSQL + `
	WHERE  g.applicant = $1`

const registrationInsertSQL = `
	INSERT INTO registration
	       (id, camp, applicant, name, phone, scheme, cell, area, state, tracking, taken_at, at, request)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`

// Register runs casework.Register against the stored camp and keeps what it decides, once per key and
// once per id that the client minted.
// Two who register one person for one scheme at once: the later gets registration.duplicate.
func (s *Store) Register(ctx context.Context, by casework.Actor, k casework.Key, camp planning.CampID, app casework.Application) (_ casework.Registration, err error) {
	defer fault.Wrap(&err, "store.Register(camp %s)", camp)
	if err := app.Check(); err != nil {
		return casework.Registration{}, err
	}
	m, err := s.mint()
	if err != nil {
		return casework.Registration{}, err
	}
	asked := app.Content(camp)
	return once(ctx, s, k, func(tx pgx.Tx) (casework.Registration, error) {
		if again, err := seen(ctx, tx, "registration", app.ID, registrationSeenSQL, asked); err != nil {
			return casework.Registration{}, err
		} else if again {
			return registrationOf(ctx, tx, app.ID)
		}
		at, err := campOf(ctx, tx, camp, campForShareSQL)
		if err != nil {
			return casework.Registration{}, err
		}
		instead, err := campsInstead(ctx, tx, at)
		if err != nil {
			return casework.Registration{}, err
		}
		var history []casework.Registration
		if app.Applicant != "" {
			applicant, err := uuid.Parse(app.Applicant)
			if err != nil {
				return casework.Registration{}, err // not after Check
			}
			if history, err = collect(ctx, tx, scanRegistration, registrationsOfSQL, [16]byte(applicant)); err != nil {
				return casework.Registration{}, err
			}
		}
		r, err := casework.Register(at, instead, history, app, m)
		if err != nil {
			return r, err
		}
		if r.Area, err = areaAt(ctx, tx, located{r.At, r.Cell}); err != nil {
			return r, err
		}
		if err := insertRegistration(ctx, tx, r, asked); err != nil {
			return r, err
		}
		return r, s.audit(ctx, tx, by, "registration.create", "registration", r.ID, map[string]any{"camp": r.Camp, "scheme": r.Scheme})
	})
}

func insertRegistration(ctx context.Context, tx pgx.Tx, r casework.Registration, asked casework.Content) error {
	id, err := key("registration", r.ID)
	if err != nil {
		return err
	}
	camp, err := key("camp", string(r.Camp))
	if err != nil {
		return err
	}
	applicant, err := key("applicant", r.Applicant)
	if err != nil {
		return err
	}
	area, err := keyOrNull("area", string(r.Area))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, registrationInsertSQL, id, camp, applicant, r.Name, r.Phone, r.Scheme, int64(r.Cell), area, r.State, r.Tracking,
		r.TakenAt, r.Received, asked[:])
	return err
}

const registrationSQL = `
	SELECT` + registrationColumns + registrationFromSQL + `
	WHERE  g.id = $1`

// Registration gives one registration: registration.missing where there is none.
func (s *Store) Registration(ctx context.Context, id string) (r casework.Registration, err error) {
	defer fault.Wrap(&err, "store.Registration(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		r, err = registrationOf(ctx, tx, id)
		return err
	})
	return r, err
}

func registrationOf(ctx context.Context, tx pgx.Tx, id string) (casework.Registration, error) {
	k, err := key("registration", id)
	if err != nil {
		return casework.Registration{}, err
	}
	return only(ctx, tx, "registration", id, scanRegistration, registrationSQL, k)
}

// The row's place is its own cell and area with its venue's point.
const registrationPlaceSQL = `
	JOIN   LATERAL (SELECT g.cell, g.area, v.geom) AS at ON true`

const registrationsSQL = `
	SELECT` + registrationColumns + registrationFromSQL + registrationPlaceSQL + `
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    ($13::uuid IS NULL OR g.camp = $13)
	AND    g.id > $11
	ORDER  BY g.id
	LIMIT  $12`

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const registrationsOnMapSQL = `
	SELECT` + registrationColumns + `
	FROM   unnest($14::bigint[], $15::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT g.* FROM registration g WHERE g.cell BETWEEN r.lo AND r.hi OFFSET 0) AS g
	JOIN   camp c ON c.id = g.camp
	JOIN   venue v ON v.id = c.venue` + registrationPlaceSQL + `
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    ($13::uuid IS NULL OR g.camp = $13)
	AND    g.id > $11
	ORDER  BY g.id
	LIMIT  $12`

// Registrations lists registrations by id.
func (s *Store) Registrations(ctx context.Context, q casework.Query) (list []casework.Registration, err error) {
	defer fault.Wrap(&err, "store.Registrations")
	return cases(ctx, s, q, scanRegistration, registrationsOnMapSQL, registrationsSQL)
}

// cases lists the cases of one noun.
func cases[T any](ctx context.Context, s *Store, q casework.Query, scan pgx.RowToFunc[T], onMap, plain string) (list []T, err error) {
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	camp, err := keyOrNull("camp", string(q.Camp))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		place, err := placeOf(ctx, tx, q.Place)
		if err != nil {
			return err
		}
		sql, args := place.choose(onMap, plain, after, limitOf(q.Page), camp)
		list, err = collect(ctx, tx, scan, sql, args...)
		return err
	})
	return list, err
}
