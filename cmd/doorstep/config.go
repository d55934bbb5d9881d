package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// config is every setting; each has a flag, and an environment variable that the flag overrides.
type config struct {
	database string // DATABASE_URL: a PostgreSQL of your own; "": the private cluster
	data     string // DOORSTEP_DATA: folder of the private cluster
	listen   string // DOORSTEP_LISTEN: host:port of the server
	tiles    string // DOORSTEP_TILES: raster tile template for the map, "": own boundaries only
	credit   string // DOORSTEP_TILES_CREDIT: attribution of the tiles
	ground   string // DOORSTEP_GROUND: folder of what imports know of water and crossings
	roads    string // DOORSTEP_ROADS: road file that the service travels by
	json     bool
	quiet    bool
}

func (c *config) flags(f *pflag.FlagSet, getenv func(string) string) {
	env := func(name, fallback string) string {
		if v := strings.TrimSpace(getenv(name)); v != "" {
			return v
		}
		return fallback
	}
	f.StringVar(&c.database, "database", env("DATABASE_URL", ""), "PostgreSQL to use, a URL (env DATABASE_URL); empty: a private cluster")
	f.Lookup("database").DefValue = "" // help shows defaults, and a URL may hold a password
	f.StringVar(&c.data, "data", env("DOORSTEP_DATA", ""), "folder of the private cluster (env DOORSTEP_DATA)")
	f.StringVar(&c.ground, "ground", env("DOORSTEP_GROUND", ""), "folder where imports keep water and crossings and the service finds them (env DOORSTEP_GROUND);\nempty: ground in the data folder of the private cluster")
	f.StringVar(&c.listen, "listen", env("DOORSTEP_LISTEN", "127.0.0.1:8080"), "address to serve on, loopback only (env DOORSTEP_LISTEN)")
	f.StringVar(&c.tiles, "tiles", env("DOORSTEP_TILES", ""), "raster tile template for the map, https://.../{z}/{x}/{y}.png (env DOORSTEP_TILES)")
	f.StringVar(&c.credit, "tiles-credit", env("DOORSTEP_TILES_CREDIT", ""), "attribution the tiles ask for (env DOORSTEP_TILES_CREDIT)")
	f.StringVar(&c.roads, "road-file", env("DOORSTEP_ROADS", ""), "road file of doorstep roads build that the service travels by (env DOORSTEP_ROADS)")
	f.BoolVar(&c.json, "json", false, "print the result as one JSON object")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "no progress")
}
