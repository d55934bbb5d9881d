package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/internal/report"
	"doorstep/planning"
)

const worksDay = planning.Day(20473) // Tue 20-01-2026

func second(h, m int64) int64 { return (h*60 + m) * 60 }

// week is a small works plan: two crews of Ausgram-I on one day, with everything a sheet can hold.
func week() (planning.WorksProblem, planning.WorksPlan) {
	place := func(id, name string, lon, lat float64) planning.WorksPlace {
		return planning.WorksPlace{ID: planning.PlaceID(id), Name: name, At: orb.Point{lon, lat}}
	}
	p := planning.WorksProblem{
		Format: planning.WorksFormat, Area: "ausgram", Name: "Purba Bardhaman, Ausgram-I",
		Days: []planning.WorksDay{{Day: worksDay}, {Day: worksDay + 1}, {Day: worksDay + 2, Off: "Saraswati Puja"}},
		Places: []planning.WorksPlace{
			place("base", "Block office, Guskara", 87.7462, 23.5003), place("bridge", "Kunur culvert, behind the rice mill", 87.7315, 23.5211),
			place("drain", "উত্তর পাড়া, শীতলা মন্দিরের পাশে", 87.7701, 23.5342), place("drain/end", "Uttar Para, the pond", 87.7752, 23.5361),
			place("school", "Dignagar Junior High School", 87.6954, 23.4902), place("store", "PWD store, Guskara station road", 87.7391, 23.4951),
			place("tube", "Bhalki, second tube well from the ghat", 87.6702, 23.4601), place("tube2", "Bhalki, haat", 87.6713, 23.4606),
		},
		Crews: []planning.Crew{
			{
				ID: "c1", Name: "Civil crew 1 (JE Sutapa Mondal)", Base: "base", Profile: "car", Skills: []string{"civil", "electrical"}, Equipment: []string{"ladder", "level"},
				Shifts: []planning.Shift{{Day: worksDay, From: 9 * 60, To: 17 * 60, Overtime: 30}, {Day: worksDay + 1, From: 9 * 60, To: 17 * 60}},
				Break:  &planning.Break{Minutes: 40, From: 12 * 60, To: 15 * 60},
			},
			{
				ID: "c2", Name: "Civil crew 2", Base: "base", Profile: "car", Skills: []string{"civil"},
				Shifts: []planning.Shift{{Day: worksDay, From: 9 * 60, To: 17 * 60}, {Day: worksDay + 1, From: 9 * 60, To: 17 * 60}},
			},
		},
		Works: []planning.Work{
			{ID: "w1", Name: "Culvert at Kunur: feasibility", Kind: planning.WorkFeasibility, Stage: "feasibility visit due", Place: "bridge", Minutes: 50, Skills: []string{"civil"}, Equipment: []string{"level"}, Crews: 1, Due: worksDay + 3, Priority: 4, People: 2300, Worth: 9600, Bring: []string{"booth budget sheet", "land reference of plot 1187"}},
			{ID: "w2", Name: "উত্তর পাড়ার নর্দমা মেরামত", Kind: planning.WorkRepair, Stage: "work order", Place: "drain", Exit: "drain/end", Line: orb.LineString{{87.7701, 23.5342}, {87.7731, 23.5347}, {87.7752, 23.5361}}, Minutes: 80, Skills: []string{"civil"}, Crews: 1, Due: worksDay - 2, Priority: 5, People: 640, Worth: 3700, PickUp: &planning.PickUp{Place: "store", Minutes: 15, What: "12 bags of cement, 2 covers 600 mm"}, Bring: []string{"work order", "before photo"}},
			{ID: "w3", Name: "Classroom roof, Dignagar Junior High School", Kind: planning.WorkVerification, Stage: "completed", Place: "school", Minutes: 40, Skills: []string{"civil"}, Crews: 1, Priority: 3, People: 410, Worth: 1530, Windows: []planning.WorkWindow{{From: 10 * 60, To: 16 * 60}}, Pin: &planning.WorkPin{Crews: []planning.CrewID{"c1"}, Day: worksDay, Begin: second(14, 30), State: planning.PinAnnounced}, Bring: []string{"completion certificate"}},
			{ID: "w4", Name: "Street light post, Bhalki haat", Kind: planning.WorkRepair, Stage: "accepted", Place: "tube2", Minutes: 45, Skills: []string{"civil"}, Equipment: []string{"ladder"}, Crews: 2, Due: worksDay, Priority: 4, People: 1900, Worth: 8000},
			{ID: "w5", Name: "Tube well platform, Bhalki", Kind: planning.WorkInspection, Place: "tube", Minutes: 20, Skills: []string{"civil"}, Crews: 1, Priority: 2, People: 120, Worth: 440, Bring: []string{"checklist"}},
			{ID: "w6", Name: "Transformer yard fence", Kind: planning.WorkRepair, Place: "bridge", Minutes: 90, Skills: []string{"high voltage"}, Crews: 1, Priority: 3, People: 800, Worth: 2700},
			{ID: "w7", Name: "Ghat steps at Kunur", Kind: planning.WorkRepair, Place: "bridge", Minutes: 400, Skills: []string{"civil"}, Crews: 1, Due: worksDay + 1, Priority: 3, People: 900, Worth: 3000},
		},
		Travel: planning.TravelSource{Engine: "road", Source: "OpenStreetMap extract of 2026-01-02", Rivers: "known", EstimatedPermille: 140},
		Left:   []planning.WorksLeftOut{{ID: "w9", Name: "Work without a place", Text: "It has no position; tag it first."}},
	}
	visit := func(work, place string, arrive, begin, end, travel, metres int64) planning.Stop {
		return planning.Stop{Kind: planning.StopVisit, Work: planning.WorkID(work), Place: planning.PlaceID(place), Arrive: arrive, Begin: begin, End: end, Travel: travel, Metres: metres}
	}
	fetch := visit("w2", "store", second(9, 9), second(9, 9), second(9, 24), 540, 1400)
	fetch.Kind = planning.StopPickUp
	light := visit("w4", "tube2", second(15, 36), second(15, 40), second(16, 25), 1560, 7900)
	well := visit("w5", "tube", second(16, 27), second(16, 27), second(16, 47), 120, 140)
	well.Estimated = true
	other := light
	other.Travel, other.Metres, other.Arrive = 2700, 12400, second(15, 40)
	plan := planning.WorksPlan{
		Format: planning.WorksPlanFormat, Problem: strings.Repeat("5a0d", 16), Solver: "works/1", Seed: 7, Threads: 1,
		Sheets: []planning.DaySheet{
			{
				Crew: "c1", Day: worksDay, Start: "base", Leave: second(9, 0), End: "base", Return: second(17, 12), Travel: 7620, Metres: 35_240, Overtime: 720, BackSeconds: 1500, BackMetres: 11_900,
				Stops: []planning.Stop{
					fetch, visit("w1", "bridge", second(9, 41), second(9, 41), second(10, 31), 1020, 4300), visit("w2", "drain", second(10, 54), second(10, 54), second(12, 14), 1380, 5200),
					{Kind: planning.StopBreak, Place: "drain/end", Arrive: second(12, 14), Begin: second(12, 14), End: second(12, 54)},
					visit("w3", "school", second(13, 20), second(14, 30), second(15, 10), 1560, 4400), light, well,
				},
			},
			{Crew: "c2", Day: worksDay, Start: "base", Leave: second(14, 55), End: "base", Return: second(17, 9), Travel: 5340, Metres: 24_800, BackSeconds: 2640, BackMetres: 12_400, Stops: []planning.Stop{other}},
		},
		Unvisited: []planning.Unvisited{
			{Work: "w6", Reason: planning.UnvisitedSkill, Text: "No crew has the skill high voltage."},
			{Work: "w7", Reason: planning.UnvisitedRoom, Earliest: worksDay, Crew: "c2", Day: worksDay, Displaces: []planning.WorkID{"w4"}, Extra: 600, Text: "It could be done on Tue 20-01-2026 by Civil crew 2, in place of Street light post, Bhalki haat."},
		},
		Score: planning.WorksScore{WorthInTime: 19_570, WorthLate: 3700, Lateness: 10, CrewDays: 2, Overtime: 720, Travel: 12_960, Visited: 5, Unvisited: 2, Metres: 60_040, Unfair: 310},
	}
	return p, plan
}

// bends is a way that a road might take.
func bends(from, to orb.Point) orb.LineString {
	line := orb.LineString{}
	for k := range 13 {
		s := float64(k) / 12
		off := 0.004 * math.Sin(s*math.Pi) * math.Cos(7*s)
		line = append(line, orb.Point{from[0] + s*(to[0]-from[0]) + off, from[1] + s*(to[1]-from[1]) - off*0.7})
	}
	return line
}

// crewOne is the first crew's day; its last leg but one is a guess.
func crewOne() report.DaySheet {
	p, plan := week()
	at := map[planning.PlaceID]orb.Point{}
	for _, x := range p.Places {
		at[x.ID] = x.At
	}
	s := report.DaySheet{Problem: p, Plan: plan, Crew: "c1", Day: worksDay, Stamp: time.Date(2026, 1, 19, 12, 30, 0, 0, time.UTC)}
	here := at["base"]
	for _, stop := range plan.Sheets[0].Stops {
		if stop.Kind == planning.StopBreak {
			s.Ways = append(s.Ways, report.Way{})
			continue
		}
		w := report.Way{}
		if !stop.Estimated {
			w.Line = bends(here, at[stop.Place])
		}
		s.Ways = append(s.Ways, w)
		here = at[stop.Place]
		if stop.Work == "w2" && stop.Kind == planning.StopVisit {
			here = at["drain/end"]
		}
	}
	s.Ways = append(s.Ways, report.Way{Line: bends(here, at["base"])})
	return s
}

func written(t *testing.T, format string, s report.DaySheet) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := report.Sheet(&out, format, s); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return out.Bytes()
}

func TestADaySheetIsWrittenInEveryFormat(t *testing.T) {
	s := crewOne()
	for _, format := range []string{report.HTML, report.GeoJSON, report.GPX, report.ICal} {
		golden(t, "sheet."+format, written(t, format, s))
	}
	s.Lang, s.Issued, s.Ways = "bn", true, nil
	golden(t, "sheet.bn.html", written(t, report.HTML, s))
	if err := report.Sheet(io.Discard, "pdf", s); fault.CodeOf(err) != "report.format" {
		t.Errorf("an unknown format: %v", err)
	}
	s.Day++
	if err := report.Sheet(io.Discard, report.HTML, s); fault.CodeOf(err) != "day_sheet.missing" {
		t.Errorf("a day without a sheet: %v", err)
	}
}

func TestAPrintedSheetSaysWhatTheCrewMustKnow(t *testing.T) {
	page := string(written(t, report.HTML, crewOne()))
	for _, words := range []string{
		"Draft: not issued", "12 bags of cement", "Dignagar Junior High School", "expect you at this hour", "Together with Civil crew 2", "estimated", "late",
		"Due: 20-01-2026", "10:00–16:00", "Break", "Leader of the crew", "09:41", "উত্তর পাড়ার নর্দমা মেরামত", "land reference of plot 1187", "overtime 12 min", "<svg",
	} {
		if !strings.Contains(page, words) {
			t.Errorf("the sheet does not say %q", words)
		}
	}
	s := crewOne()
	s.Issued = true
	if strings.Contains(string(written(t, report.HTML, s)), "Draft") {
		t.Error("a sheet in force is called a draft")
	}
}

func TestWithoutWaysEveryLegIsDrawnAsAGuess(t *testing.T) {
	s := crewOne()
	s.Ways = nil
	page := string(written(t, report.HTML, s))
	if !strings.Contains(page, "Every time on the way is estimated") || strings.Contains(page, "along known roads") {
		t.Error("straight lines pass for roads")
	}
	if strings.Contains(string(written(t, report.GPX, s)), "<trk>") {
		t.Error("straight lines pass for a track")
	}
}

func TestASheetsGeoJSONHoldsItsStopsInOrder(t *testing.T) {
	out := written(t, report.GeoJSON, crewOne())
	if !json.Valid(out) {
		t.Fatal("it is not JSON")
	}
	count := map[any]int{}
	last := 0
	if err := geo.ReadFeatures(bytes.NewReader(out), func(_ int, f geo.Feature) error {
		count[f.Properties["feature"]]++
		if f.Properties["feature"] == "stop" {
			last++
			if fmt.Sprint(f.Properties["order"]) != strconv.Itoa(last) {
				t.Errorf("stop %v stands where %d should", f.Properties["order"], last)
			}
		}
		return f.Err
	}); err != nil {
		t.Fatal(err)
	}
	if count["stop"] != 6 || count["way"] != 7 || count["work"] != 1 || count["start"] != 1 || count["end"] != 1 {
		t.Errorf("features: %v", count)
	}
}

func TestASheetsGPXIsReadBack(t *testing.T) {
	var doc struct {
		Wpt []struct {
			Name string  `xml:"name"`
			Lat  float64 `xml:"lat,attr"`
		} `xml:"wpt"`
		Route []struct {
			Lat float64 `xml:"lat,attr"`
		} `xml:"rte>rtept"`
		Legs []struct {
			Points []struct{} `xml:"trkpt"`
		} `xml:"trk>trkseg"`
	}
	if err := xml.Unmarshal(written(t, report.GPX, crewOne()), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Wpt) != 6 || len(doc.Route) != 8 || len(doc.Legs) != 6 || doc.Wpt[1].Name != "2 Culvert at Kunur: feasibility" || doc.Wpt[1].Lat != 23.5211 {
		t.Errorf("%d waypoints, %d route points, %d legs, %+v", len(doc.Wpt), len(doc.Route), len(doc.Legs), doc.Wpt)
	}
}

func TestHostileWordsStayWordsOnASheet(t *testing.T) {
	const evil = "=cmd|'x'<script>alert(1)</script>]]>&\x01\r\nBEGIN:VEVENT\r\n"
	s := crewOne()
	for i := range s.Problem.Works {
		w := &s.Problem.Works[i]
		w.Name, w.Stage, w.Bring, w.Equipment, w.Skills, w.Kind = evil, evil, []string{evil}, []string{evil}, []string{evil}, evil
		if w.PickUp != nil {
			w.PickUp.What = evil
		}
	}
	for i := range s.Problem.Places {
		s.Problem.Places[i].Name = evil
	}
	for i := range s.Problem.Crews {
		s.Problem.Crews[i].Name = evil
	}
	s.Problem.Name = evil
	for _, lang := range []string{"en", "bn", evil} {
		s.Lang = lang
		if strings.Contains(string(written(t, report.HTML, s)), "<script") {
			t.Errorf("%q: a name became markup", lang)
		}
	}
	if out := written(t, report.GPX, s); strings.Contains(string(out), "<script") || xml.Unmarshal(out, new(struct{})) != nil {
		t.Error("a name broke the GPX")
	}
	if !json.Valid(written(t, report.GeoJSON, s)) {
		t.Error("a name broke the GeoJSON")
	}
	feed := string(written(t, report.ICal, s))
	if got := strings.Count("\r\n"+feed, "\r\nBEGIN:VEVENT"); got != 6 {
		t.Errorf("%d events, want 6", got)
	}
}

func TestABreakHeldOnArrivalHasNoWayOfItsOwn(t *testing.T) {
	s := crewOne()
	s.Ways = nil
	stops := s.Plan.Sheets[0].Stops
	stops[3].Place, stops[3].Travel, stops[3].Metres = stops[4].Place, stops[4].Travel, stops[4].Metres
	stops[4].Travel, stops[4].Metres = 0, 0
	if page := string(written(t, report.HTML, s)); !strings.Contains(page, "way 26 min, 4.4 km") {
		t.Error("the way to the school is lost")
	}
	if out := string(written(t, report.GeoJSON, s)); strings.Count(out, `"feature":"way"`) != 7 {
		t.Errorf("legs are lost or doubled:\n%s", out)
	}
}

func TestADayAtOnePlaceStillHasAMap(t *testing.T) {
	s := crewOne()
	for i := range s.Problem.Places {
		s.Problem.Places[i].At = orb.Point{87.7, 23.5}
	}
	s.Ways = nil
	page := string(written(t, report.HTML, s))
	for _, bad := range []string{"NaN", "Inf", "-0.0"} {
		if strings.Contains(page, bad) {
			t.Errorf("the map holds %s", bad)
		}
	}
}
