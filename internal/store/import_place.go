package store

import (
	"context"
	"maps"
	"slices"

	"doorstep/planning"
)

const importSettlementsKnownSQL = `
	SELECT id,
	       content
	FROM   settlement
	WHERE  source = ANY ($1::text[])`

const importSettlementUpdateSQL = `
	UPDATE settlement
	SET    name = $2,
	       folded = $3,
	       kind = $4,
	       area = $5,
	       camp_group = $6,
	       people = $7,
	       estimated = $8,
	       geom = $9,
	       cell = $10,
	       panchayat = $11,
	       source = $12,
	       source_id = $13,
	       content = $14
	WHERE  id = $1`

// What a rule has placed (a town's people on wards or cells) and what was made of booths are sets, replaced
// with their district: left standing, their people would be counted twice when a newer import places them elsewhere.
const importSharesGoneSQL = `
	DELETE FROM settlement s
	USING  area a,
	       area d
	WHERE  s.id = ANY ($1::uuid[])
	AND    (s.kind <> 'habitation' OR starts_with(s.source_id, $3))
	AND    a.id = s.area
	AND    d.id = ANY ($2::uuid[])
	AND    a.pos_from >= d.pos_from
	AND    a.pos_to <= d.pos_to`

const importSettlementsLeftSQL = `
	SELECT count(*),
	       coalesce(sum(s.people), 0)::bigint
	FROM   settlement s
	JOIN   area a ON a.id = s.area
	WHERE  s.id = ANY ($1::uuid[])
	AND    EXISTS (
	       SELECT FROM area d
	       WHERE  d.id = ANY ($2::uuid[])
	       AND    a.pos_from >= d.pos_from
	       AND    a.pos_to <= d.pos_to)`

const importVenuesLeftSQL = `
	SELECT count(*),
	       0::bigint
	FROM   venue v
	JOIN   area a ON a.id = v.area
	WHERE  v.id = ANY ($1::uuid[])
	AND    EXISTS (
	       SELECT FROM area d
	       WHERE  d.id = ANY ($2::uuid[])
	       AND    a.pos_from >= d.pos_from
	       AND    a.pos_to <= d.pos_to)`

// notNamed counts those of the rows left over that stand in the import's districts, and the people there.
func (im *importer) notNamed(ctx context.Context, sql string, g planning.Gazetteer, left map[[16]byte]int64) (rows, people int64, err error) {
	if len(left) == 0 {
		return 0, 0, nil
	}
	districts, err := districtsOf(g)
	if err != nil {
		return 0, 0, err
	}
	err = im.tx.QueryRow(ctx, sql, slices.Collect(maps.Keys(left)), districts).Scan(&rows, &people)
	return rows, people, err
}

// sharesGone removes those of the rows left over that a rule had placed in the import's districts, or made of booths.
func (im *importer) sharesGone(ctx context.Context, g planning.Gazetteer, left map[[16]byte]int64) (int64, error) {
	if len(left) == 0 {
		return 0, nil
	}
	districts, err := districtsOf(g)
	if err != nil || len(districts) == 0 {
		return 0, err
	}
	done, err := im.tx.Exec(ctx, importSharesGoneSQL, slices.Collect(maps.Keys(left)), districts, planning.BoothPrefix)
	return done.RowsAffected(), err
}

func (im *importer) settlements(ctx context.Context, g planning.Gazetteer) error {
	known, err := im.known(ctx, importSettlementsKnownSQL, sourcesOf(g.Settlements, func(s planning.Settlement) string { return s.Source }))
	if err != nil {
		return err
	}
	count := planning.NounCount{Noun: "settlements"}
	var fresh, changed [][]any
	var c content
	for _, s := range g.Settlements {
		id, err := key("settlement", string(s.ID))
		if err != nil {
			return err
		}
		folded := planning.Fold(s.Name)
		sum := c.text(s.Name, folded, s.Kind, string(s.Area), string(s.Group), s.Panchayat, s.Source, s.SourceID).
			number(s.People, int64(s.Cell)).flag(s.Estimated).at(s.At).sum()
		old, there := known[id]
		delete(known, id)
		if there && old == sum {
			count.Unchanged++
			continue
		}
		area, err := key("area", string(s.Area))
		if err != nil {
			return err
		}
		group, err := key("area", string(s.Group))
		if err != nil {
			return err
		}
		row := []any{
			id, s.Name, folded, s.Kind, area, group, s.People, s.Estimated, point(s.At), int64(s.Cell), s.Panchayat, s.Source, s.SourceID, sum,
		}
		if there {
			count.Changed++
			changed = append(changed, row)
		} else {
			count.Created++
			fresh = append(fresh, row)
		}
	}
	if count.Removed, err = im.sharesGone(ctx, g, known); err != nil {
		return err
	}
	if count.NotNamed, count.NotNamedPeople, err = im.notNamed(ctx, importSettlementsLeftSQL, g, known); err != nil {
		return err
	}
	im.done(count)
	if err := im.copy(ctx, "settlement", []string{
		"id", "name", "folded", "kind", "area", "camp_group", "people", "estimated", "geom", "cell", "panchayat", "source", "source_id",
		"content",
	}, fresh); err != nil {
		return err
	}
	return im.each(ctx, importSettlementUpdateSQL, changed)
}

const importVenuesKnownSQL = `
	SELECT id,
	       content
	FROM   venue
	WHERE  source = ANY ($1::text[])`

// What a person has set is kept; see planning.Venue.With and keptPosition.
const importVenueUpdateSQL = `
	UPDATE venue
	SET    name = CASE WHEN 'name' = ANY (kept) THEN name ELSE $2 END,
	       folded = CASE WHEN 'name' = ANY (kept) THEN folded ELSE $3 END,
	       kind = CASE WHEN 'kind' = ANY (kept) THEN kind ELSE $4 END,
	       host = CASE WHEN 'host' = ANY (kept) THEN host ELSE $5 END,
	       area = $6,
	       camp_group = $7,
	       geom = CASE WHEN 'position' = ANY (kept) THEN geom ELSE $8 END,
	       cell = CASE WHEN 'position' = ANY (kept) THEN cell ELSE $9 END,
	       radius_m = CASE WHEN 'position' = ANY (kept) THEN radius_m ELSE $10 END,
	       capacity = CASE WHEN 'capacity' = ANY (kept) THEN capacity ELSE $11 END,
	       permission = CASE WHEN 'permission' = ANY (kept) THEN permission ELSE $12 END,
	       permission_letter = CASE WHEN 'permission' = ANY (kept) THEN permission_letter ELSE $13 END,
	       permission_from = CASE WHEN 'permission' = ANY (kept) THEN permission_from ELSE $14 END,
	       permission_to = CASE WHEN 'permission' = ANY (kept) THEN permission_to ELSE $15 END,
	       locality = $16,
	       urban = $17,
	       flags = $18,
	       source = $19,
	       source_id = $20,
	       content = $21,
	       updated_at = $22,
	       facilities = CASE WHEN 'facilities' = ANY (kept) THEN facilities ELSE $23 END,
	       version = version + 1
	WHERE  id = $1`

func (im *importer) venues(ctx context.Context, g planning.Gazetteer) error {
	sources := append(sourcesOf(g.Venues, func(v planning.Venue) string { return v.Source }), im.source)
	known, err := im.known(ctx, importVenuesKnownSQL, sources)
	if err != nil {
		return err
	}
	count := planning.NounCount{Noun: "venues"}
	var fresh, changed [][]any
	var c content
	for _, v := range g.Venues {
		id, err := key("venue", string(v.ID))
		if err != nil {
			return err
		}
		if v.Permission == "" {
			v.Permission = planning.PermissionNotAsked
		}
		folded := planning.Fold(v.Name)
		sum := venueContent(&c, v, folded)
		old, there := known[id]
		delete(known, id)
		if there && old == sum {
			count.Unchanged++
			continue
		}
		row, err := im.venueRow(id, v, folded, sum)
		if err != nil {
			return err
		}
		if there {
			count.Changed++
			changed = append(changed, row)
		} else {
			count.Created++
			fresh = append(fresh, row)
		}
	}
	if count.NotNamed, _, err = im.notNamed(ctx, importVenuesLeftSQL, g, known); err != nil {
		return err
	}
	im.done(count)
	if err := im.copy(ctx, "venue", []string{
		"id", "name", "folded", "kind", "host", "area", "camp_group", "geom", "cell", "radius_m", "capacity", "permission",
		"permission_letter", "permission_from", "permission_to", "locality", "urban", "flags", "source", "source_id", "content", "updated_at",
		"facilities",
	}, fresh); err != nil {
		return err
	}
	return im.each(ctx, importVenueUpdateSQL, changed)
}

func venueContent(c *content, v planning.Venue, folded string) int64 {
	c.text(v.Name, folded, v.Kind, string(v.Host), string(v.Area), string(v.Group), string(v.Permission), v.PermissionLetter,
		v.Locality, v.Source, v.SourceID).text(v.Flags...)
	c.number(int64(v.Cell), v.Capacity, int64(v.Radius*1000), int64(v.PermissionFrom), int64(v.PermissionTo))
	if v.Facilities != nil {
		c.text("facilities").text(v.Facilities...)
	}
	return c.flag(v.Urban).at(v.At).sum()
}

func (im *importer) venueRow(id [16]byte, v planning.Venue, folded string, sum int64) ([]any, error) {
	area, err := key("area", string(v.Area))
	if err != nil {
		return nil, err
	}
	group, err := keyOrNull("area", string(v.Group))
	if err != nil {
		return nil, err
	}
	var capacity *int64
	if v.Capacity > 0 {
		capacity = &v.Capacity
	}
	return []any{
		id, v.Name, folded, v.Kind, string(v.Host), area, group, point(v.At), int64(v.Cell), float64(v.Radius), capacity,
		string(v.Permission), v.PermissionLetter, orNull(v.PermissionFrom), orNull(v.PermissionTo), v.Locality, v.Urban, texts(v.Flags),
		v.Source, v.SourceID, sum, im.store.now(), v.Facilities,
	}, nil
}

const importDuplicatesKnownSQL = `
	SELECT d.a,
	       d.b,
	       d.distance_m,
	       d.similarity,
	       d.reason
	FROM   venue_duplicate d
	JOIN   venue v ON v.id = d.a
	WHERE  v.source = ANY ($1::text[])`

// What a person said of the pair stays.
const importDuplicateUpdateSQL = `
	UPDATE venue_duplicate
	SET    distance_m = $3,
	       similarity = $4,
	       reason = $5
	WHERE  a = $1
	AND    b = $2`

type duplicateKey struct{ a, b [16]byte }

type duplicateSaid struct {
	distance, similarity float64
	reason               string
}

func (im *importer) duplicates(ctx context.Context, g planning.Gazetteer) error {
	rows, err := im.tx.Query(ctx, importDuplicatesKnownSQL, sourcesOf(g.Venues, func(v planning.Venue) string { return v.Source }))
	if err != nil {
		return err
	}
	known := map[duplicateKey]duplicateSaid{}
	for rows.Next() {
		var k duplicateKey
		var said duplicateSaid
		if err := rows.Scan(&k.a, &k.b, &said.distance, &said.similarity, &said.reason); err != nil {
			rows.Close()
			return err
		}
		known[k] = said
	}
	if err := rows.Err(); err != nil {
		return err
	}
	count := planning.NounCount{Noun: "duplicates"}
	var fresh, changed [][]any
	for _, d := range g.Duplicates {
		var k duplicateKey
		if k.a, err = key("venue", string(d.A)); err != nil {
			return err
		}
		if k.b, err = key("venue", string(d.B)); err != nil {
			return err
		}
		state := d.State
		if state == "" {
			state = "suspected"
		}
		said := duplicateSaid{float64(d.Distance), d.Similarity, d.Reason}
		old, there := known[k]
		row := []any{k.a, k.b, said.distance, said.similarity, said.reason}
		switch {
		case !there:
			count.Created++
			fresh = append(fresh, append(row, state))
		case old != said:
			count.Changed++
			changed = append(changed, row)
		default:
			count.Unchanged++
		}
	}
	im.done(count)
	if err := im.copy(ctx, "venue_duplicate", []string{"a", "b", "distance_m", "similarity", "reason", "state"}, fresh); err != nil {
		return err
	}
	return im.each(ctx, importDuplicateUpdateSQL, changed)
}
