package world

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// Create opens a new file of the world; the caller says where.
type Create func(name string) (io.WriteCloser, error)

// table is a CSV file being written, gzipped where its name says so.
type table struct {
	*csv.Writer
	close func() error
}

// shapes is a GeoJSON FeatureCollection being written, one feature a line.
type shapes struct {
	w     io.Writer
	count int
	close func() error
}

// open makes a file and, for a name in .gz, a compressor over it; no time stamp is written.
func open(create Create, name string) (io.Writer, func() error, error) {
	f, err := create(name)
	if err != nil {
		return nil, nil, fmt.Errorf("create %s: %w", name, err)
	}
	if len(name) < 3 || name[len(name)-3:] != ".gz" {
		return f, f.Close, nil
	}
	z := gzip.NewWriter(f)
	return z, func() error { return errors.Join(z.Close(), f.Close()) }, nil
}

func openTable(create Create, name string, header ...string) (*table, error) {
	w, done, err := open(create, name)
	if err != nil {
		return nil, err
	}
	t := &table{Writer: csv.NewWriter(w)}
	t.close = func() error {
		t.Flush()
		return errors.Join(t.Error(), done())
	}
	return t, t.Write(header)
}

func openShapes(create Create, name string) (*shapes, error) {
	w, done, err := open(create, name)
	if err != nil {
		return nil, err
	}
	s := &shapes{w: w}
	s.close = func() error {
		_, err := io.WriteString(s.w, "\n]}\n")
		return errors.Join(err, done())
	}
	_, err = io.WriteString(w, `{"type":"FeatureCollection","features":[`)
	return s, err
}

// add writes one feature with its properties in the order of their names.
func (s *shapes) add(id string, properties map[string]any, g orb.Geometry) error {
	ids, err := json.Marshal(id)
	if err != nil {
		return err
	}
	props, err := json.Marshal(properties)
	if err != nil {
		return err
	}
	line := []byte(",\n")
	if s.count == 0 {
		line = line[1:]
	}
	line = fmt.Appendf(line, `{"type":"Feature","id":%s,"properties":%s,"geometry":`, ids, props)
	line = append(geo.AppendGeometry(line, g), '}')
	s.count++
	_, err = s.w.Write(line)
	return err
}

// degrees writes a position as the two CSV fields lon, lat.
func degrees(p orb.Point) (lon, lat string) {
	at := lonLat(p)
	return strconv.FormatFloat(at[0], 'f', 6, 64), strconv.FormatFloat(at[1], 'f', 6, 64)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// writeJSON writes one small document.
func writeJSON(create Create, name string, v any) (err error) {
	defer fault.Wrap(&err, "write %s", name)
	f, err := create(name)
	if err != nil {
		return err
	}
	e := json.NewEncoder(f)
	e.SetIndent("", "  ")
	return errors.Join(e.Encode(v), f.Close())
}
