package store

import (
	"bytes"
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

// Whoever creates under an id takes turns with others who do, so that the later sees what the first
// has made. The turn ends with the transaction; two ids of one hash only wait for each other.
const idTurnSQL = `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`

// seen says whether a client has created this under the id it minted before, and counts that it came
// again. Other content under the id is <noun>.id. sql is the noun's statement that counts. Without an id
// nothing can have been seen.
func seen(ctx context.Context, tx pgx.Tx, noun, id, sql string, asked casework.Content) (bool, error) {
	if id == "" {
		return false, nil
	}
	k, err := key(noun, id)
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, idTurnSQL, noun+" "+id); err != nil {
		return false, err
	}
	var request []byte
	if err := tx.QueryRow(ctx, sql, k).Scan(&request); err != nil {
		if none(err) {
			return false, nil
		}
		return false, err
	}
	if !bytes.Equal(request, asked[:]) {
		return false, fault.Clash(codeOf(noun, noun+"_id"), "Another %s was sent under this id before; use a new id for each new thing.", strings.ReplaceAll(noun, "_", " ")).
			With("/id", "is taken")
	}
	return true, nil
}

const registrationSeenSQL = `
	UPDATE registration
	SET    seen = seen + 1
	WHERE  id = $1
	RETURNING request`

const grievanceSeenSQL = `
	UPDATE grievance
	SET    seen = seen + 1
	WHERE  id = $1
	RETURNING request`

const issueSiteSeenSQL = `
	UPDATE issue_site
	SET    seen = seen + 1
	WHERE  id = $1
	RETURNING request`

const venueSeenSQL = `
	UPDATE venue
	SET    seen = seen + 1
	WHERE  id = $1
	RETURNING request`
