package casework

import "doorstep/planning"

// CrewContent is the Content of a crew as its sender gave it; it must have passed its check.
func CrewContent(c planning.CrewRecord) Content {
	return contentOf(struct {
		Name              string
		Area              planning.AreaID
		Base              planning.NamedPlace
		Profile           planning.Profile
		Skills, Equipment []string
		From, To          planning.Clock
		Overtime          int64
		WeeklyOff         []int
		DaysOff           []planning.Day
		Break             *planning.Break
		Shifts            []planning.CrewShift
	}{c.Name, c.Area, c.Base, c.Profile, c.Skills, c.Equipment, c.From, c.To, c.Overtime, c.WeeklyOff, c.DaysOff, c.Break, c.Shifts})
}

// WorkContent is the Content of a work as its sender gave it; it must have passed its check.
func WorkContent(w planning.WorkRecord) Content {
	return contentOf(struct {
		Name, Stage       string
		Kind              planning.WorkKind
		Area              planning.AreaID
		At, Exit, Shape   any
		Minutes           int64
		Skills, Equipment []string
		Crews             int
		Release, Due      planning.Day
		Windows           []planning.WorkWindow
		Closed            []planning.Day
		Priority, People  int64
		After             []planning.WorkAfter
		PickUp            *planning.WorkPickUp
		Bring             []string
		Grievance         string
	}{
		w.Name, w.Stage, w.Kind, w.Area, w.At, w.Exit, w.Shape, w.Minutes, w.Skills, w.Equipment, w.Crews, w.Release, w.Due, w.Windows,
		w.Closed, w.Priority, w.People, w.After, w.PickUp, w.Bring, w.Grievance,
	})
}

// RoadClosureContent is the Content of a road closure as its sender gave it; it must have passed its check.
func RoadClosureContent(c planning.RoadClosure) Content {
	return contentOf(struct {
		Polygon                any
		From, To               planning.Day
		Reason, Number, Source string
	}{c.Polygon, c.From, c.To, c.Reason, c.Number, c.Source})
}
