package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

const issueSiteColumns = `
	       at.id,
	       at.tracking,
	       at.category,
	       at.description,
	       at.geom,
	       at.cell,
	       at.radius_m,
	       coalesce(at.area::text, ''),
	       at.state,
	       at.at,
	       at.version`

func scanIssueSite(row pgx.CollectableRow) (s casework.IssueSite, err error) {
	err = row.Scan(&s.ID, &s.Tracking, &s.Category, &s.Description, (*point)(&s.At), &s.Cell, &s.Radius, &s.Area, &s.State,
		&s.Received, &s.Version)
	return s, err
}

const issueSiteInsertSQL = `
	INSERT INTO issue_site
	       (id, tracking, category, description, geom, cell, radius_m, area, state, at, version, request)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

const issueSiteFixInsertSQL = `
	INSERT INTO issue_site_fix
	       (id, issue_site, geom, accuracy_m, source, taken_at, taken_by)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`

// ReportIssueSite runs casework.Report and keeps what it decides, with the fixes, once per key and
// once per id that the client minted.
func (s *Store) ReportIssueSite(ctx context.Context, by casework.Actor, k casework.Key, sighting casework.Sighting) (_ casework.IssueSite, err error) {
	defer fault.Wrap(&err, "store.ReportIssueSite")
	if err := sighting.Check(); err != nil {
		return casework.IssueSite{}, err
	}
	m, err := s.mint()
	if err != nil {
		return casework.IssueSite{}, err
	}
	asked := sighting.Content()
	if sighting.Fixes, err = signed(sighting.Fixes, by, s.now()); err != nil {
		return casework.IssueSite{}, err
	}
	site, err := casework.Report(sighting, m)
	if err != nil {
		return site, err
	}
	return once(ctx, s, k, func(tx pgx.Tx) (casework.IssueSite, error) {
		if again, err := seen(ctx, tx, "issue_site", sighting.ID, issueSiteSeenSQL, asked); err != nil {
			return site, err
		} else if again {
			return issueSiteOf(ctx, tx, sighting.ID, issueSiteSQL)
		}
		if site.Area, err = areaAt(ctx, tx, located{site.At, site.Cell}); err != nil {
			return site, err
		}
		id, err := key("issue_site", site.ID)
		if err != nil {
			return site, err
		}
		area, err := keyOrNull("area", string(site.Area))
		if err != nil {
			return site, err
		}
		if _, err := tx.Exec(ctx, issueSiteInsertSQL, id, site.Tracking, site.Category, site.Description, point(site.At), int64(site.Cell),
			float64(site.Radius), area, site.State, site.Received, site.Version, asked[:]); err != nil {
			return site, err
		}
		if err := insertFixes(ctx, tx, issueSiteFixInsertSQL, "issue_site", site.ID, site.Fixes); err != nil {
			return site, err
		}
		return site, s.audit(ctx, tx, by, "issue_site.create", "issue_site", site.ID, map[string]any{"category": site.Category, "fixes": len(site.Fixes)})
	})
}

const issueSiteSQL = `
	SELECT` + issueSiteColumns + `
	FROM   issue_site at
	WHERE  at.id = $1`

const issueSiteForUpdateSQL = issueSiteSQL + `
	FOR    UPDATE`

const issueSiteFixesSQL = `
	SELECT id,
	       geom,
	       accuracy_m,
	       source,
	       taken_at,
	       taken_by
	FROM   issue_site_fix
	WHERE  issue_site = $1
	ORDER  BY taken_at, id`

// issueSiteOf gives an issue site with its fixes.
func issueSiteOf(ctx context.Context, tx pgx.Tx, id, sql string) (casework.IssueSite, error) {
	k, err := key("issue_site", id)
	if err != nil {
		return casework.IssueSite{}, err
	}
	site, err := only(ctx, tx, "issue_site", id, scanIssueSite, sql, k)
	if err != nil {
		return site, err
	}
	site.Fixes, err = fixesOf(ctx, tx, issueSiteFixesSQL, "issue_site", id)
	return site, err
}

// IssueSite gives one issue site with its fixes: issue_site.missing where there is none.
func (s *Store) IssueSite(ctx context.Context, id string) (site casework.IssueSite, err error) {
	defer fault.Wrap(&err, "store.IssueSite(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		site, err = issueSiteOf(ctx, tx, id, issueSiteSQL)
		return err
	})
	return site, err
}

const issueSitesSQL = `
	SELECT` + issueSiteColumns + `
	FROM   issue_site at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    ($13::uuid IS NULL OR at.id IN (SELECT issue_site FROM grievance WHERE camp = $13))
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const issueSitesOnMapSQL = `
	SELECT` + issueSiteColumns + `
	FROM   unnest($14::bigint[], $15::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT at.* FROM issue_site at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	WHERE` + withinPlaceSQL + withinAreaSQL + `
	AND    ($13::uuid IS NULL OR at.id IN (SELECT issue_site FROM grievance WHERE camp = $13))
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

// IssueSites lists issue sites by id, without their fixes; by camp those that a grievance taken there
// is about.
func (s *Store) IssueSites(ctx context.Context, q casework.Query) (list []casework.IssueSite, err error) {
	defer fault.Wrap(&err, "store.IssueSites")
	return cases(ctx, s, q, scanIssueSite, issueSitesOnMapSQL, issueSitesSQL)
}

const issueSiteMoveSQL = `
	UPDATE issue_site
	SET    geom = $2,
	       cell = $3,
	       radius_m = $4,
	       area = $5,
	       version = $6
	WHERE  id = $1`

// AddIssueSiteFix runs casework.AddFix against the stored issue site and keeps what it decides, once
// per key and once per fix id.
func (s *Store) AddIssueSiteFix(ctx context.Context, by casework.Actor, k casework.Key, id string, fix geo.Fix) (_ casework.IssueSite, err error) {
	defer fault.Wrap(&err, "store.AddIssueSiteFix(%s)", id)
	if err := casework.CheckFix(fix); err != nil {
		return casework.IssueSite{}, err
	}
	added, err := signed([]geo.Fix{fix}, by, s.now())
	if err != nil {
		return casework.IssueSite{}, err
	}
	return once(ctx, s, k, func(tx pgx.Tx) (casework.IssueSite, error) {
		old, err := issueSiteOf(ctx, tx, id, issueSiteForUpdateSQL)
		if err != nil {
			return old, err
		}
		if err := casework.FixFits(old.At, added[0]); err != nil {
			return old, err
		}
		site, err := casework.AddFix(old, added[0])
		if err != nil || site.Version == old.Version {
			return site, err
		}
		if site.Area, err = areaAt(ctx, tx, located{site.At, site.Cell}); err != nil {
			return site, err
		}
		if err := insertFixes(ctx, tx, issueSiteFixInsertSQL, "issue_site", id, added); err != nil {
			return site, err
		}
		if err := moveIssueSite(ctx, tx, site); err != nil {
			return site, err
		}
		return site, s.audit(ctx, tx, by, "issue_site.fix", "issue_site", id, map[string]any{"fix": added[0].ID})
	})
}

func moveIssueSite(ctx context.Context, tx pgx.Tx, site casework.IssueSite) error {
	id, err := key("issue_site", site.ID)
	if err != nil {
		return err
	}
	area, err := keyOrNull("area", string(site.Area))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, issueSiteMoveSQL, id, point(site.At), int64(site.Cell), float64(site.Radius), area, site.Version)
	return err
}
