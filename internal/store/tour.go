package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/planning"
)

// Where a tour or a halt among the houses has a camp, it becomes a place that the camp can name: a landmark,
// which no other plan takes for a venue. Its id says which halts it has, so that it stands once.
const tourInsertSQL = `
	INSERT INTO venue
	       (id, name, folded, kind, host, area, camp_group, geom, cell, source, source_id, version, updated_at)
	VALUES ($1, $2, $3, $4, 'none', $5, $6, $7, $8, 'doorstep', $9, 1, now())
	ON     CONFLICT DO NOTHING`

// copyTours keeps the tours and halts that a plan has camps at, as far as they are none of the venues.
func copyTours(ctx context.Context, tx pgx.Tx, problem planning.Problem, plan planning.Plan) error {
	used := map[planning.VenueID]bool{}
	for _, c := range plan.Camps {
		used[c.Venue] = true
	}
	groups := make(map[string]planning.Group, len(problem.Groups))
	for _, g := range problem.Groups {
		groups[g.ID] = g
	}
	for _, v := range problem.Candidates {
		if !used[v.ID] || !v.Made() {
			continue
		}
		id, err := key("venue", string(v.ID))
		if err != nil {
			return err
		}
		area, err := key("area", string(groups[v.Group].Block))
		if err != nil {
			return err
		}
		group, err := keyOrNull("area", string(groups[v.Group].Of))
		if err != nil {
			return err
		}
		cell, err := cellOf(v)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, tourInsertSQL, id, firstOf(v.Name), planning.Fold(firstOf(v.Name)), v.Kind, area, group, point(v.At), int64(cell), string(v.ID)); err != nil {
			return err
		}
	}
	return nil
}

// longestName is what a venue's name may have, in characters.
const longestName = 300

func firstOf(name string) string {
	if letters := []rune(name); len(letters) > longestName {
		return string(letters[:longestName])
	}
	return name
}
