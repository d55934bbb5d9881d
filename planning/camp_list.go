package planning

// CampList is a block's own camp list as it stood in its file, so that it can be given back with the
// same columns in the same order.
type CampList struct {
	Above   [][]string    `json:"above,omitempty"` // rows over the header: titles
	Columns []string      `json:"columns"`
	Rows    []CampListRow `json:"rows"`
}

// CampListRow is one row of a camp list.
type CampListRow struct {
	Line  int      `json:"line"` // of the file, from 1
	Cells []string `json:"cells"`
	Camp  CampID   `json:"camp"` // the camp of the plan made from it, "" where the row was refused
	Venue VenueID  `json:"venue,omitempty"`
	Day   Day      `json:"day,omitempty"`
}
