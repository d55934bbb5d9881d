package store

import (
	"context"
	"time"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

const trackSQL = `
	SELECT 'registration' AS noun, id::text, state, at FROM registration WHERE tracking = $1
	UNION  ALL
	SELECT 'grievance',            id::text, state, at FROM grievance    WHERE tracking = $1
	UNION  ALL
	SELECT 'issue_site',           id::text, state, at FROM issue_site   WHERE tracking = $1`

// Track says what a tracking number stands for and how it is with it. A number with a mistaken digit
// is tracking.malformed, one that was never given tracking.missing.
func (s *Store) Track(ctx context.Context, number string) (noun, id, state string, at time.Time, err error) {
	defer fault.Wrap(&err, "store.Track") // the number is its holder's secret
	tracking, err := casework.ParseTracking(number)
	if err != nil {
		return "", "", "", at, err
	}
	err = s.pool.QueryRow(ctx, trackSQL, tracking).Scan(&noun, &id, &state, &at)
	if none(err) {
		return "", "", "", at, fault.Missing("tracking.missing", "Nothing is kept under this number; compare it with the receipt.")
	}
	return noun, id, state, at, named(err)
}
