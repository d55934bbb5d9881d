package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

const groundCrewsSQL = `
	SELECT` + crewColumns + `
	FROM   crew at
	WHERE  at.active
	AND    at.area IN ` + withinSQL + `
	ORDER  BY at.id`

// Open works of the district that no issued sheet holds, each with the crews whose area it lies in, and what it need not
// wait for any more.
const groundWorksSQL = `
	SELECT` + workColumns + `,
	       ARRAY(SELECT c.id::text
	             FROM   crew c
	             JOIN   area over ON over.id = c.area
	             WHERE  c.active
	             AND    over.pos_from <= a.pos_from
	             AND    over.pos_to >= a.pos_to
	             AND    c.area IN ` + withinSQL + `
	             ORDER  BY c.id),
	       ARRAY(SELECT f.before::text
	             FROM   work_after f
	             JOIN   work done ON done.id = f.before
	             WHERE  f.work = at.id
	             AND    done.state = 'done')
	FROM   work at
	JOIN   area a ON a.id = at.area
	WHERE  at.state = 'open'
	AND    a.pos_from >= $1
	AND    a.pos_to <= $2
	AND    ($3::uuid IS NULL OR at.id = $3)
	AND    ($3 IS NOT NULL OR NOT EXISTS (SELECT 1 FROM visit v WHERE v.work = at.id AND v.state IN ('announced', 'started')))
	ORDER  BY at.id`

func scanGroundWork(row pgx.CollectableRow) (w planning.GroundWork, err error) {
	var f workFields
	var done []planning.WorkID
	err = row.Scan(append(f.of(&w.WorkRecord), &w.Only, &done)...)
	f.into(&w.WorkRecord)
	w.After = slices.DeleteFunc(w.After, func(a planning.WorkAfter) bool { return slices.Contains(done, a.Work) })
	return w, err
}

const groundClosuresSQL = `
	SELECT` + roadClosureColumns + `
	FROM   road_closure c
	WHERE  c.first_day <= $2::date
	AND    c.last_day >= $1::date
	ORDER  BY c.id`

// Holidays of the whole state or of the district, in any drive.
const groundHolidaysSQL = `
	SELECT c.day,
	       min(c.source)
	FROM   closure c
	LEFT   JOIN area a ON a.id = c.area
	WHERE  c.kind = 'holiday'
	AND    c.venue IS NULL
	AND    c.venue_kind = ''
	AND    (c.area IS NULL OR a.pos_from <= $1 AND a.pos_to >= $2)
	AND    c.day BETWEEN $3::date AND $4::date
	GROUP  BY c.day
	ORDER  BY c.day`

func scanWorksDay(row pgx.CollectableRow) (d planning.WorksDay, err error) {
	err = row.Scan((*day)(&d.Day), &d.Off)
	return d, err
}

// WorksGround gives all that the works problem of a plan is made from, on one unchanging view of the database: the
// district's crews, its open works that no issued sheet holds, and the road closures of its days.
func (s *Store) WorksGround(ctx context.Context, id planning.WorksPlanID) (g planning.WorksGround, err error) {
	defer fault.Wrap(&err, "store.WorksGround(%s)", id)
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		r, err := worksPlanOf(ctx, tx, id, worksPlanSQL)
		if err != nil {
			return err
		}
		from, to, err := positions(ctx, tx, r.District)
		if err != nil {
			return err
		}
		g.Now = planning.MomentOf(r.RequestedAt.In(geo.IST)) // a second try makes the same
		g.District, g.DistrictName, g.FirstDay, g.Days = r.District, r.DistrictName, r.FirstDay, int(r.LastDay-r.FirstDay)+1
		if g.Crews, err = collect(ctx, tx, scanCrew, groundCrewsSQL, from, to); err != nil {
			return err
		}
		if g.Works, err = collect(ctx, tx, scanGroundWork, groundWorksSQL, from, to, nil); err != nil {
			return err
		}
		if g.Off, err = collect(ctx, tx, scanWorksDay, groundHolidaysSQL, from, to, day(r.FirstDay), day(r.LastDay)); err != nil {
			return err
		}
		g.Closures, err = collect(ctx, tx, scanRoadClosure, groundClosuresSQL, day(r.FirstDay), day(r.LastDay))
		return err
	})
	return g, err
}

// positions gives the place of an area in the tree: area.missing where there is none.
func positions(ctx context.Context, tx pgx.Tx, id planning.AreaID) (from, to int64, err error) {
	k, err := key("area", string(id))
	if err != nil {
		return 0, 0, err
	}
	err = one(tx.QueryRow(ctx, areaPositionsSQL, k).Scan(&from, &to), "area", string(id))
	return from, to, err
}
