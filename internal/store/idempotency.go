package store

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

// A repeated request writes the row too (see the table's comment), and waits here for the first one
// where that has not ended.
const idempotencyClaimSQL = `
	INSERT INTO idempotency AS i
	       (key, route, request, at)
	VALUES ($1, $2, $3, $4)
	ON     CONFLICT (key, route) DO UPDATE
	SET    seen = i.seen + 1
	RETURNING i.request,
	          i.answer`

const idempotencyAnswerSQL = `
	UPDATE idempotency
	SET    answer = $3
	WHERE  key = $1
	AND    route = $2`

// once runs create in one transaction, or gives what it gave for the same key before. The same key
// with another request is idempotency.mismatch. What fails is not remembered.
func once[T any](ctx context.Context, s *Store, k casework.Key, create func(pgx.Tx) (T, error)) (out T, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var zero T
		out = zero // of an earlier try
		if k.Key == "" {
			out, err = create(tx)
			return err
		}
		var request, answer []byte
		if err := tx.QueryRow(ctx, idempotencyClaimSQL, k.Key, k.Route, k.Request[:], s.now()).Scan(&request, &answer); err != nil {
			return err
		}
		if !bytes.Equal(request, k.Request[:]) {
			return fault.Clash("idempotency.mismatch",
				"This Idempotency-Key was used for another request; use a new key for each new thing.")
		}
		if answer != nil {
			return json.Unmarshal(answer, &out)
		}
		made, err := create(tx)
		if err != nil {
			return err
		}
		text, err := json.Marshal(made)
		if err != nil {
			return err
		}
		out = made
		_, err = tx.Exec(ctx, idempotencyAnswerSQL, k.Key, k.Route, text)
		return err
	})
	return out, err
}

// keepKeys is how long the answer to a creation is remembered: longer than any phone stays away.
const keepKeys = 60 * 24 * time.Hour

const idempotencyForgetSQL = `
	DELETE FROM idempotency
	WHERE  at < $1`

// ForgetKeys forgets the answers that creations were given more than 60 days ago, and says how many
// those were. They hold what the persons sent, so they are not kept for ever.
func (s *Store) ForgetKeys(ctx context.Context) (forgotten int64, err error) {
	defer fault.Wrap(&err, "store.ForgetKeys")
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, idempotencyForgetSQL, s.now().Add(-keepKeys))
		if forgotten = done.RowsAffected(); err != nil || forgotten == 0 {
			return err
		}
		return s.audit(ctx, tx, worker, "key.forget", "idempotency", "", map[string]any{"keys": forgotten})
	})
	return forgotten, err
}
