package casework

import (
	"crypto/sha256"
	"encoding/json"
	"math"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// Content says in 32 bytes what a creation asks for: whoever sends the same again under the same id is
// given what was made of it, other content under that id is a conflict. The id itself is left out, and
// what reads the same once it is kept (blanks around a name, the writing of a phone number) is the same.
type Content [sha256.Size]byte

func contentOf(asked any) Content {
	text, err := json.Marshal(asked)
	if err != nil {
		panic("casework: content of what was not checked: " + err.Error()) // strings, integers and finite numbers only
	}
	return sha256.Sum256(text)
}

// Content of an application at a camp, which must have passed Check.
func (a Application) Content(camp planning.CampID) Content {
	return contentOf(struct {
		Camp                           planning.CampID
		Applicant, Name, Phone, Scheme string
		TakenAt                        *int64
	}{camp, a.Applicant, clean(a.Name), mustPhone(a.Phone), a.Scheme, instant(a.TakenAt)})
}

// Content of a complaint, which must have passed Check.
func (c Complaint) Content() Content {
	return contentOf(struct {
		Category, Description, Name, Phone string
		Camp                               planning.CampID
		IssueSite                          string
		At                                 *orb.Point
	}{c.Category, clean(c.Description), clean(c.Name), mustPhone(c.Phone), c.Camp, c.IssueSite, c.At})
}

// Content of a sighting as its sender gave it, before its fixes are given ids; it must have passed Check.
func (s Sighting) Content() Content {
	return contentOf(struct {
		Category, Description string
		Fixes                 []fixContent
	}{s.Category, clean(s.Description), contentOfFixes(s.Fixes)})
}

// VenueContent is the Content of a venue as its sender gave it with its fixes; both must have passed
// their checks.
func VenueContent(v planning.Venue, fixes []geo.Fix) Content {
	return contentOf(struct {
		Name, Kind       string
		Host             planning.Host
		At               [2]uint64 // its bits: what is no position is only found out later
		Capacity         int64
		Facilities       []string `json:",omitzero"`
		Locality         string
		Permission       planning.Permission
		PermissionLetter string
		From, To         int64
		Fixes            []fixContent
	}{
		v.Name, v.Kind, v.Host,
		[2]uint64{math.Float64bits(v.At[0]), math.Float64bits(v.At[1])},
		v.Capacity, v.Facilities, v.Locality, v.Permission, v.PermissionLetter,
		int64(v.PermissionFrom), int64(v.PermissionTo), contentOfFixes(fixes),
	})
}

type fixContent struct {
	ID       string
	At       orb.Point
	Accuracy geo.Meters
	Source   string
	TakenAt  *int64
	TakenBy  string
}

func contentOfFixes(fixes []geo.Fix) []fixContent {
	out := make([]fixContent, len(fixes))
	for i, f := range fixes {
		out[i] = fixContent{f.ID, f.At, f.Accuracy, f.Source, instant(&f.TakenAt), f.TakenBy}
	}
	return out
}

// instant is a time to the microsecond, as the database keeps it, whatever its zone.
func instant(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	return new(t.UnixMicro())
}
