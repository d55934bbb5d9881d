package ingest

import (
	"errors"
	"io/fs"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// readDrive reads drive.json over the default drive; nil where there is none.
func readDrive(fsys fs.FS, name, source string) (*planning.Drive, error) {
	f, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Malformed("file.unreadable", "%s cannot be opened: %v. Check its permissions.", name, err).Because(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	d := planning.DefaultDrive()
	d.Name = ""
	if err := decodeStrict(f, &d); err != nil {
		return nil, fault.Malformed("drive.malformed", "%s cannot be read: %s.", name, err).Because(err)
	}
	if d.Name == "" {
		d.Name = "Drive from " + d.FirstDay.String()
	}
	if d.ID == "" {
		d.ID = planning.DriveID(planning.ImportedID(source, "drive", d.Name))
	}
	if err := d.Check(); err != nil {
		return nil, inFile(name, err)
	}
	return &d, nil
}

// defaultDrive is the drive of a folder that has a calendar or teams, but no drive.json for them.
func defaultDrive(source string) *planning.Drive {
	d := planning.DefaultDrive()
	d.ID = planning.DriveID(planning.ImportedID(source, "drive", d.Name))
	return &d
}

// sourceOf reads source.json: the name a folder's rows are kept under.
func sourceOf(fsys fs.FS, fallback string) (string, error) {
	f, err := fsys.Open("source.json")
	if errors.Is(err, fs.ErrNotExist) {
		return fallback, nil
	}
	if err != nil {
		return "", fault.Malformed("file.unreadable", "source.json cannot be opened: %v. Check its permissions.", err).Because(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var s struct {
		Source string `json:"source"`
		About  string `json:"about"`
	}
	if err := decodeStrict(f, &s); err != nil {
		return "", fault.Malformed("source.malformed", "source.json cannot be read: %s. It holds {\"source\": \"a-name\"}.", err).Because(err)
	}
	if name, _ := tidy(s.Source); name == "" || name != s.Source || len(name) > 60 {
		return "", fault.Malformed("source.malformed", "source.json gives the source %q; give a name of 1 to 60 characters.", s.Source)
	}
	return s.Source, nil
}
