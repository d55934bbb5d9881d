//go:build !unix

package main

// mapFile reads a file: there is no mapping here.
func mapFile(name string) ([]byte, func() error, error) { return readWhole(name) }
