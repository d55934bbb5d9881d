package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// Limits of a page. One more than a client may ask for, so that a caller can see whether more follow.
const (
	defaultLimit = 100
	mostLimit    = 1001
)

// limitOf gives the number of rows to read.
func limitOf(p planning.Page) int {
	if p.Limit <= 0 {
		return defaultLimit
	}
	return min(p.Limit, mostLimit)
}

// afterOf gives the id after which the page begins, the least of all where it is the first.
func afterOf(p planning.Page) ([16]byte, error) {
	if p.After == "" {
		return [16]byte{}, nil
	}
	id, err := uuid.Parse(p.After)
	if err != nil {
		return id, pageMalformed()
	}
	return id, nil
}

func pageMalformed() error {
	return fault.Malformed("page.malformed", "The page does not begin where an earlier one ended; follow its next link as it is.").
		With("after", "is not an id of the list")
}

// one turns "no row" into missing.
func one(err error, noun, id string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return missing(noun, id)
	}
	return err
}

// collect reads all rows of a statement.
func collect[T any](ctx context.Context, tx pgx.Tx, scan pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}

// only reads the one row of a statement: missing where there is none.
func only[T any](ctx context.Context, tx pgx.Tx, noun, id string, scan pgx.RowToFunc[T], sql string, args ...any) (T, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		var none T
		return none, err
	}
	out, err := pgx.CollectExactlyOneRow(rows, scan)
	return out, one(err, noun, id)
}
