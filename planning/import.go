package planning

// ImportMeta says where a gazetteer came from.
type ImportMeta struct {
	Source   string // name of the source, as the recipe gives it
	Recipe   string
	Read     int64 // rows read, refused ones among them
	Repaired int64
	Refused  int64
}

// NounCount says what an import did to one noun's rows.
type NounCount struct {
	Noun      string `json:"noun"`
	Created   int64  `json:"created"`
	Changed   int64  `json:"changed"`
	Unchanged int64  `json:"unchanged"`
	Removed   int64  `json:"removed,omitempty"` // only of sets that are replaced: closures, teams, towns, shares, booths, ...
	// NotNamed counts the settlements or venues of the same source in the import's districts that are stored and
	// that the import no longer names. They stay, and are planned with.
	NotNamed       int64 `json:"not_named,omitempty"`
	NotNamedPeople int64 `json:"not_named_people,omitempty"` // who live in such settlements
}

// ImportCounts says what an import did, noun by noun.
type ImportCounts []NounCount

// Total adds the nouns up.
func (c ImportCounts) Total() NounCount {
	sum := NounCount{Noun: "all"}
	for _, n := range c {
		sum.Created += n.Created
		sum.Changed += n.Changed
		sum.Unchanged += n.Unchanged
		sum.Removed += n.Removed
		sum.NotNamed += n.NotNamed
		sum.NotNamedPeople += n.NotNamedPeople
	}
	return sum
}
