package casework

import (
	"slices"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// MaxFixes is how many geo-tag fixes one place may collect.
const MaxFixes = 200

// IssueSite is a place where something is broken; At and Radius are derived from its fixes.
type IssueSite struct {
	ID          string
	Tracking    string
	Category    string
	Description string
	Fixes       []geo.Fix
	At          orb.Point
	Radius      geo.Meters
	Cell        geo.Cell
	Area        planning.AreaID
	State       string // reported, closed
	Received    time.Time
	Version     int64
}

// Sighting reports an issue site with the fixes taken of it.
type Sighting struct {
	ID          string    `json:"id,omitempty"` // uuid, minted by the client; the service mints one where it is empty
	Category    string    `json:"category"`     // e.g. broken_drain
	Description string    `json:"description"`  // 1 to 4,000 characters
	Fixes       []geo.Fix `json:"fixes"`        // 1 to 200
}

// Check finds all that is wrong with the form of the sighting at once: issue_site.malformed with a
// JSON pointer each, or text.aadhaar where a field holds such a number.
func (s Sighting) Check() error {
	var f form
	f.id("/id", s.ID)
	f.word("/category", s.Category)
	f.text("/description", s.Description, 4000)
	f.fixes("/fixes", s.Fixes)
	return f.fault(fault.Code("issue_site.malformed"), "The issue site cannot be read.")
}

// Report decides what is kept of a sighting. Fixes must carry their ids; the position is the one
// geo.MergeFixes derives from them. Area is left to the caller.
func Report(s Sighting, m Minted) (IssueSite, error) {
	if err := s.Check(); err != nil {
		return IssueSite{}, err
	}
	site := IssueSite{
		ID: orElse(s.ID, m.ID), Tracking: m.Tracking, Category: s.Category, Description: clean(s.Description),
		Fixes: s.Fixes, State: StateReported, Received: m.Now, Version: 1,
	}
	return site, site.settle()
}

// AddFix decides what site becomes with one more fix: the position derived from all of them and the
// next version. It refuses with issue_site.closed once the site is closed, and with fix.too_many
// beyond MaxFixes. A fix that the site already holds, by id, changes nothing.
func AddFix(site IssueSite, fix geo.Fix) (IssueSite, error) {
	if err := CheckFix(fix); err != nil {
		return IssueSite{}, err
	}
	if site.State == StateClosed {
		return IssueSite{}, fault.Refuse("issue_site.closed", "This issue site is closed; report a new one.")
	}
	if HasFix(site.Fixes, fix.ID) {
		return site, nil
	}
	if err := RoomForFix(site.Fixes); err != nil {
		return IssueSite{}, err
	}
	site.Fixes = append(slices.Clip(site.Fixes), fix)
	site.Version++
	return site, site.settle()
}

// settle derives the site's position from its fixes.
func (s *IssueSite) settle() error {
	merged, err := geo.MergeFixes(s.Fixes)
	if err != nil {
		return err
	}
	s.At, s.Radius = merged.At, merged.Radius
	s.Cell, err = geo.CellOf(merged.At, geo.ResDemand)
	return err
}
