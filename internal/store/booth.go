package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"doorstep/planning"
)

const boothColumns = `
	       o.area,
	       a.name,
	       o.camp_group,
	       o.people,
	       o.geom`

func scanBooth(row pgx.CollectableRow) (b planning.Booth, err error) {
	err = row.Scan(&b.ID, &b.Name, &b.Group, &b.People, (*point)(&b.At))
	return b, err
}

const gazetteerBoothsSQL = `
	SELECT` + boothColumns + `
	FROM   booth o
	JOIN   area a ON a.id = o.area
	WHERE  a.pos_from >= $1
	AND    a.pos_to <= $2
	ORDER  BY o.area`

const importBoothsSQL = `
	SELECT` + boothColumns + `
	FROM   booth o
	JOIN   area a ON a.id = o.area
	WHERE  EXISTS (
	       SELECT FROM area d
	       WHERE  d.id = ANY ($1::uuid[])
	       AND    a.pos_from >= d.pos_from
	       AND    a.pos_to <= d.pos_to)`

const importBoothPutSQL = `
	INSERT INTO booth
	       (area, camp_group, people, geom)
	VALUES ($1, $2, $3, $4)
	ON     CONFLICT (area) DO UPDATE
	SET    camp_group = excluded.camp_group,
	       people = excluded.people,
	       geom = excluded.geom`

const importBoothsGoneSQL = `
	DELETE FROM booth
	WHERE  area = ANY ($1::uuid[])`

// booths replaces the booths of the import's districts, as a set; an import without booths leaves them as they are.
func (im *importer) booths(ctx context.Context, g planning.Gazetteer) error {
	districts, err := districtsOf(g)
	if err != nil || len(g.Booths) == 0 || len(districts) == 0 {
		return err
	}
	old, err := collect(ctx, im.tx, scanBooth, importBoothsSQL, districts)
	if err != nil {
		return err
	}
	stored := make(map[planning.AreaID]planning.Booth, len(old))
	for _, b := range old {
		stored[b.ID] = b
	}
	count := planning.NounCount{Noun: "booths"}
	var put [][]any
	for _, b := range g.Booths {
		was, there := stored[b.ID]
		delete(stored, b.ID)
		switch {
		case !there:
			count.Created++
		case was.Group != b.Group || was.People != b.People || was.At != b.At:
			count.Changed++
		default:
			count.Unchanged++
			continue
		}
		area, err := key("area", string(b.ID))
		if err != nil {
			return err
		}
		group, err := key("area", b.Group)
		if err != nil {
			return err
		}
		put = append(put, []any{area, group, b.People, point(b.At)})
	}
	if err := im.each(ctx, importBoothPutSQL, put); err != nil {
		return err
	}
	gone := make([][16]byte, 0, len(stored))
	for id := range stored {
		area, err := key("area", string(id))
		if err != nil {
			return err
		}
		gone = append(gone, area)
	}
	count.Removed = int64(len(gone))
	if len(gone) > 0 {
		if _, err := im.tx.Exec(ctx, importBoothsGoneSQL, gone); err != nil {
			return err
		}
	}
	im.done(count)
	return nil
}
