package casework

import (
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// Registration is a person registered at a camp for one scheme.
type Registration struct {
	ID        string
	Camp      planning.CampID
	Applicant string // uuid of the person
	Name      string
	Phone     string // as PhoneOf writes it, "" where none was given
	Scheme    string
	Cell      geo.Cell // of the camp's venue
	At        orb.Point
	Area      planning.AreaID
	State     string // received, closed
	Tracking  string
	TakenAt   time.Time // when the officer took it down, by the phone's clock
	Received  time.Time // when it reached the service
}

// Application asks for a registration at a camp.
type Application struct {
	ID        string `json:"id,omitempty"`        // uuid, minted by the client; the service mints one where it is empty
	Applicant string `json:"applicant,omitempty"` // uuid of the person; a new person where it is empty
	Name      string `json:"name"`                // 1 to 200 characters
	Phone     string `json:"phone,omitempty"`
	Scheme    string `json:"scheme"` // e.g. widow_pension
	// TakenAt is when it was taken down, where a phone sends it later; now where it is left out.
	TakenAt *time.Time `json:"taken_at,omitempty"`
}

// clockSlack is how far a phone's clock may run ahead.
const clockSlack = 10 * time.Minute

// Check finds all that is wrong with the form of the application at once: registration.malformed
// with a JSON pointer each, or text.aadhaar where a field holds such a number.
func (a Application) Check() error {
	var f form
	f.id("/id", a.ID)
	f.id("/applicant", a.Applicant)
	f.text("/name", a.Name, 200)
	f.phone("/phone", a.Phone)
	f.word("/scheme", a.Scheme)
	return f.fault(fault.Code("registration.malformed"), "The registration cannot be read.")
}

// Register decides whether app may be registered at camp. history holds the applicant's other
// registrations.
//
// Registrations are taken from the publication of the plan, so that people can come with their papers
// ready, until the end of the camp's day in IST; when they reach the service does not matter, for
// phones send days later. What was taken before another plan replaced the camp's is good and stays at
// that camp: the person was told to come there. What was taken later is refused with camp.superseded,
// which names the camp of instead to send it to (see Replacement).
//
// It refuses with camp.not_published where the plan never was the published one, with camp.closed what
// was taken after the camp's day, with registration.future what was taken more than ten minutes after
// now, and clashes with registration.duplicate when history holds an open registration for the same
// scheme, whose number is named. It is linear in len(history) and len(instead). Area is left to the
// caller.
func Register(camp planning.CampRecord, instead []Instead, history []Registration, app Application, m Minted) (Registration, error) {
	if err := app.Check(); err != nil {
		return Registration{}, err
	}
	taken := m.Now
	if app.TakenAt != nil {
		taken = app.TakenAt.Truncate(time.Microsecond) // as it is stored
	}
	if taken.After(m.Now.Add(clockSlack)) {
		return Registration{}, fault.Refuse("registration.future",
			"The registration was taken in the future; set the phone's clock right and send it again.").
			With("/taken_at", "is more than %s ahead of the service's clock", clockSlack)
	}
	if err := stands(camp, instead, taken); err != nil {
		return Registration{}, err
	}
	if planning.DayOf(taken.In(geo.IST)) > camp.Day {
		return Registration{}, fault.Refuse("camp.closed",
			"The camp at %s was on %s; choose a later camp.", camp.VenueName, camp.Day)
	}
	for _, prior := range history {
		if prior.Scheme == app.Scheme && prior.State != StateClosed {
			return Registration{}, fault.Clash("registration.duplicate",
				"This person is already registered for %s, under %s.", app.Scheme, prior.Tracking)
		}
	}
	return Registration{
		ID: orElse(app.ID, m.ID), Camp: camp.ID, Applicant: orElse(app.Applicant, m.Person),
		Name: clean(app.Name), Phone: mustPhone(app.Phone), Scheme: app.Scheme, Cell: camp.Cell, At: camp.At, State: StateReceived, Tracking: m.Tracking,
		TakenAt: taken, Received: m.Now,
	}, nil
}

// stands decides whether the camp was on the published plan when a registration was taken there.
func stands(camp planning.CampRecord, instead []Instead, taken time.Time) error {
	switch {
	case camp.PlanState == planning.PlanPublished:
		return nil
	case camp.PlanState != planning.PlanSuperseded || camp.Superseded == nil:
		return fault.Refuse("camp.not_published",
			"The camp at %s is not on a published plan (its plan is %s); choose a camp of the published plan.", camp.VenueName, camp.PlanState)
	case taken.Before(*camp.Superseded):
		return nil
	}
	since := camp.Superseded.In(geo.IST).Format("2006-01-02 15:04")
	next, there := Replacement(camp, instead, planning.DayOf(taken.In(geo.IST)))
	if !there {
		return fault.Refuse("camp.superseded",
			"The plan with the camp at %s was replaced on %s, and the new one has no camp there any more; choose another camp of it.", camp.VenueName, since)
	}
	where := "the new plan's camp there"
	if next.Venue != camp.Venue {
		where = "the camp at " + next.VenueName
	}
	return fault.Refuse("camp.superseded",
		"The plan with the camp at %s was replaced on %s; send it to %s, on %s: %s.", camp.VenueName, since, where, next.Day, next.ID).
		With("/camp", "is now %s", next.ID)
}
