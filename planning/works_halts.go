package planning

import (
	"fmt"
	"slices"
)

// haltPriority is that of a halt: people were told of it.
const haltPriority = 5

// HaltWorks turns the halts of mobile camps into works, by id, so that the crews that hold them are routed with all
// others: each halt takes its whole time within its clocks (or up to slack minutes to either side of them, in whatever
// order costs least) on the day of its camp and on no other, and all halts of a camp are their team's crew's alone. Halts
// that the ways between them leave no time for come out unvisited with the reason. A camp without halts gives none;
// a team without a crew gives works that NewWorksProblem names in Left.
func HaltWorks(camps []Camp, crews map[TeamID]CrewID, slack int64) []GroundWork {
	works := []GroundWork{}
	for _, c := range camps {
		for k, h := range c.Halts {
			w := GroundWork{WorkRecord: WorkRecord{
				ID: WorkID(fmt.Sprintf("halt-%s-%02d", c.ID, k+1)), Name: fmt.Sprintf("Halt %d of %d: %s", k+1, len(c.Halts), h.Name), Kind: WorkCampHalt,
				Area: h.Area, At: h.At, Minutes: int64(h.To - h.From), Crews: 1, Release: c.Day, Due: c.Day,
				Windows:  []WorkWindow{{Days: []Day{c.Day}, From: max(0, h.From-Clock(slack)), To: min(lastClock, h.To+Clock(slack))}},
				Priority: haltPriority, People: c.Visitors / int64(len(c.Halts)), State: WorkOpen,
			}}
			if crew, ok := crews[c.Team]; ok {
				w.Only = []CrewID{crew}
			}
			works = append(works, w)
		}
	}
	slices.SortFunc(works, compareGround)
	return works
}
