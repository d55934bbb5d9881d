package api

import (
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"doorstep/internal/fault"
)

// Tiles is an optional background of raster tiles; without it the page draws on our own boundaries.
type Tiles struct {
	URL         string `json:"tiles"`       // XYZ template, https://host/{z}/{x}/{y}.png, "" for none
	Attribution string `json:"attribution"` // what the tiles' owner asks to be shown
}

// static serves the embedded page and its files.
type static struct {
	files fs.FS
	tiles Tiles
}

// routes mounts the page, each file beside it, and each folder of files. Whatever else is asked for is
// not there: the page has no addresses of its own besides /.
func (s static) routes() ([]route, error) {
	needs := may("read", "page")
	entries, err := fs.ReadDir(s.files, ".")
	if err != nil {
		return nil, err
	}
	routes := []route{
		{Method: http.MethodGet, Path: "/", Needs: needs, AnyQuery: true, Do: s.index},
		{Method: http.MethodGet, Path: "/config.json", Needs: needs, AnyQuery: true, Do: s.config},
	}
	for _, e := range entries {
		at := "/" + e.Name()
		switch {
		case at == "/config.json", strings.HasPrefix(e.Name(), "."):
			continue
		case e.IsDir():
			at += "/*"
		}
		routes = append(routes, route{Method: http.MethodGet, Path: at, Needs: needs, AnyQuery: true, Do: s.file})
	}
	return routes, nil
}

// index gives the page; it names its other files by their digest, so it must be asked for each time.
func (s static) index(w http.ResponseWriter, r *http.Request) error {
	return s.send(w, r, "index.html")
}

// config tells the page what it cannot know from its build.
func (s static) config(w http.ResponseWriter, r *http.Request) error {
	return writeNoun(w, r, 0, s.tiles)
}

func (s static) file(w http.ResponseWriter, r *http.Request) error {
	return s.send(w, r, strings.TrimPrefix(r.URL.Path, "/"))
}

func (s static) send(w http.ResponseWriter, r *http.Request, name string) error {
	missing := fault.Missing("route.missing", "There is nothing at this address.")
	if !fs.ValidPath(name) {
		return missing
	}
	info, err := fs.Stat(s.files, name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
		return missing
	}
	if err != nil {
		return err
	}
	body, err := fs.ReadFile(s.files, name)
	if err != nil {
		return err
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = http.DetectContentType(body)
	}
	if strings.HasPrefix(name, "assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // named by its digest
	}
	if strings.HasPrefix(kind, "text/html") {
		w.Header().Set("Content-Security-Policy", pagePolicy(s.tiles.URL))
	}
	return sendTagged(w, r, kind, etag(0, body), body)
}
