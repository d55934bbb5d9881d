package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const venueColumns = `
	       at.id,
	       at.name,
	       at.kind,
	       at.host,
	       at.area,
	       coalesce(at.camp_group::text, ''),
	       at.geom,
	       at.cell,
	       at.radius_m,
	       coalesce(at.capacity, 0),
	       at.facilities,
	       at.permission,
	       at.permission_letter,
	       at.permission_from,
	       at.permission_to,
	       at.locality,
	       at.urban,
	       at.flags,
	       at.source,
	       at.source_id,
	       at.version,
	       at.updated_at`

func scanVenue(row pgx.CollectableRow) (v planning.Venue, err error) {
	err = row.Scan(&v.ID, &v.Name, &v.Kind, &v.Host, &v.Area, &v.Group, (*point)(&v.At), &v.Cell, &v.Radius, &v.Capacity, &v.Facilities,
		&v.Permission, &v.PermissionLetter, (*day)(&v.PermissionFrom), (*day)(&v.PermissionTo), &v.Locality, &v.Urban, &v.Flags,
		&v.Source, &v.SourceID, &v.Version, &v.UpdatedAt)
	return v, err
}

const venuesWhereSQL = withinPlaceSQL + `
	AND    ($9::bigint IS NULL
	        OR at.area IN (SELECT id FROM area WHERE pos_from >= $9 AND pos_to <= $10::bigint)
	        OR at.camp_group IN (SELECT id FROM area WHERE pos_from >= $9 AND pos_to <= $10))
	AND    ($13::text = '' OR at.kind = $13)
	AND    ($14::text = '' OR at.host = $14)
	AND    ($15::text = '' OR at.permission = $15)`

const venuesSQL = `
	SELECT` + venueColumns + `
	FROM   venue at
	WHERE` + venuesWhereSQL + `
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const venuesOnMapSQL = `
	SELECT` + venueColumns + `
	FROM   unnest($16::bigint[], $17::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (SELECT at.* FROM venue at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	WHERE` + venuesWhereSQL + `
	AND    at.id > $11
	ORDER  BY at.id
	LIMIT  $12`

const venuesNamedSQL = `
	WITH  found AS (
	      SELECT n.id,
	             word_similarity($16::text, n.folded) + similarity($16, n.folded) AS likeness
	      FROM   venue n
	      WHERE  $16 <% n.folded)
	SELECT` + venueColumns + `
	FROM   found
	JOIN   venue at ON at.id = found.id
	WHERE` + venuesWhereSQL + `
	AND    ($11 = '00000000-0000-0000-0000-000000000000'::uuid
	        OR (-found.likeness, at.id) > (SELECT -f.likeness, f.id FROM found f WHERE f.id = $11))
	ORDER  BY found.likeness DESC, at.id
	LIMIT  $12`

// Venues lists venues, by id, or the likest name first where q has a text.
func (s *Store) Venues(ctx context.Context, q planning.VenueQuery) (list []planning.Venue, err error) {
	defer fault.Wrap(&err, "store.Venues")
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		place, err := placeOf(ctx, tx, q.Place)
		if err != nil {
			return err
		}
		more := []any{after, limitOf(q.Page), q.Kind, string(q.Host), string(q.Permission)}
		sql, args := place.choose(venuesOnMapSQL, venuesSQL, more...)
		if q.Text != "" {
			sql, args = venuesNamedSQL, slices.Concat(place.args, more, []any{planning.Fold(q.Text)})
		}
		list, err = collect(ctx, tx, scanVenue, sql, args...)
		return err
	})
	return list, err
}

const venueSQL = `
	SELECT` + venueColumns + `
	FROM   venue at
	WHERE  at.id = $1`

// Venue gives one venue: venue.missing where there is none.
func (s *Store) Venue(ctx context.Context, id planning.VenueID) (v planning.Venue, err error) {
	defer fault.Wrap(&err, "store.Venue(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		v, err = venueOf(ctx, tx, id, venueSQL)
		return err
	})
	return v, err
}

const venueForUpdateSQL = venueSQL + `
	FOR    UPDATE`

func venueOf(ctx context.Context, tx pgx.Tx, id planning.VenueID, sql string) (planning.Venue, error) {
	k, err := key("venue", string(id))
	if err != nil {
		return planning.Venue{}, err
	}
	return only(ctx, tx, "venue", string(id), scanVenue, sql, k)
}

const venueInsertSQL = `
	INSERT INTO venue
	       (id, name, folded, kind, host, area, camp_group, geom, cell, radius_m, capacity, permission, permission_letter,
	        permission_from, permission_to, locality, urban, flags, source, source_id, kept, version, updated_at, request,
	        facilities)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11::bigint, 0), $12, $13,
	        $14, $15, $16, $17, $18, $19, $20, $21, 1, $22, $23,
	        $24)`

// CreateVenue keeps a venue that a person found, with the fixes taken of it, once per key and
// once per id that the client minted. Its position is derived from the fixes where there are any. Its area is the block or town that holds
// the position, its group that of the nearest settlement within 10 km; where neither is known it is
// refused with venue.outside.
func (s *Store) CreateVenue(ctx context.Context, by casework.Actor, k casework.Key, v planning.Venue, fixes []geo.Fix) (out planning.Venue, err error) {
	defer fault.Wrap(&err, "store.CreateVenue")
	if v.Permission == "" {
		v.Permission = planning.PermissionNotAsked
	}
	if err := v.Check(); err != nil {
		return out, err
	}
	if err := casework.CheckFixes(fixes); err != nil {
		return out, err
	}
	given, asked := string(v.ID), casework.VenueContent(v, fixes)
	if v.ID == "" {
		id, err := newID()
		if err != nil {
			return out, err
		}
		v.ID = planning.VenueID(id)
	}
	if fixes, err = signed(fixes, by, s.now()); err != nil {
		return out, err
	}
	if len(fixes) > 0 {
		if v, err = settled(v, fixes); err != nil {
			return out, err
		}
	}
	at, err := locate(v.At)
	if err != nil {
		return out, err
	}
	v.Cell, v.Source, v.SourceID, v.Version, v.UpdatedAt = at.cell, "doorstep", string(v.ID), 1, s.now()
	return once(ctx, s, k, func(tx pgx.Tx) (planning.Venue, error) {
		if again, err := seen(ctx, tx, "venue", given, venueSeenSQL, asked); err != nil {
			return v, err
		} else if again {
			return venueOf(ctx, tx, v.ID, venueSQL)
		}
		v, err := placed(ctx, tx, v, at)
		if err != nil {
			return v, err
		}
		if err := insertVenue(ctx, tx, v, len(fixes) > 0, asked); err != nil {
			return v, err
		}
		if err := insertFixes(ctx, tx, venueFixInsertSQL, "venue", string(v.ID), fixes); err != nil {
			return v, err
		}
		return v, s.audit(ctx, tx, by, "venue.create", "venue", string(v.ID), map[string]any{"fixes": len(fixes)})
	})
}

func insertVenue(ctx context.Context, tx pgx.Tx, v planning.Venue, fixed bool, asked casework.Content) error {
	id, err := key("venue", string(v.ID))
	if err != nil {
		return err
	}
	area, err := key("area", string(v.Area))
	if err != nil {
		return err
	}
	group, err := keyOrNull("area", string(v.Group))
	if err != nil {
		return err
	}
	kept := []string{}
	if fixed {
		kept = append(kept, keptPosition)
	}
	_, err = tx.Exec(ctx, venueInsertSQL, id, v.Name, planning.Fold(v.Name), v.Kind, string(v.Host), area, group, point(v.At), int64(v.Cell),
		float64(v.Radius), v.Capacity, string(v.Permission), v.PermissionLetter, day(v.PermissionFrom), day(v.PermissionTo), v.Locality,
		v.Urban, texts(v.Flags), v.Source, v.SourceID, kept, v.UpdatedAt, asked[:], v.Facilities)
	return err
}

//nolint:unqueryvet // the star is inside the fence; what is taken is named
const nearestSettlementSQL = `
	SELECT   at.area,
	         at.camp_group
	FROM     unnest($2::bigint[], $3::bigint[]) AS r(lo, hi)
	CROSS JOIN LATERAL (SELECT at.* FROM settlement at WHERE at.cell BETWEEN r.lo AND r.hi OFFSET 0) AS at
	ORDER BY ST_DistanceSphere(at.geom, $1::geometry), at.id
	LIMIT    1`

// groupReach is how far a new venue's group is looked for.
const groupReach geo.Meters = 10_000

// placed gives a new venue its area and group.
func placed(ctx context.Context, tx pgx.Tx, v planning.Venue, at located) (planning.Venue, error) {
	ranges, err := geo.CoverDisk(at.at, groupReach)
	if err != nil {
		return v, err
	}
	lo, hi := make([]int64, len(ranges)), make([]int64, len(ranges))
	for i, r := range ranges {
		lo[i], hi[i] = int64(r.Lo), int64(r.Hi)
	}
	err = tx.QueryRow(ctx, nearestSettlementSQL, point(at.at), lo, hi).Scan(&v.Area, &v.Group)
	if err != nil && !none(err) {
		return v, err
	}
	area, err := areaAt(ctx, tx, at, string(planning.LevelBlock), string(planning.LevelMunicipality))
	if err != nil {
		return v, err
	}
	if area != "" {
		v.Area = area
	}
	if v.Area == "" {
		return v, fault.Refuse("venue.outside",
			"The venue lies outside every block and town, with no settlement within 10 km; correct its position.").
			With("/at", "is outside the imported region")
	}
	return v, nil
}

const venueUpdateSQL = `
	UPDATE venue
	SET    name = $2,
	       folded = $3,
	       kind = $4,
	       host = $5,
	       geom = $6,
	       cell = $7,
	       radius_m = $8,
	       capacity = nullif($9::bigint, 0),
	       permission = $10,
	       permission_letter = $11,
	       permission_from = $12,
	       permission_to = $13,
	       version = $14,
	       updated_at = $15,
	       facilities = $17,
	       kept = ARRAY(SELECT DISTINCT k FROM unnest(kept || $16::text[]) AS k ORDER BY k)
	WHERE  id = $1`

func updateVenue(ctx context.Context, tx pgx.Tx, v planning.Venue, kept []string) error {
	id, err := key("venue", string(v.ID))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, venueUpdateSQL, id, v.Name, planning.Fold(v.Name), v.Kind, string(v.Host), point(v.At), int64(v.Cell),
		float64(v.Radius), v.Capacity, string(v.Permission), v.PermissionLetter, day(v.PermissionFrom), day(v.PermissionTo),
		v.Version, v.UpdatedAt, texts(kept), v.Facilities)
	return err
}

// ChangeVenue changes the fields that c gives of the venue as it was at version: venue.stale where it
// has changed since. An import leaves alone what was changed here.
func (s *Store) ChangeVenue(ctx context.Context, by casework.Actor, id planning.VenueID, version int64, c planning.VenueChange) (v planning.Venue, err error) {
	defer fault.Wrap(&err, "store.ChangeVenue(%s)", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		old, err := venueOf(ctx, tx, id, venueForUpdateSQL)
		if err != nil {
			return err
		}
		if old.Version != version {
			return fault.New(fault.Stale, "venue.stale",
				"The venue has changed since you read it (version %d, now %d); read it again.", version, old.Version)
		}
		var kept []string
		if v, kept, err = old.With(c); err != nil {
			return err
		}
		v.Version, v.UpdatedAt = old.Version+1, s.now()
		if err := updateVenue(ctx, tx, v, kept); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "venue.change", "venue", string(id), map[string]any{"fields": texts(kept)})
	})
	return v, err
}

// texts gives an empty list for nil, which would be NULL.
func texts(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
