package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const campColumns = `
	       c.id,
	       c.plan,
	       c.plan_camp,
	       p.state,
	       p.superseded_at,
	       c.venue,
	       at.name,
	       at.kind,
	       at.geom,
	       c.cell,
	       c.camp_group,
	       c.group_name,
	       c.block,
	       b.name,
	       c.day,
	       coalesce(c.team::text, ''),
	       c.team_name,
	       c.visitors,
	       c.cap,
	       c.cap_by,
	       c.opens,
	       c.closes,
	       c.halts,
	       c.pinned,
	       c.source_row,
	       c.remarks,
	       c.booths`

const campFromSQL = `
	FROM   camp c
	JOIN   plan p ON p.id = c.plan
	JOIN   venue at ON at.id = c.venue
	JOIN   area b ON b.id = c.block`

func scanCamp(row pgx.CollectableRow) (c planning.CampRecord, err error) {
	err = row.Scan(campFields(&c)...)
	return c, err
}

func campFields(c *planning.CampRecord) []any {
	return []any{
		&c.ID, &c.Plan, &c.PlanCamp, &c.PlanState, &c.Superseded, &c.Venue, &c.VenueName, &c.VenueKind, (*point)(&c.At), &c.Cell, &c.Group, &c.GroupName,
		&c.Block, &c.BlockName, (*day)(&c.Day), &c.Team, &c.TeamName, &c.Visitors, &c.Cap, &c.CapBy, &c.Opens, &c.Closes, &c.Halts, &c.Pinned, &c.Row, &c.Remarks,
		&c.Booths,
	}
}

// Camps are few in a plan, so the place is only a filter on the plan's own. The area filter is the
// camp's block, or its group where that is an area of the tree.
const campsSQL = `
	SELECT` + campColumns + campFromSQL + `
	WHERE` + withinPlaceSQL + `
	AND    ($9::bigint IS NULL
	        OR (b.pos_from >= $9 AND b.pos_to <= $10::bigint)
	        OR EXISTS (SELECT 1 FROM area g WHERE g.id = left(c.camp_group, 36)::uuid AND g.pos_from >= $9 AND g.pos_to <= $10))
	AND    ($13::uuid IS NULL OR c.plan = $13)
	AND    ($14::date IS NULL OR c.day = $14)
	AND    ($15::text = '' OR c.team_name = $15)
	AND    c.id > $11
	ORDER  BY c.id
	LIMIT  $12`

// Camps lists the camps of a plan by id, which is the order of their days.
func (s *Store) Camps(ctx context.Context, q planning.CampQuery) (list []planning.CampRecord, err error) {
	defer fault.Wrap(&err, "store.Camps(plan %s)", q.Plan)
	after, err := afterOf(q.Page)
	if err != nil {
		return nil, err
	}
	plan, err := keyOrNull("plan", string(q.Plan))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		if q.Plan != "" {
			if _, err := planOf(ctx, tx, q.Plan, planSQL); err != nil {
				return err
			}
		}
		place, err := placeOf(ctx, tx, q.Place)
		if err != nil {
			return err
		}
		list, err = collect(ctx, tx, scanCamp, campsSQL, append(place.args, after, limitOf(q.Page), plan, day(q.Day), q.Team)...)
		return err
	})
	return list, err
}

const campSQL = `
	SELECT` + campColumns + campFromSQL + `
	WHERE  c.id = $1`

// The plan's state must not change while a case is taken at one of its camps.
const campForShareSQL = campSQL + `
	FOR    SHARE OF p`

// A superseded camp's like on the plan that is published now: those of the same venue or group, and the camp itself
// where the plan was made from the camp's, step by step (line); a re-plan keeps the ids of its camps.
const campsInsteadSQL = `
	WITH   RECURSIVE line(id, replaces) AS (
	       SELECT now.id,
	              now.replaces
	       FROM   plan now
	       JOIN   plan old ON old.drive = now.drive AND old.district = now.district
	       WHERE  old.id = $1
	       AND    now.state = 'published'
	       UNION
	       SELECT before.id,
	              before.replaces
	       FROM   line
	       JOIN   plan before ON before.id = line.replaces)
	SELECT` + campColumns + `,
	       c.plan_camp = $4 AND EXISTS (SELECT 1 FROM line WHERE line.id = $1)` + campFromSQL + `
	JOIN   line l ON l.id = p.id
	WHERE  p.state = 'published'
	AND    (c.venue = $2 OR c.camp_group = $3 OR c.plan_camp = $4)
	ORDER  BY c.day,
	          c.id`

func scanInstead(row pgx.CollectableRow) (i casework.Instead, err error) {
	err = row.Scan(append(campFields(&i.CampRecord), &i.Moved)...)
	return i, err
}

// campsInstead lists the camps that stand where one of a superseded plan did.
func campsInstead(ctx context.Context, tx pgx.Tx, c planning.CampRecord) ([]casework.Instead, error) {
	if c.PlanState != planning.PlanSuperseded {
		return nil, nil
	}
	plan, err := key("plan", string(c.Plan))
	if err != nil {
		return nil, err
	}
	venue, err := key("venue", string(c.Venue))
	if err != nil {
		return nil, err
	}
	return collect(ctx, tx, scanInstead, campsInsteadSQL, plan, venue, c.Group, string(c.PlanCamp))
}

// CampInstead gives the camp that people who were told of a camp should come to now: none where its plan stands, or where
// nothing is left to send them to. See casework.Replacement.
func (s *Store) CampInstead(ctx context.Context, id planning.CampID) (next *planning.CampRecord, err error) {
	defer fault.Wrap(&err, "store.CampInstead(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		c, err := campOf(ctx, tx, id, campSQL)
		if err != nil {
			return err
		}
		list, err := campsInstead(ctx, tx, c)
		if err != nil {
			return err
		}
		if to, there := casework.Replacement(c, list, planning.DayOf(s.now().In(geo.IST))); there {
			next = &to
		}
		return nil
	})
	return next, err
}

// Camp gives one camp: camp.missing where there is none.
func (s *Store) Camp(ctx context.Context, id planning.CampID) (c planning.CampRecord, err error) {
	defer fault.Wrap(&err, "store.Camp(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		c, err = campOf(ctx, tx, id, campSQL)
		return err
	})
	return c, err
}

func campOf(ctx context.Context, tx pgx.Tx, id planning.CampID, sql string) (planning.CampRecord, error) {
	k, err := key("camp", string(id))
	if err != nil {
		return planning.CampRecord{}, err
	}
	return only(ctx, tx, "camp", string(id), scanCamp, sql, k)
}

const teamIDsSQL = `
	SELECT id::text
	FROM   team
	WHERE  drive = $1`

// copyCamps keeps a plan's camps under new ids, which stand in the order of the plan.
func copyCamps(ctx context.Context, tx pgx.Tx, r planning.PlanRecord, problem planning.Problem, plan planning.Plan, draft bool) error {
	drive, err := key("drive", string(r.Drive))
	if err != nil {
		return err
	}
	kept, err := collect(ctx, tx, pgx.RowTo[planning.TeamID], teamIDsSQL, drive)
	if err != nil {
		return err
	}
	known := map[planning.TeamID]bool{}
	for _, id := range kept {
		known[id] = true
	}
	groups, teams, venues := map[string]string{}, map[planning.TeamID]string{}, map[planning.VenueID]planning.Candidate{}
	for _, g := range problem.Groups {
		groups[g.ID] = g.Name
	}
	for _, t := range problem.Teams {
		teams[t.ID] = t.Name
	}
	for _, v := range problem.Candidates {
		venues[v.ID] = v
	}
	rows := make([][]any, 0, len(plan.Camps))
	booths := planning.BoothsOf(problem, plan)
	for k, c := range plan.Camps {
		team := teams[c.Team]
		if !known[c.Team] {
			c.Team = "" // it exists in the plan only
		}
		row, err := campRow(r.ID, &problem, c, venues[c.Venue], groups[c.Group], team, draft)
		if err != nil {
			return fmt.Errorf("camp %s: %w", c.ID, err)
		}
		var sitting any // NULL where the camp is none
		if len(booths[k]) > 0 {
			sitting = booths[k]
		}
		rows = append(rows, append(row, sitting))
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"camp"}, []string{
		"id", "plan", "plan_camp", "venue", "camp_group", "group_name", "block", "day", "team", "team_name", "visitors", "cap", "cell",
		"draft", "pinned", "source_row", "remarks", "cap_by", "opens", "closes", "halts", "booths",
	}, pgx.CopyFromRows(rows))
	return err
}

func campRow(plan planning.PlanID, problem *planning.Problem, c planning.Camp, at planning.Candidate, group, team string, draft bool) ([]any, error) {
	fresh, err := newID()
	if err != nil {
		return nil, err
	}
	id, err := key("camp", fresh)
	if err != nil {
		return nil, err
	}
	of, err := key("plan", string(plan))
	if err != nil {
		return nil, err
	}
	venue, err := key("venue", string(c.Venue))
	if err != nil {
		return nil, err
	}
	block, err := key("area", string(c.Block))
	if err != nil {
		return nil, err
	}
	stored, err := keyOrNull("team", string(c.Team))
	if err != nil {
		return nil, err
	}
	cell, err := cellOf(at)
	if err != nil {
		return nil, err
	}
	var halts any // NULL where there are none
	if len(c.Halts) > 0 {
		halts = c.Halts
	}
	opens, closes := problem.CampHours(&at, c.Day)
	return []any{
		id, of, string(c.ID), venue, c.Group, group, block, c.Day.Time(), stored, team, c.Visitors, c.Cap, int64(cell),
		draft, c.Pinned, c.Row, c.Remarks, c.CapBy, int32(opens), int32(closes), halts,
	}, nil
}
