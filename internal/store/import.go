package store

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// An import may take longer than a request, and waits while another one is at it.
const importSessionSQL = `
	SELECT set_config('statement_timeout', '0', true),
	       set_config('lock_timeout', '0', true),
	       set_config('idle_in_transaction_session_timeout', '0', true)`

// lockImport is the advisory lock that one import holds at a time.
const lockImport = 0x646f6f72_00000002

const importTurnSQL = `SELECT pg_advisory_xact_lock($1)`

const importRunSQL = `
	INSERT INTO import_run
	       (id, at, source, recipe, read, created, changed, unchanged, repaired, refused, absent)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

// importer is one import within its transaction.
type importer struct {
	tx     pgx.Tx
	store  *Store
	source string
	counts planning.ImportCounts
}

// Import merges a gazetteer into the database in one transaction: all of it or nothing.
//
// Areas, settlements, venues and probable duplicates are merged by id; a row whose source says what it
// said before is not touched, none is removed, and what a person has set on a venue or said of a
// duplicate stays. Closures and teams of the gazetteer's drive, and towns, census counts and absences
// of its districts are replaced as sets. Crews and works are merged by id, and what people did to them since stays
// unless their source says something new. New rows go in by COPY, changed ones by pipelined updates.
// docs/store.md has the reasons.
func (s *Store) Import(ctx context.Context, by casework.Actor, g planning.Gazetteer, meta planning.ImportMeta) (counts planning.ImportCounts, err error) {
	defer fault.Wrap(&err, "store.Import(%s)", meta.Source)
	if g.Drive == nil && len(g.Closures)+len(g.Teams) > 0 {
		return nil, fault.Refuse("import.no_drive", "The closures and teams belong to no drive; give the drive with them.")
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		im := &importer{tx: tx, store: s, source: meta.Source}
		if _, err := tx.Exec(ctx, importSessionSQL); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, importTurnSQL, int64(lockImport)); err != nil {
			return err
		}
		for _, step := range []func(context.Context, planning.Gazetteer) error{
			im.areas, im.settlements, im.booths, im.venues, im.duplicates, im.drive, im.closures, im.teams, im.pastCamps, im.towns, im.census, im.absences,
			im.crews, im.works,
		} {
			if err := step(ctx, g); err != nil {
				return err
			}
		}
		counts = im.counts
		return im.finish(ctx, by, g, meta)
	})
	return counts, err
}

// finish keeps what the import was and did.
func (im *importer) finish(ctx context.Context, by casework.Actor, g planning.Gazetteer, meta planning.ImportMeta) error {
	fresh, err := newID()
	if err != nil {
		return err
	}
	id, err := key("import_run", fresh)
	if err != nil {
		return err
	}
	absent := g.Absent
	if absent == nil {
		absent = []planning.Absence{}
	}
	text, err := json.Marshal(absent)
	if err != nil {
		return err
	}
	sum := im.counts.Total()
	if _, err := im.tx.Exec(ctx, importRunSQL, id, im.store.now(), meta.Source, meta.Recipe, meta.Read, sum.Created, sum.Changed,
		sum.Unchanged, meta.Repaired, meta.Refused, text); err != nil {
		return err
	}
	return im.store.audit(ctx, im.tx, by, "import.run", "import_run", fresh, map[string]any{"source": meta.Source, "counts": im.counts})
}

// done keeps the count of one noun.
func (im *importer) done(n planning.NounCount) { im.counts = append(im.counts, n) }

// each runs one statement for each row, pipelined.
func (im *importer) each(ctx context.Context, sql string, rows [][]any) error {
	const pipeline = 500
	for len(rows) > 0 {
		n := min(pipeline, len(rows))
		var b pgx.Batch
		for _, args := range rows[:n] {
			b.Queue(sql, args...)
		}
		if err := im.tx.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// copy puts new rows into a table.
func (im *importer) copy(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := im.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return err
}
