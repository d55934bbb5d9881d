package main

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// groundFile is where imports keep what they know of water and crossings, by source.
const groundFile = "ground.json"

// groundFormat is the format name of that file.
const groundFormat = "doorstep.ground/1"

// groundDocument is the file: the layers of every source, by name. An import replaces those of its own source.
type groundDocument struct {
	Format  string         `json:"format"`
	Sources []groundLayers `json:"sources"`
}

type groundLayers struct {
	Source    string              `json:"source"`
	Water     []planning.Water    `json:"water"`
	Crossings []planning.Crossing `json:"crossings"`
}

// groundFolder is where a home keeps it, "" where it has no folder: a server of one's own without --ground.
func (a *app) groundFolder(h *home) string {
	switch {
	case a.config.ground != "":
		return a.config.ground
	case h.data != "":
		return filepath.Join(h.data, "ground")
	}
	return ""
}

// keepGround keeps the water and crossings of an import. A folder without water leaves what is kept as it is.
func (a *app) keepGround(h *home, g *planning.Gazetteer, source string) error {
	dir := a.groundFolder(h)
	if len(g.Water) == 0 || dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be made: %v.", dir, err).Because(err)
	}
	name := filepath.Join(dir, groundFile)
	kept, err := readGround(name)
	if err != nil {
		return err
	}
	kept.Sources = slices.DeleteFunc(kept.Sources, func(l groundLayers) bool { return l.Source == source })
	kept.Sources = append(kept.Sources, groundLayers{source, g.Water, g.Crossings})
	return a.writeFile(name, func(w io.Writer) error { return json.NewEncoder(w).Encode(kept) })
}

// readGround reads the file, an empty one where there is none.
func readGround(name string) (doc groundDocument, err error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return groundDocument{Format: groundFormat}, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &doc)
	}
	if err != nil || doc.Format != groundFormat {
		return doc, fault.Malformed("travel.ground", "%s cannot be read as the water and crossings that imports keep (%v). Take it away and import again.", name, err)
	}
	return doc, nil
}

// ground is what a service knows of how one gets about: read when first asked for, and again when an import changed it.
type ground struct {
	app   *app
	dir   string
	mu    sync.Mutex
	read  *planning.Travel
	stamp time.Time
	roads openRoadFile
}

// openRoadFile is a road file that is mapped as long as the service runs.
type openRoadFile struct {
	layers planning.TravelLayers
	opened bool
	close  func() error
}

func (a *app) groundOf(h *home) *ground { return &ground{app: a, dir: a.groundFolder(h)} }

// travel gives what is known now.
func (g *ground) travel() (*planning.Travel, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	name := filepath.Join(g.dir, groundFile)
	stamp := time.Time{}
	if info, err := os.Stat(name); err == nil && g.dir != "" {
		stamp = info.ModTime()
	}
	if g.read != nil && stamp.Equal(g.stamp) {
		return g.read, nil
	}
	layers, err := g.layers()
	if err != nil {
		return nil, err
	}
	if !stamp.IsZero() {
		doc, err := readGround(name)
		if err != nil {
			return nil, err
		}
		for _, s := range doc.Sources {
			layers.Water, layers.Crossings = append(layers.Water, s.Water...), append(layers.Crossings, s.Crossings...)
		}
	}
	g.read, g.stamp = planning.NewTravel(layers), stamp
	return g.read, nil
}

// layers gives the factors and, where the service has one, the road graph.
func (g *ground) layers() (planning.TravelLayers, error) {
	if g.roads.opened {
		return g.roads.layers, nil
	}
	layers := planning.TravelLayers{Factors: planning.DefaultTravelFactors()}
	if name := g.app.config.roads; name != "" {
		roads, done, err := openRoads(name)
		if err != nil {
			return layers, err
		}
		layers.Roads, g.roads.close = roads, done
	}
	g.roads.layers, g.roads.opened = layers, true
	return layers, nil
}

// close gives the road file back; nothing may be asked after that.
func (g *ground) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.roads.close == nil {
		return nil
	}
	return g.roads.close()
}
