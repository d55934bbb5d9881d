package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/internal/world"
)

func (a *app) worldCommand() *cobra.Command {
	var booths int
	var seed uint64
	var out string
	cmd := &cobra.Command{
		Use:   "world --out DIR",
		Short: "Write a believable synthetic region, with every file an import can read",
		Example: fmt.Sprintf("  doorstep world --booths %d --out block       # a block\n  doorstep world --booths %d --out district  # about 850 camps\n"+
			"  doorstep world --booths %d --out state    # a state", world.BlockWorld, world.DistrictWorld, world.StateWorld),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return &usageError{fmt.Errorf("--out DIR is missing; see '%s --help'", cmd.CommandPath())}
			}
			m := a.meter()
			defer m.end()
			s, err := writeWorld(cmd, out, booths, seed, m)
			if err != nil {
				return err
			}
			m.end()
			if a.config.json {
				return json.NewEncoder(a.out).Encode(s)
			}
			fmt.Fprintf(a.out, "%s: %d people in %d hamlets, %d gram panchayats, %s, %s (%s); %d venues, %d booths.\n",
				out, s.People, s.Hamlets, s.Panchayats, counted(s.Blocks, "block", "blocks"), counted(s.Districts, "district", "districts"), strings.Join(s.DistrictNames, ", "), s.Venues, s.Booths)
			return nil
		},
	}
	cmd.AddCommand(a.worldWorksCommand())
	cmd.Flags().IntVar(&booths, "booths", world.DistrictWorld, "size, in polling booths of about 1,170 people")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed writes the same world")
	cmd.Flags().StringVar(&out, "out", "", "folder to write into; it must be new or empty")
	return cmd
}

// writeWorld writes a world into a new or empty folder.
func writeWorld(cmd *cobra.Command, dir string, booths int, seed uint64, m *meter) (s world.Summary, err error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return world.Summary{}, fault.Refuse("world.folder", "%s is not empty; name a new folder.", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return world.Summary{}, fault.New(fault.Unavailable, "world.folder", "%s cannot be made: %v.", dir, err)
	}
	partial, err := os.MkdirTemp(dir, ".doorstep-*") // what is cut short leaves no half of a region
	if err != nil {
		return s, unwritable(dir, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(partial)) }()
	names := []string{}
	create := func(name string) (io.WriteCloser, error) {
		names = append(names, name)
		return os.Create(filepath.Join(partial, name))
	}
	s, err = world.Write(cmd.Context(), create, booths, seed, func(done, total int) {
		m.tell("world", int64(done), int64(total))
	})
	if errors.Is(err, syscall.ENOSPC) {
		return s, unwritable(dir, syscall.ENOSPC)
	}
	if err != nil {
		return s, err
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(partial, name), filepath.Join(dir, name)); err != nil {
			return s, unwritable(dir, err)
		}
	}
	return s, nil
}

func unwritable(dir string, err error) error {
	return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be written: %v. Nothing was kept there.", dir, cause(err)).Because(err)
}
