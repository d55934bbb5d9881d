package planning

import "github.com/paulmach/orb"

// Level is the rank of an area in the administrative tree.
type Level string

// The levels, from the top. A tree may lack any of them.
const (
	LevelState         Level = "state"
	LevelDistrict      Level = "district"
	LevelSubDivision   Level = "sub_division"
	LevelBlock         Level = "block"
	LevelMunicipality  Level = "municipality" // municipality, corporation or other urban local body
	LevelGramPanchayat Level = "gram_panchayat"
	LevelBorough       Level = "borough"
	LevelWard          Level = "ward"
	LevelGramSansad    Level = "gram_sansad"
	LevelBooth         Level = "booth"
)

// Area is a node of the administrative tree, true from ValidFrom until ValidTo (0: still).
//
// From and To are gapped preorder positions: the areas within a are those with a.From <= From and
// To <= a.To. A split takes positions from the gap and rewrites no other area.
type Area struct {
	ID        AreaID
	Parent    AreaID // "" for the root
	Level     Level
	Name      string            // in the language of the source
	Names     map[string]string // language tag -> name: en, bn, hi
	Aliases   []string
	Codes     []AreaCode
	From, To  int64
	StandIn   bool   // a group invented for planning because no source gives the real one; shown as estimated
	Kind      string // the source's own kind, e.g. "urban-or-unassigned"; "" where it gives none
	ValidFrom Day
	ValidTo   Day
	Geometry  orb.MultiPolygon // nil where the source gives no polygon
	Source    string
	SourceID  string
}

// AreaCode is an area's code in one code system (lgd, census2011, pmgsy, ...), valid for a time.
type AreaCode struct {
	System    string
	Code      string
	ValidFrom Day
	ValidTo   Day
}
