package store

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"doorstep/internal/fault"
)

// SQLSTATE codes that are told apart. PostgreSQL manual, appendix A.
const (
	stateForeignKey    = "23503"
	stateUnique        = "23505"
	stateCheck         = "23514"
	stateExclusion     = "23P01"
	stateSerialization = "40001"
	stateDeadlock      = "40P01"
	stateCancelled     = "57014" // by us or by statement_timeout
	stateLockTimeout   = "55P03"
	stateDiskFull      = "53100"
)

// named turns what the driver says into a fault; a fault stays as it is. A violated constraint becomes
// the fault it is named after, see codeOf.
func named(err error) error {
	if err == nil || fault.CodeOf(err) != "" {
		return err
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return namedState(pg, err)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return unavailable(err)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if _, ok := errors.AsType[net.Error](err); ok || pgconn.SafeToRetry(err) {
		return unavailable(err)
	}
	return err
}

func namedState(pg *pgconn.PgError, err error) error {
	code := codeOf(pg.TableName, pg.ConstraintName)
	switch pg.Code {
	case stateUnique, stateExclusion:
		return fault.Clash(code, "Another %s stands in the way (%s).", noun(pg.TableName), code).Because(err)
	case stateForeignKey:
		return fault.Refuse(code, "The %s refers to something that is not there (%s).", noun(pg.TableName), code).Because(err)
	case stateCheck:
		return fault.Refuse(code, "The %s breaks the rule %s.", noun(pg.TableName), code).Because(err)
	case stateCancelled, stateLockTimeout, stateDeadlock, stateSerialization:
		return fault.New(fault.Unavailable, "database.busy", "The database is too busy for this now; try again.").Because(err)
	}
	if pg.Code == stateDiskFull {
		return fault.New(fault.Unavailable, "database.full", "The disk of the database is full; make room there and do it again. Nothing half-done was kept.").Because(err)
	}
	switch pg.Code[:2] {
	case "08", "53", "57", "58": // connection, resources (disk full among them), shutdown, system
		return unavailable(err)
	}
	return err
}

func unavailable(err error) error {
	return fault.New(fault.Unavailable, "database.unavailable", "The database cannot be reached, is stopping or short of memory or connections; see that it runs, and try again.").Because(err)
}

// codeOf gives the fault code that a constraint is named after: the table is the noun, the rest of the
// name the reason. venue_permission_letter of venue is venue.permission_letter.
func codeOf(table, constraint string) fault.Code {
	reason, ok := strings.CutPrefix(constraint, table+"_")
	if !ok {
		table, reason, _ = strings.Cut(constraint, "_")
	}
	return fault.Code(table + "." + reason)
}

func noun(table string) string { return strings.ReplaceAll(table, "_", " ") }

// lostRace says whether the database gave up one of two writers, so that trying again may do.
func lostRace(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == stateSerialization || pg.Code == stateDeadlock)
}

// dsnFault hides the connection string, which may hold a password.
func dsnFault(error) error {
	return fault.Malformed("database.url", "DATABASE_URL cannot be read; write it as postgres://user@host:5432/database.")
}

// missing is the fault of a noun that is not there, or whose id is none.
func missing(noun, id string) error {
	return fault.Missing(missingCode(noun), "There is no %s %q.", strings.ReplaceAll(noun, "_", " "), short(id))
}

// missingCode is <noun>.missing for what people ask for by id; of all else only the id can be wrong.
func missingCode(noun string) fault.Code {
	switch noun {
	case "area":
		return fault.Code("area.missing")
	case "venue":
		return fault.Code("venue.missing")
	case "venue_duplicate":
		return fault.Code("venue_duplicate.missing")
	case "drive":
		return fault.Code("drive.missing")
	case "plan":
		return fault.Code("plan.missing")
	case "camp":
		return fault.Code("camp.missing")
	case "registration":
		return fault.Code("registration.missing")
	case "grievance":
		return fault.Code("grievance.missing")
	case "issue_site":
		return fault.Code("issue_site.missing")
	case "crew":
		return fault.Code("crew.missing")
	case "work":
		return fault.Code("work.missing")
	case "road_closure":
		return fault.Code("road_closure.missing")
	case "works_plan":
		return fault.Code("works_plan.missing")
	case "visit":
		return fault.Code("visit.missing")
	}
	return fault.Code("id.malformed")
}

// key turns an id into what the driver sends: missing where it is no UUID.
func key(noun, id string) ([16]byte, error) {
	u, err := uuid.Parse(id)
	if err != nil || len(id) != 36 {
		return u, missing(noun, id)
	}
	return u, nil
}

// keyOrNull is key for an id that may be empty.
func keyOrNull(noun, id string) (*[16]byte, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // SQL NULL is the value
	}
	u, err := key(noun, id)
	return &u, err
}

// short cuts what somebody sent so that it fits into a sentence.
func short(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "..."
	}
	return s
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// none says that a statement gave no row.
func none(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

// quiet says that nothing was heard in the time given.
func quiet(err error) bool { return errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err) }
