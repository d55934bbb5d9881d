package planning_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func aVenue() planning.Venue {
	return planning.Venue{Name: "Town School", Kind: "school", Host: planning.HostFixed, Permission: planning.PermissionNotAsked}
}

func TestAVenueIsToldAllItsMistakesAtOnce(t *testing.T) {
	bad := planning.Venue{
		Name: "a\tb", Kind: "High School", Host: "both", Capacity: -1, Permission: "granted", PermissionFrom: 10, PermissionTo: 9,
	}
	err := bad.Check()
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Code != "venue.malformed" {
		t.Fatalf("got %v", err)
	}
	var at []string
	for _, d := range f.Details {
		at = append(at, d.Pointer)
	}
	if got := strings.Join(at, " "); got != "/name /kind /host /capacity /permission_letter /permission_to" {
		t.Errorf("it complains about %s", got)
	}
	if err := aVenue().Check(); err != nil {
		t.Errorf("a good venue: %v", err)
	}
}

func TestAChangeTouchesOnlyWhatItGivesAndSaysWhatItKept(t *testing.T) {
	name, host, from := "Renamed", planning.HostNone, planning.Day(5)
	old := aVenue()
	got, kept, err := old.With(planning.VenueChange{Name: &name, Host: &host, PermissionFrom: &from})
	want := old
	want.Name, want.Host, want.PermissionFrom = name, host, from
	if err != nil || got.Name != want.Name || got.Host != want.Host || got.PermissionFrom != want.PermissionFrom || got.Kind != old.Kind || got.Capacity != old.Capacity {
		t.Errorf("got %+v, %v", got, err)
	}
	if !slices.Equal(kept, []string{"name", "host", "permission"}) || old.Name != "Town School" {
		t.Errorf("kept %v, the old venue is %+v", kept, old)
	}
	if same, kept, err := old.With(planning.VenueChange{}); err != nil || len(kept) != 0 || same.Name != old.Name {
		t.Errorf("no change: %+v, %v, %v", same, kept, err)
	}
}
