package ingest

import (
	"cmp"
	"maps"
	"slices"

	"doorstep/geo"
)

// osmNote is one thing that reading roads leaves out or takes on trust.
type osmNote int

const (
	noteClosed osmNote = iota
	noteUnbuilt
	noteClass
	noteSeason
	noteReversible
	noteConditional
	noteArea
	noteFerryDuration
	noteFerryHours
	noteRepeatedWay
	noteShortWay
	noteMissingNode
	noteOutside
	noteRepeatedNode
	noteBarrier
	noteBarrierJunction
	noteRestriction
	noteDeadEnd
	osmNotes
)

var noteTexts = [osmNotes]string{
	noteClosed:          "ways closed to everybody by their tags: not used",
	noteUnbuilt:         "ways that are not built, no longer there, or for trains, buses and races only: not used",
	noteClass:           "ways of a class that is not known: not used",
	noteSeason:          "roads on ice or of winter only: not used",
	noteReversible:      "lanes that change their direction by the hour: closed to vehicles",
	noteConditional:     "ways with conditions (hours, weights) in their tags: the conditions are not read",
	noteArea:            "squares drawn as areas: only their edges are ways",
	noteFerryDuration:   "ferries without a duration: taken at 10 km/h",
	noteFerryHours:      "ferries whose opening hours are not the same on every day: their hours are not known",
	noteRepeatedWay:     "ways that came twice: the one with more nodes counts",
	noteShortWay:        "ways with fewer than two nodes: not used",
	noteMissingNode:     "nodes that ways name and no file has: the ways are cut there",
	noteOutside:         "nodes that lie nowhere on Earth: taken as missing",
	noteRepeatedNode:    "nodes that came twice: the first counts",
	noteBarrier:         "gates, bollards and the like that stop somebody: the way is cut there for him",
	noteBarrierJunction: "gates and bollards on a junction, of which nobody can tell which road they close: not used",
	noteRestriction:     "turn restrictions: not used, turns cost nothing",
	noteDeadEnd:         "loose ends: nodes at which a single way ends",
}

// examples is how many ids are kept of each note.
const examples = 5

// RoadNote is one thing that reading roads left out, or took on trust.
type RoadNote struct {
	What  string  `json:"what"`
	Count int     `json:"count"`
	First []int64 `json:"first,omitempty"` // OpenStreetMap's ids of the first of them
}

// RoadFileCount says what was read of one file.
type RoadFileCount struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`
	Nodes int    `json:"nodes"` // all, whatever they belong to
	Ways  int    `json:"ways"`
}

// RoadClass is the length of the ways of a class, each counted once whatever its directions.
type RoadClass struct {
	Class  string     `json:"class"`
	Ways   int        `json:"ways"`
	Meters geo.Meters `json:"meters"`
}

// RoadReport says what was read of road files, what is used of it and what is not.
type RoadReport struct {
	Files   []RoadFileCount `json:"files"`
	Ways    int             `json:"ways"`  // used
	Nodes   int             `json:"nodes"` // used
	Classes []RoadClass     `json:"classes"`
	Notes   []RoadNote      `json:"notes"`
}

// notebook counts notes.
type notebook struct {
	counts [osmNotes]int
	first  [osmNotes][]int64
}

func (n *notebook) add(what osmNote, id int64) {
	n.counts[what]++
	if len(n.first[what]) < examples {
		n.first[what] = append(n.first[what], id)
	}
}

func (n *notebook) notes() []RoadNote {
	var all []RoadNote
	for what, count := range n.counts {
		if count > 0 {
			all = append(all, RoadNote{noteTexts[what], count, n.first[what]})
		}
	}
	return all
}

// classLengths gives classes by length, the longest first.
func classLengths(by map[string]RoadClass) []RoadClass {
	return slices.SortedFunc(maps.Values(by), func(a, b RoadClass) int {
		return cmp.Or(cmp.Compare(b.Meters, a.Meters), cmp.Compare(a.Class, b.Class))
	})
}
