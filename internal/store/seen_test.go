package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/internal/store"
	"doorstep/planning"
)

// sendable are the creations that a phone may send under an id of its own. other asks for something else.
func sendable(s *store.Store, camp planning.CampID) map[string]func(id string, k casework.Key, other bool) (any, error) {
	ctx := context.Background()
	words := func(other bool) string {
		if other {
			return "something else"
		}
		return "a hole"
	}
	tag := []geo.Fix{fix(inside)}
	return map[string]func(string, casework.Key, bool) (any, error){
		"registration": func(id string, k casework.Key, other bool) (any, error) {
			return s.Register(ctx, officer, k, camp, casework.Application{ID: id, Name: words(other), Phone: "9876543210", Scheme: "widow_pension"})
		},
		"grievance": func(id string, k casework.Key, other bool) (any, error) {
			return s.FileGrievance(ctx, officer, k, casework.Complaint{ID: id, Category: "roads", Description: words(other), Camp: camp})
		},
		"issue_site": func(id string, k casework.Key, other bool) (any, error) {
			return s.ReportIssueSite(ctx, officer, k, casework.Sighting{ID: id, Category: "roads", Description: words(other), Fixes: tag})
		},
		"venue": func(id string, k casework.Key, other bool) (any, error) {
			return s.CreateVenue(ctx, officer, k, planning.Venue{ID: planning.VenueID(id), Name: words(other), Kind: "school", Host: planning.HostFixed}, tag)
		},
	}
}

func TestWhatIsSentAgainUnderItsOwnIDIsOneThing(t *testing.T) {
	s, conn, _ := filled(t, 40, 40)
	_, camps := published(t, s)
	for noun, create := range sendable(s, camps[0].ID) {
		t.Run(noun, func(t *testing.T) {
			id, key := newID(), fresh()
			first, err := create(id, casework.Key{}, false)
			ok(t, err)
			audited := ask[int](t, conn, "SELECT count(*) FROM audit")
			for i, k := range []casework.Key{{}, key, key, fresh()} {
				again, err := create(id, k, false)
				ok(t, err)
				if a, b := told(first), told(again); a != b {
					t.Errorf("at first %s\n%d again %s", a, i, b)
				}
			}
			for _, k := range []casework.Key{{}, fresh()} {
				_, err = create(id, k, true)
				refused(t, err, codeOfID(noun))
			}
			if n := ask[int](t, conn, "SELECT seen FROM "+noun+" WHERE id = $1", id); n != 4 { // one of the five was answered by its key
				t.Errorf("seen %d times, each of which must write", n)
			}
			if n := ask[int](t, conn, "SELECT count(*) FROM audit"); n != audited {
				t.Errorf("%d audit rows of nothing new", n-audited)
			}
		})
	}
}

func TestTwoWhoSendOneThingUnderItsIDAtOnceAreBothAnswered(t *testing.T) {
	s, conn, _ := filled(t, 40, 40)
	_, camps := published(t, s)
	for noun, create := range sendable(s, camps[0].ID) {
		t.Run(noun, func(t *testing.T) {
			for round := range 5 {
				id := newID()
				got := make([]string, 6)
				var wg sync.WaitGroup
				for i := range got {
					wg.Go(func() {
						k := casework.Key{}
						if i%2 == 1 {
							k = fresh()
						}
						out, err := create(id, k, false)
						if err != nil {
							t.Error(err)
							return
						}
						got[i] = told(out)
					})
				}
				wg.Wait()
				for _, g := range got {
					if g != got[0] {
						t.Errorf("round %d: two answers\n%s\n%s", round, g, got[0])
					}
				}
				if n := ask[int](t, conn, "SELECT seen FROM "+noun+" WHERE id = $1", id); n != len(got) {
					t.Errorf("seen %d times of %d", n, len(got))
				}
			}
		})
	}
}

func TestAPersonWhoIsKnownIsAnsweredTwiceToo(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	_, camps := published(t, s)
	for range 10 {
		app := applicant() // whose open registration would be a duplicate
		app.ID = newID()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := s.Register(ctx, officer, casework.Key{}, camps[0].ID, app); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := ask[int](t, conn, "SELECT count(*) FROM registration WHERE applicant = $1", app.Applicant); n != 1 {
			t.Fatalf("%d are kept", n)
		}
	}
}

func TestAReceiptIsGivenAgainWhenTheCampIsOverAndItsPlanReplaced(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	_, camps := published(t, s)
	app := applicant()
	app.ID = newID()
	first, err := s.Register(ctx, officer, casework.Key{}, camps[0].ID, app)
	ok(t, err)
	published(t, s)
	again, err := at(t, conn, noon.AddDate(1, 0, 0)).Register(ctx, officer, casework.Key{}, camps[0].ID, app)
	ok(t, err)
	if again.Tracking != first.Tracking || !again.Received.Equal(first.Received) {
		t.Errorf("at first %+v, then %+v", first, again)
	}
	_, err = s.Register(ctx, officer, casework.Key{}, camps[1].ID, app)
	refused(t, err, "registration.id") // the same person at another camp is another thing
}

// told is a noun as text, the same however its instants and sequences were read.
func told(noun any) string {
	switch n := noun.(type) {
	case casework.IssueSite:
		n.Fixes, n.Received = nil, n.Received.UTC()
		return fmt.Sprintf("%+v", n)
	case planning.Venue:
		n.Flags, n.UpdatedAt = nil, n.UpdatedAt.UTC()
		return fmt.Sprintf("%+v", n)
	}
	return fmt.Sprintf("%+v", utc(noun))
}

func codeOfID(noun string) fault.Code { return fault.Code(noun + ".id") }
