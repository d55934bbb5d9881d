package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const grievanceColumns = `
	       at.id,
	       at.tracking,
	       at.category,
	       at.description,
	       at.name,
	       at.phone,
	       coalesce(at.camp::text, ''),
	       coalesce(at.issue_site::text, ''),
	       at.geom,
	       at.cell,
	       coalesce(at.area::text, ''),
	       at.state,
	       at.at`

func scanGrievance(row pgx.CollectableRow) (g casework.Grievance, err error) {
	err = row.Scan(&g.ID, &g.Tracking, &g.Category, &g.Description, &g.Name, &g.Phone, &g.Camp, &g.IssueSite, (*point)(&g.At), &g.Cell,
		&g.Area, &g.State, &g.Received)
	return g, err
}

const grievanceInsertSQL = `
	INSERT INTO grievance
	       (id, tracking, category, description, name, phone, camp, issue_site, geom, cell, area, state, at, request)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

// FileGrievance runs casework.File against the stored camp and issue site and keeps what it decides,
// once per key and once per id that the client minted.
func (s *Store) FileGrievance(ctx context.Context, by casework.Actor, k casework.Key, c casework.Complaint) (_ casework.Grievance, err error) {
	defer fault.Wrap(&err, "store.FileGrievance")
	if err := c.Check(); err != nil {
		return casework.Grievance{}, err
	}
	m, err := s.mint()
	if err != nil {
		return casework.Grievance{}, err
	}
	asked := c.Content()
	return once(ctx, s, k, func(tx pgx.Tx) (casework.Grievance, error) {
		if again, err := seen(ctx, tx, "grievance", c.ID, grievanceSeenSQL, asked); err != nil {
			return casework.Grievance{}, err
		} else if again {
			return grievanceOf(ctx, tx, c.ID)
		}
		var camp *planning.CampRecord
		var site *casework.IssueSite
		if c.Camp != "" {
			at, err := campOf(ctx, tx, c.Camp, campSQL)
			if err != nil {
				return casework.Grievance{}, err
			}
			camp = &at
		}
		if c.IssueSite != "" {
			at, err := issueSiteOf(ctx, tx, c.IssueSite, issueSiteSQL)
			if err != nil {
				return casework.Grievance{}, err
			}
			site = &at
		}
		g, err := casework.File(c, camp, site, m)
		if err != nil {
			return g, err
		}
		if g.Area, err = areaAt(ctx, tx, located{g.At, g.Cell}); err != nil {
			return g, err
		}
		if err := insertGrievance(ctx, tx, g, asked); err != nil {
			return g, err
		}
		return g, s.audit(ctx, tx, by, "grievance.create", "grievance", g.ID, map[string]any{"category": g.Category})
	})
}

func insertGrievance(ctx context.Context, tx pgx.Tx, g casework.Grievance, asked casework.Content) error {
	id, err := key("grievance", g.ID)
	if err != nil {
		return err
	}
	camp, err := keyOrNull("camp", string(g.Camp))
	if err != nil {
		return err
	}
	site, err := keyOrNull("issue_site", g.IssueSite)
	if err != nil {
		return err
	}
	area, err := keyOrNull("area", string(g.Area))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, grievanceInsertSQL, id, g.Tracking, g.Category, g.Description, g.Name, g.Phone, camp, site,
		point(g.At), int64(g.Cell), area, g.State, g.Received, asked[:])
	return err
}

const grievanceSQL = `
	SELECT` + grievanceColumns + `
	FROM   grievance at
	WHERE  at.id = $1`

// Grievance gives one grievance: grievance.missing where there is none.
func (s *Store) Grievance(ctx context.Context, id string) (g casework.Grievance, err error) {
	defer fault.Wrap(&err, "store.Grievance(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		g, err = grievanceOf(ctx, tx, id)
		return err
	})
	return g, err
}

func grievanceOf(ctx context.Context, tx pgx.Tx, id string) (casework.Grievance, error) {
	k, err := key("grievance", id)
	if err != nil {
		return casework.Grievance{}, err
	}
	return only(ctx, tx, "grievance", id, scanGrievance, grievanceSQL, k)
}

const grievancesSQL = `
	SELECT` + grievanceColumns + `
	FROM   grievance at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    ($13::uuid IS NULL OR at.camp = $13)
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const grievancesOnMapSQL = `
	SELECT` + grievanceColumns + `
	FROM   unnest($14::bigint[], $15::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT at.* FROM grievance at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    ($13::uuid IS NULL OR at.camp = $13)
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

// Grievances lists grievances by id.
func (s *Store) Grievances(ctx context.Context, q casework.Query) (list []casework.Grievance, err error) {
	defer fault.Wrap(&err, "store.Grievances")
	return cases(ctx, s, q, scanGrievance, grievancesOnMapSQL, grievancesSQL)
}
