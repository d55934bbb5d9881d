package planning

// Options say how hard to look. Zero fields take the defaults.
type Options struct {
	PriceUnits   int64 `json:"price_units"`   // subgradient steps of the bound
	ImproveUnits int64 `json:"improve_units"` // moves tried by the improvement stage
}

// Progress is told to whoever waits for a plan.
type Progress struct {
	Stage   string // reach, greedy, price, improve, assign, calendar, check
	Percent int    // 0..100, never falling
}

// Violation is one broken hard rule of a plan.
type Violation struct {
	Rule  string `json:"rule"`  // e.g. group.day, venue.closed, camp.cap
	Where string `json:"where"` // the camp, cell, group or day it is about
	Row   int    `json:"row,omitempty"`
	Text  string `json:"text"` // what is wrong, in one sentence
}
