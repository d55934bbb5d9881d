package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

const daySheetsSQL = `
	SELECT s.crew,
	       c.name,
	       s.day,
	       s.leave_s,
	       s.return_s,
	       s.visits,
	       s.travel_s,
	       s.metres,
	       s.overtime_s,
	       s.estimated
	FROM   day_sheet s
	JOIN   crew c ON c.id = s.crew
	WHERE  s.works_plan = $1
	AND    ($5::uuid IS NULL OR s.crew = $5)
	AND    ($6::date IS NULL OR s.day = $6)
	AND    (s.day, s.crew) > (coalesce($2::date, '-infinity'), $3::uuid)
	ORDER  BY s.day, s.crew
	LIMIT  $4`

func scanDaySheet(row pgx.CollectableRow) (r planning.DaySheetRecord, err error) {
	err = row.Scan(&r.Crew, &r.CrewName, (*day)(&r.Day), &r.Leave, &r.Return, &r.Visits, &r.Travel, &r.Metres, &r.Overtime, &r.Estimated)
	return r, err
}

// DaySheets lists the day sheets of a works plan by day and crew: works_plan.missing where there is no such plan.
func (s *Store) DaySheets(ctx context.Context, q planning.VisitQuery) (list []planning.DaySheetRecord, err error) {
	defer fault.Wrap(&err, "store.DaySheets(%s)", q.Plan)
	plan, err := key("works_plan", string(q.Plan))
	if err != nil {
		return nil, err
	}
	var last planning.Day
	var crew [16]byte
	if q.After != "" {
		a, b, _ := strings.Cut(q.After, "~")
		if last, err = planning.ParseDay(a); err != nil {
			return nil, pageMalformed()
		}
		if crew, err = afterOf(planning.Page{After: b}); err != nil {
			return nil, err
		}
	}
	only, err := keyOrNull("crew", string(q.Crew))
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		if _, err := worksPlanOf(ctx, tx, q.Plan, worksPlanSQL); err != nil {
			return err
		}
		list, err = collect(ctx, tx, scanDaySheet, daySheetsSQL, plan, day(last), crew, limitOf(q.Page), only, day(q.Day))
		return err
	})
	return list, err
}
