package report

import (
	"fmt"
	"io"
	"time"

	ical "github.com/arran4/golang-ical"

	"doorstep/geo"
	"doorstep/planning"
)

// Calendar writes camps as an iCalendar feed (RFC 5545): one event a camp over its hours, its UID the camp's id,
// so that a subscriber sees a change as a change; a tour says where it halts and when. stamp is when the plan was
// made. An event carries the place and no personal data.
func Calendar(w io.Writer, name string, stamp time.Time, camps []planning.CampRecord) error {
	cal := ical.NewCalendar()
	cal.SetProductId("-//doorstep//camps//EN")
	cal.SetVersion("2.0")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ical.MethodPublish)
	cal.SetXWRCalName(name)
	cal.SetXWRTimezone("Asia/Kolkata")
	for _, c := range camps {
		y, m, d := c.Day.Time().Date()
		midnight := time.Date(y, m, d, 0, 0, 0, 0, geo.IST)
		e := cal.AddEvent(string(c.ID) + "@doorstep")
		e.SetDtStampTime(stamp)
		e.SetStartAt(midnight.Add(time.Duration(c.Opens) * time.Minute))
		e.SetEndAt(midnight.Add(time.Duration(c.Closes) * time.Minute))
		e.SetSummary("Camp: " + c.VenueName)
		e.SetLocation(fmt.Sprintf("%s, %s, %s", c.VenueName, c.GroupName, c.BlockName))
		words := fmt.Sprintf("Team: %s. About %d visitors expected, at most %d.", c.TeamName, c.Visitors, c.Cap)
		if len(c.Booths) > 0 {
			words += " Booths: " + boothWords(c.Booths) + "."
		}
		if len(c.Halts) > 0 {
			words += " Halts: " + planning.HaltsText(c.Halts) + "."
		}
		e.SetDescription(words)
		e.SetGeo(c.At[1], c.At[0])
		if c.PlanState != planning.PlanPublished {
			e.SetStatus(ical.ObjectStatusTentative)
		}
	}
	return cal.SerializeTo(w, ical.WithNewLineWindows)
}
