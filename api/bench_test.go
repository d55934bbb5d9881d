package api

import (
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// discard is an answer that nobody reads.
type discard struct {
	h http.Header
	n int64
}

func (d *discard) Header() http.Header {
	if d.h == nil {
		d.h = http.Header{}
	}
	return d.h
}

func (d *discard) WriteHeader(int) {}

func (d *discard) Write(b []byte) (int, error) {
	d.n += int64(len(b))
	return len(b), nil
}

func benchVenue() planning.Venue {
	return planning.Venue{
		ID: "0190f5a8-7c1e-7abc-8def-0123456789ab", Name: "Gobindapur High School", Kind: "high_school", Host: planning.HostFixed,
		Area: "0190f5a8-7c1e-7abc-8def-0123456789ab", Group: "0190f5a8-7c1e-7abc-8def-0123456789ab", At: orb.Point{88.123456, 22.654321}, Cell: 0x893cf160e63ffff,
		Permission: planning.PermissionNotAsked, Source: "wb", SourceID: "school/123456", Version: 1, UpdatedAt: time.Unix(1_767_600_000, 0),
	}
}

func benchCell() planning.PlanCell {
	return planning.PlanCell{
		Cell: 0x893cf160e63ffff, Group: "0190f5a8-7c1e-7abc-8def-0123456789ab", GroupName: "Gobindapur", Block: "0190f5a8-7c1e-7abc-8def-0123456789ab",
		BlockName: "Bardhaman-I", Place: "Gobindapur", People: 912, Visitors: 273, Served: 200, Within: true, Reason: planning.ReasonBudget,
		Detail: "The camp-days are spent elsewhere.", Distance: 1234,
	}
}
