package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
)

const auditSQL = `
	INSERT INTO audit
	       (at, actor, action, noun, noun_id, request, detail)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`

// audit says in the transaction of a change who made it. detail says what changed in words of the
// schema, never a person's.
func (s *Store) audit(ctx context.Context, tx pgx.Tx, by casework.Actor, action, noun, id string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	_, err := tx.Exec(ctx, auditSQL, s.now(), by.Name, action, noun, id, by.Request, detail)
	return err
}
