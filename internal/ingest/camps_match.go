package ingest

import (
	"cmp"
	"math"
	"slices"

	"doorstep/planning"
)

// What matching made of a row.
const (
	CampMatched = "matched" // one venue, without doubt
	CampConfirm = "confirm" // a person must choose among the candidates
	CampRefused = "refused" // no venue is like it, or the row cannot be read
)

// CampCandidate is a venue a row may mean.
type CampCandidate struct {
	Venue planning.VenueID
	Name  string
	Kind  string
	Group string
	Block string
	Score float64 // 0..1: the likeness of the names, a little more or less for the place
}

// CampMatch is what became of one row of a camp list.
type CampMatch struct {
	Row        CampRow
	State      string
	Venue      planning.VenueID // where matched
	Team       planning.TeamID  // "" where the row names none that is known
	Block      string           // name of the block that the row names, else of its venue
	NoGroup    bool             // no gram panchayat or ward is like the one the row names
	Candidates []CampCandidate  // best first, at most five
	Reason     string           // why it is to be confirmed or refused
	Notes      []string         // what could not be found besides: its block, group or team
}

// MatchCamps finds the venue that each row of a camp list means among the venues of a gazetteer, by the
// likeness of the names and by its gram panchayat, ward or block. chosen gives venues that a person
// has chosen, by line. Ids and source ids of venues are taken as they are. Rows in doubt are to be
// confirmed, rows that nothing is like are refused; none is left out: matches[i] belongs to sheet.Rows[i].
// Linear in rows times venues of the block.
func MatchCamps(sheet CampSheet, g planning.Gazetteer, vf VenueFile, chosen map[int]planning.VenueID) []CampMatch {
	m := newMatcher(g, vf)
	out := make([]CampMatch, len(sheet.Rows))
	for i, row := range sheet.Rows {
		out[i] = m.match(row, chosen[row.Line])
		if c := out[i].Candidates; out[i].Block == "" && out[i].State == CampMatched {
			out[i].Block = c[0].Block
		}
	}
	return out
}

// matcher knows the venues by name and place.
type matcher struct {
	namer  namer
	venues []planning.Venue
	whole  []planning.Trigrams
	names  []naming
	areas  map[planning.AreaID]planning.Area
	blocks []named
	groups []named
	teams  []planning.Team
	direct map[string]int
}

// named is an area and the trigrams of its names.
type named struct {
	area  planning.Area
	grams []planning.Trigrams
}

func newMatcher(g planning.Gazetteer, vf VenueFile) *matcher {
	m := &matcher{
		namer: newNamer(vf), venues: slices.Clone(g.Venues), areas: map[planning.AreaID]planning.Area{}, teams: g.Teams, direct: map[string]int{},
	}
	slices.SortFunc(m.venues, func(a, b planning.Venue) int { return cmp.Compare(a.ID, b.ID) })
	m.whole, m.names = make([]planning.Trigrams, len(m.venues)), make([]naming, len(m.venues))
	for i, v := range m.venues {
		m.whole[i], m.names[i] = planning.TrigramsOf(planning.Fold(v.Name)), m.namer.of(v.Name)
		m.direct[string(v.ID)] = i
		if _, twice := m.direct[v.SourceID]; v.SourceID != "" && !twice {
			m.direct[v.SourceID] = i
		}
	}
	for _, a := range g.Areas {
		m.areas[a.ID] = a
		n := named{area: a}
		for _, name := range append([]string{a.Name}, a.Aliases...) {
			n.grams = append(n.grams, planning.TrigramsOf(planning.Fold(name)))
		}
		if slices.Contains([]planning.Level{planning.LevelBlock, planning.LevelMunicipality}, a.Level) {
			m.blocks = append(m.blocks, n)
		}
		if slices.Contains([]planning.Level{planning.LevelGramPanchayat, planning.LevelWard}, a.Level) {
			m.groups = append(m.groups, n)
		}
	}
	return m
}

// likeliest gives the areas whose name is like text, at least as like as least; the best, or several equals.
func likeliest(areas []named, text string, least float64, keep func(planning.Area) bool) []planning.Area {
	q := planning.TrigramsOf(planning.Fold(text))
	best := least
	var out []planning.Area
	for _, n := range areas {
		if keep != nil && !keep(n.area) {
			continue
		}
		for _, g := range n.grams {
			switch l := q.Likeness(g); {
			case l > best+1e-9:
				best, out = l, []planning.Area{n.area}
			case l >= best-1e-9 && !slices.ContainsFunc(out, func(a planning.Area) bool { return a.ID == n.area.ID }):
				out = append(out, n.area)
			}
		}
	}
	return out
}

const (
	sureScore   = 0.72 // matched without asking from here on ...
	sureMargin  = 0.12 // ... when the next best is this much worse
	worthAsking = 0.30
)

func (m *matcher) match(row CampRow, chosen planning.VenueID) CampMatch {
	out := CampMatch{Row: row, State: CampRefused, Reason: row.Refused}
	if row.Refused != "" {
		return out
	}
	blocks := m.blocksOf(row, &out)
	for id := range blocks {
		if len(blocks) == 1 {
			out.Block = m.areas[id].Name
		}
	}
	groups := m.groupsOf(row, blocks, &out)
	out.NoGroup = row.Group != "" && len(groups) == 0
	m.team(row, blocks, &out)
	if i, ok := m.direct[string(chosen)]; ok && chosen != "" {
		out.State, out.Venue, out.Reason = CampMatched, m.venues[i].ID, ""
		out.Candidates = []CampCandidate{m.candidate(i, 1)}
		return out
	}
	if i, ok := m.direct[row.Venue]; ok {
		out.State, out.Venue = CampMatched, m.venues[i].ID
		out.Candidates = []CampCandidate{m.candidate(i, 1)}
		return out
	}
	m.rank(row, blocks, groups, &out)
	switch c := out.Candidates; {
	case len(c) == 0:
		out.Reason = "no venue has a name like it; correct the name, write the venue's id, or add the venue"
	case c[0].Score >= sureScore && (len(c) == 1 || c[0].Score-c[1].Score >= sureMargin):
		out.State, out.Venue = CampMatched, c[0].Venue
	case c[0].Score >= sureScore:
		out.State, out.Reason = CampConfirm, "several venues have a name like it"
	default:
		out.State, out.Reason = CampConfirm, "no venue has quite this name"
	}
	return out
}

// rank scores every venue for a row and keeps the best five.
func (m *matcher) rank(row CampRow, blocks, groups map[planning.AreaID]bool, out *CampMatch) {
	whole, name := planning.TrigramsOf(planning.Fold(row.Venue)), m.namer.of(row.Venue)
	for i, v := range m.venues {
		score := max(whole.Likeness(m.whole[i]), 0.9*name.alike(m.names[i]))
		if score < worthAsking {
			continue
		}
		switch {
		case groups[v.Group] && v.Group != "":
			score += 0.1
		case len(groups) > 0:
			score -= 0.1
		}
		if len(blocks) > 0 && !blocks[v.Area] && !blocks[m.areas[v.Group].Parent] {
			score -= 0.25
		}
		if v.Host == planning.HostNone {
			score -= 0.05
		}
		if score >= worthAsking {
			out.Candidates = append(out.Candidates, m.candidate(i, score))
		}
	}
	slices.SortFunc(out.Candidates, func(a, b CampCandidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Venue, b.Venue))
	})
	out.Candidates = out.Candidates[:min(5, len(out.Candidates))]
}

func (m *matcher) candidate(i int, score float64) CampCandidate {
	v := m.venues[i]
	return CampCandidate{
		Venue: v.ID, Name: v.Name, Kind: v.Kind, Group: m.areas[v.Group].Name, Block: m.areas[v.Area].Name,
		Score: math.Round(min(max(score, 0), 1)*1000) / 1000,
	}
}

// blocksOf finds the block a row names; several where its name is that of several.
func (m *matcher) blocksOf(row CampRow, out *CampMatch) map[planning.AreaID]bool {
	if row.Block == "" {
		return nil
	}
	return m.areasNamed(m.blocks, "block", row.Block, nil, out)
}

// groupsOf finds the gram panchayat or ward a row names, in its block where that is known.
func (m *matcher) groupsOf(row CampRow, blocks map[planning.AreaID]bool, out *CampMatch) map[planning.AreaID]bool {
	if row.Group == "" {
		return nil
	}
	var keep func(planning.Area) bool
	if len(blocks) > 0 {
		keep = func(a planning.Area) bool { return blocks[a.Parent] }
	}
	return m.areasNamed(m.groups, "gram panchayat or ward", row.Group, keep, out)
}

func (m *matcher) areasNamed(among []named, what, text string, keep func(planning.Area) bool, out *CampMatch) map[planning.AreaID]bool {
	found := likeliest(among, text, 0.5, keep)
	if len(found) == 0 {
		out.Notes = append(out.Notes, "there is no "+what+" like "+clip(text, 60)+"; it is not used to find the venue")
		return nil
	}
	set := map[planning.AreaID]bool{}
	for _, a := range found {
		set[a.ID] = true
	}
	return set
}

// team finds the team a row names, in its block where several have the name.
func (m *matcher) team(row CampRow, blocks map[planning.AreaID]bool, out *CampMatch) {
	if row.Team == "" {
		return
	}
	f := planning.Fold(row.Team)
	var found []planning.Team
	for _, t := range m.teams {
		if (planning.Fold(t.Name) == f || string(t.ID) == row.Team) && (len(blocks) == 0 || blocks[t.Block]) {
			found = append(found, t)
		}
	}
	if len(found) == 1 {
		out.Team = found[0].ID
		return
	}
	why := "there is no team "
	if len(found) > 1 {
		why = "several blocks have a team "
	}
	out.Notes = append(out.Notes, why+clip(row.Team, 60)+"; the plan gives the camp a team")
}
