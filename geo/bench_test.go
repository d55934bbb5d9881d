package geo

import (
	"compress/gzip"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

func BenchmarkCellOf(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	points := make([]orb.Point, 1024)
	for i := range points {
		points[i] = inBengal(rng)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := CellOf(points[i%len(points)], ResDemand); err != nil {
			b.Fatal(err)
		}
	}
}

// medianBlock is the real block with the middle number of positions.
func medianBlock(b *testing.B) orb.MultiPolygon {
	b.Helper()
	blocks := sharedAreas(b, "wb/blocks.geojson.gz")
	slices.SortFunc(blocks, func(x, y orb.MultiPolygon) int { return vertices(x) - vertices(y) })
	return blocks[len(blocks)/2]
}

func BenchmarkCoverBlockPolygon(b *testing.B) {
	block := medianBlock(b)
	var cells []Cell
	for b.Loop() {
		var err error
		if cells, err = PolygonCells(block, ResDemand); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(cells)), "cells")
	b.ReportMetric(float64(vertices(block)), "positions")
}

// BenchmarkCoverBlockPolygonByH3 is the same question put to the library.
func BenchmarkCoverBlockPolygonByH3(b *testing.B) {
	block := medianBlock(b)
	for b.Loop() {
		for _, p := range block {
			g := h3.GeoPolygon{}
			for _, q := range p[0] {
				g.GeoLoop = append(g.GeoLoop, toH3(q))
			}
			if _, err := h3.PolygonToCellsExperimental(g, ResDemand, h3.ContainmentOverlapping); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkCoverBlockRanges(b *testing.B) {
	block := medianBlock(b)
	for b.Loop() {
		if _, err := Cover(block); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCoverWindow(b *testing.B) {
	window := orb.Bound{Min: orb.Point{87.8, 23.1}, Max: orb.Point{88, 23.3}}
	for b.Loop() {
		if _, err := CoverBound(window); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSpreadBlock(b *testing.B) {
	block := medianBlock(b)
	for b.Loop() {
		if _, err := SpreadPolygon(block, 200_000, ResDemand); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAreaIndex(b *testing.B) {
	x := NewAreaIndex(sharedAreas(b, "wb/blocks.geojson.gz"))
	rng := rand.New(rand.NewPCG(1, 2))
	points := make([]orb.Point, 4096)
	for i := range points {
		points[i] = inBengal(rng)
	}
	for i := 0; b.Loop(); i++ {
		x.Locate(points[i%len(points)])
	}
}

// BenchmarkPointIndex finds the venues within a walk of 1,538 m, at the density of the state's.
func BenchmarkPointIndex(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 3))
	venues := make([]orb.Point, 114_000)
	for i := range venues {
		venues[i] = orb.Point{87 + 2*rng.Float64(), 22 + 4*rng.Float64()}
	}
	x := NewPointIndex(venues)
	var near []Near
	found := 0
	for i := 0; b.Loop(); i++ {
		near = x.AppendWithin(near[:0], venues[i%len(venues)], 1538)
		found += len(near)
	}
	b.ReportMetric(float64(found)/float64(b.N), "found/op")
}

func BenchmarkReadFeatures(b *testing.B) {
	z, err := gzip.NewReader(shared(b, "wb/blocks.geojson.gz"))
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		err := ReadFeatures(strings.NewReader(string(text)), func(_ int, f Feature) error { return f.Err })
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidateBlock(b *testing.B) {
	block := medianBlock(b)
	for b.Loop() {
		if err := Validate(block); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(vertices(block)), "positions")
}
