package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// content hashes what a source says of one row: 64 bits of SHA-256 over the fields, each with its
// length, so that an unchanged row is known without reading the stored one.
type content struct{ b []byte }

func (c *content) text(fields ...string) *content {
	for _, f := range fields {
		c.b = binary.AppendUvarint(c.b, uint64(len(f)))
		c.b = append(c.b, f...)
	}
	return c
}

func (c *content) number(fields ...int64) *content {
	for _, f := range fields {
		c.b = binary.BigEndian.AppendUint64(c.b, uint64(f))
	}
	return c
}

func (c *content) flag(f bool) *content {
	if f {
		return c.number(1)
	}
	return c.number(0)
}

func (c *content) at(p orb.Point) *content {
	return c.number(int64(math.Float64bits(p[0])), int64(math.Float64bits(p[1])))
}

func (c *content) polygons(m orb.MultiPolygon) *content {
	c.number(int64(len(m)))
	for _, polygon := range m {
		c.number(int64(len(polygon)))
		for _, ring := range polygon {
			c.number(int64(len(ring)))
			for _, p := range ring {
				c.at(p)
			}
		}
	}
	return c
}

// sum gives the hash and empties the buffer for the next row.
func (c *content) sum() int64 {
	h := sha256.Sum256(c.b)
	c.b = c.b[:0]
	return int64(binary.BigEndian.Uint64(h[:8]))
}

// known reads which rows of these sources are stored, and their contents.
func (im *importer) known(ctx context.Context, sql string, sources []string) (map[[16]byte]int64, error) {
	rows, err := im.tx.Query(ctx, sql, sources)
	if err != nil {
		return nil, err
	}
	out := map[[16]byte]int64{}
	var id [16]byte
	var sum int64
	_, err = pgx.ForEachRow(rows, []any{&id, &sum}, func() error {
		out[id] = sum
		return nil
	})
	return out, err
}

// sourcesOf lists the different sources of some rows.
func sourcesOf[T any](rows []T, of func(T) string) []string {
	seen := map[string]bool{}
	out := []string{}
	for _, r := range rows {
		if s := of(r); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}
