package geo

import (
	"time"

	"github.com/paulmach/orb"
)

// Fix is one observation of where something is.
type Fix struct {
	ID       string    `json:"id"`
	At       orb.Point `json:"at"`
	Accuracy Meters    `json:"accuracy_m"` // 68 % radius as the device states it
	Source   string    `json:"source"`     // gps, network, map, survey
	TakenAt  time.Time `json:"taken_at"`
	TakenBy  string    `json:"taken_by"`
}
