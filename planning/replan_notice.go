package planning

import "github.com/paulmach/orb"

// Notice is one changed camp as people are told of it, with the names behind the ids.
type Notice struct {
	Camp          CampID     `json:"camp"`
	What          ChangeKind `json:"what" enum:"team,day,venue,week,group,cancelled,added"`
	Announced     bool       `json:"announced"` // it was announced already
	Why           Cause      `json:"why" enum:"venue_closed,teams_missing,order,gave_way,minimum,gain,camp_days"`
	Event         int        `json:"event"`         // number of the event that forced it, from 1; 0: none by itself
	Weight        int64      `json:"weight"`        // what the change costs against the others
	Old           *Stand     `json:"old"`           // null where the camp is new
	New           *Stand     `json:"new"`           // null where it is cancelled
	Registrations int64      `json:"registrations"` // people registered at the camp as it was
	Text          string     `json:"text"`          // why, in one sentence
	Notice        string     `json:"notice"`        // what to tell people, in English
	NoticeBn      string     `json:"notice_bn"`     // and in Bengali
}

// Stand is where, when and with whom a camp is held, with the names.
type Stand struct {
	Venue     VenueID   `json:"venue"`
	VenueName string    `json:"venue_name"`
	At        orb.Point `json:"at"` // longitude, latitude
	Group     string    `json:"group"`
	GroupName string    `json:"group_name"`
	Block     AreaID    `json:"block"`
	BlockName string    `json:"block_name"`
	Day       Day       `json:"day"`
	Team      TeamID    `json:"team"`
	TeamName  string    `json:"team_name"`
}

// Notices lists the changes of an account with the names of its problem, in the account's order. registered
// counts the people registered at each camp of the old plan. It is linear in the problem and the changes.
func Notices(p Problem, a Account, registered map[CampID]int64) []Notice {
	venues := make(map[VenueID]*Candidate, len(p.Candidates))
	for i := range p.Candidates {
		venues[p.Candidates[i].ID] = &p.Candidates[i]
	}
	groups := make(map[string]*Group, len(p.Groups))
	for i := range p.Groups {
		groups[p.Groups[i].ID] = &p.Groups[i]
	}
	blocks, teams := make(map[AreaID]string, len(p.Blocks)), make(map[TeamID]string, len(p.Teams))
	for _, b := range p.Blocks {
		blocks[b.ID] = b.Name
	}
	for _, t := range p.Teams {
		teams[t.ID] = t.Name
	}
	stand := func(s Spot) *Stand {
		v, g := venues[s.Venue], groups[s.Group]
		if v == nil || g == nil {
			return nil
		}
		return &Stand{
			Venue: v.ID, VenueName: v.Name, At: v.At, Group: g.ID, GroupName: g.Name, Block: g.Block, BlockName: blocks[g.Block],
			Day: s.Day, Team: s.Team, TeamName: teams[s.Team],
		}
	}
	out := make([]Notice, 0, len(a.Changes))
	for _, c := range a.Changes {
		out = append(out, Notice{
			Camp: c.Camp, What: c.What, Announced: c.Announced, Why: c.Why, Event: c.Event, Weight: c.Weight,
			Old: stand(c.Old), New: stand(c.New), Registrations: registered[c.Camp], Text: c.Text, Notice: c.Notice, NoticeBn: c.NoticeBn,
		})
	}
	return out
}
