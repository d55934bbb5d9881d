// Package ui carries the map page, built by Vite from this folder, inside the binary.
package ui

import (
	"embed"
	"io/fs"
)

// The build, or only .gitkeep where the page was not built.
//
//go:embed all:dist
var built embed.FS

// One page that says how to build the other.
//
//go:embed placeholder
var placeholder embed.FS

// FS gives the files of the page, index.html at the root: the build, or a placeholder that says how
// to build it where the binary was compiled without Node.
func FS() fs.FS {
	if Built() {
		return below(built, "dist")
	}
	return below(placeholder, "placeholder")
}

// Built reports whether the page itself is inside, not its placeholder.
func Built() bool {
	_, err := fs.Stat(built, "dist/index.html")
	return err == nil
}

// below cannot fail: both folders are named by the directives above, which the compiler holds.
func below(files embed.FS, folder string) fs.FS {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		panic(err)
	}
	return sub
}
