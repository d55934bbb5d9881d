package planning

// CampList is a block's own camp list as it stood in its file, so that it can be given back with the
// same columns in the same order.
type CampList struct {
	Columns []string      `json:"columns"`
	Rows    []CampListRow `json:"rows"`
}

// CampListRow is one row of a camp list.
type CampListRow struct {
	Line  int      `json:"line"` // of the file, the header being 1
	Cells []string `json:"cells"`
	Camp  CampID   `json:"camp"` // the camp of the plan made from it, "" where the row was refused
}
