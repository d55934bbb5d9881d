package geo

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// shared opens a file of the shared data, or skips the test; in CI it fails instead.
func shared(tb testing.TB, name string) io.ReadCloser {
	tb.Helper()
	dir := os.Getenv("DOORSTEP_SHARED_DATA")
	if dir == "" {
		dir = filepath.Join(moduleRoot(tb), "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if errors.Is(err, os.ErrNotExist) {
		if os.Getenv("CI") == "true" {
			tb.Fatalf("missing in CI: %v", err)
		}
		tb.Skipf("shared data missing: %v", err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := f.Close(); err != nil {
			tb.Error(err)
		}
	})
	return f
}

func moduleRoot(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			tb.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// archive reads the files of a tar.gz of the shared data whose path ends in suffix.
func archive(tb testing.TB, name, suffix string) map[string][]byte {
	tb.Helper()
	z, err := gzip.NewReader(shared(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, suffix) {
			continue
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			tb.Fatal(err)
		}
	}
	if len(files) == 0 {
		tb.Fatalf("%s has no files %s", name, suffix)
	}
	return files
}

// sharedAreas reads the polygons of a gzipped GeoJSON file of the shared data.
func sharedAreas(tb testing.TB, name string) []orb.MultiPolygon {
	tb.Helper()
	z, err := gzip.NewReader(shared(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	var areas []orb.MultiPolygon
	err = ReadFeatures(z, func(n int, f Feature) error {
		if f.Err != nil {
			tb.Errorf("feature %d: %v", n, f.Err)
		}
		areas = append(areas, multi(f.Geometry))
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return areas
}

func multi(g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	return nil
}
