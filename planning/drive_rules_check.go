package planning

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"doorstep/planning/sitting"
)

// Limits of a drive's rules, far above any real one.
const (
	mostPhases   = 24
	mostSchemes  = 200
	mostRows     = 20_000 // supplies, hours, special camps
	mostDesks    = 1000
	mostHalts    = 8
	shareOfAll   = 1000
	mostSpacing  = 366
	mostPerPhase = 100
)

var ruleID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// fail takes a bad place of a drive: a JSON pointer below the drive and what is wrong there.
type fail func(pointer, format string, args ...any)

func (f fail) unless(ok bool, pointer, format string, args ...any) {
	if !ok {
		f(pointer, format, args...)
	}
}

func (f fail) within(n, lo, hi int64, pointer string) {
	f.unless(n >= lo && n <= hi, pointer, "%d is not between %d and %d.", n, lo, hi)
}

func (f fail) line(text, pointer string, most int) {
	n := utf8.RuneCountInString(text)
	f.unless(strings.TrimSpace(text) != "" && n <= most && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl),
		pointer, "Give 1 to %d characters on one line.", most)
}

func (f fail) id(text, pointer string) {
	f.unless(ruleID.MatchString(text), pointer, "%q is no id; write 1 to 40 lower-case letters, digits, - and _.", text)
}

// check finds all that is wrong with the rules of a drive at once. O(n log n) in its rows.
func (r Rules) check(d *Drive, f fail) {
	f.within(r.FloorPermille, 0, 1000, "/floor_permille")
	f.within(r.FullWorth, 0, max(d.Threshold, 0), "/full_worth_m")
	f.within(r.ThresholdWorth, 0, 1000, "/threshold_worth_permille")
	r.checkUnit(f)
	r.checkPhases(d, f)
	r.checkSchemes(f)
	r.checkHours(f)
	r.checkFacilities(f)
	r.checkTours(f)
	r.checkSpecial(d, f)
	r.checkResources(f)
	f.unless(len(r.Risks) <= mostRows, "/risks", "%d rows are more than %d.", len(r.Risks), mostRows)
	for i, x := range r.Risks {
		at := fmt.Sprintf("/risks/%d", i)
		f.within(x.Permille, 1, 1000, at+"/permille")
		f.unless(x.Day >= d.FirstDay, at+"/day", "%s is before the drive's first day, %s.", x.Day, d.FirstDay)
		f.line(x.Source, at+"/source", 500)
	}
}

func (r Rules) checkUnit(f fail) {
	f.unless(r.Unit == "" || r.Unit == UnitGroup || r.Unit == UnitBooth, "/unit", "%q is no unit; write %s or %s.", r.Unit, UnitGroup, UnitBooth)
	if r.BoothsPerSitting != 0 {
		f.within(r.BoothsPerSitting, sitting.Smallest, sitting.Largest, "/booths_per_sitting")
	}
	if !r.ByBooth() {
		f.unless(r.BoothsPerSitting == 0, "/booths_per_sitting", "Only a drive by booths has sittings; say so in its unit.")
		return
	}
	const goes = "A drive by booths holds each booth's sitting once, near the booth: it goes without this rule."
	f.unless(r.FloorPermille == 0, "/floor_permille", goes)
	f.unless(r.FullWorth == 0 && r.ThresholdWorth == 0, "/full_worth_m", goes)
	f.unless(len(r.Phases) == 0, "/phases", goes)
	f.unless(r.HaltsPerDay == 0, "/halts_per_day", goes)
	f.unless(len(r.Special) == 0, "/special", goes)
}

func (r Rules) checkPhases(d *Drive, f fail) {
	f.within(int64(r.SpacingDays), 0, mostSpacing, "/spacing_days")
	f.unless(len(r.Phases) <= mostPhases, "/phases", "%d phases are more than %d.", len(r.Phases), mostPhases)
	names := map[string]bool{}
	for i, p := range r.Phases {
		at := fmt.Sprintf("/phases/%d", i)
		f.line(p.Name, at+"/name", 100)
		f.unless(!names[p.Name], at+"/name", "Two phases are called %q.", p.Name)
		names[p.Name] = true
		f.unless(p.FirstDay >= d.FirstDay, at+"/first_day", "%s is before the drive's first day, %s.", p.FirstDay, d.FirstDay)
		f.unless(p.LastDay >= p.FirstDay, at+"/last_day", "The phase ends on %s, before it begins on %s.", p.LastDay, p.FirstDay)
		f.within(p.Minimum, 0, mostPerPhase, at+"/minimum")
		if i == 0 {
			continue
		}
		before := r.Phases[i-1]
		f.unless(p.FirstDay > before.LastDay, at+"/first_day", "The phase begins on %s, before the one ahead of it has ended on %s.", p.FirstDay, before.LastDay)
		f.unless(int64(p.FirstDay)-int64(before.LastDay) >= int64(r.SpacingDays), at+"/first_day",
			"%s is less than %d days after %s; move the phase or lessen spacing_days.", p.FirstDay, r.SpacingDays, before.LastDay)
	}
}

func (r Rules) checkResources(f fail) {
	f.unless(len(r.Resources) <= mostSchemes, "/resources", "%d resources are more than %d.", len(r.Resources), mostSchemes)
	ids := map[string]bool{}
	for i, x := range r.Resources {
		at := fmt.Sprintf("/resources/%d", i)
		f.id(x.ID, at+"/id")
		f.unless(!ids[x.ID], at+"/id", "Two resources have the id %q.", x.ID)
		ids[x.ID] = true
		f.line(x.Name, at+"/name", 200)
		f.within(x.PerDay, 1, mostRows, at+"/per_day")
		f.line(x.Source, at+"/source", 500)
	}
}

func (r Rules) checkSchemes(f fail) {
	f.unless(len(r.Schemes) <= mostSchemes, "/schemes", "%d schemes are more than %d.", len(r.Schemes), mostSchemes)
	supplied := map[string]bool{}
	for _, s := range r.Supplies {
		supplied[s.ID] = true
	}
	ids, shares := map[string]bool{}, int64(0)
	for i, s := range r.Schemes {
		at := fmt.Sprintf("/schemes/%d", i)
		f.id(s.ID, at+"/id")
		f.unless(!ids[s.ID], at+"/id", "Two schemes have the id %q.", s.ID)
		f.unless(s.ID != capByDrive && s.ID != capByVenue && s.ID != capBySpecial && !supplied[s.ID], at+"/id",
			"The id %q is taken: it names another thing that may limit a camp.", s.ID)
		ids[s.ID] = true
		f.line(s.Name, at+"/name", 200)
		f.within(s.SharePermille, 1, shareOfAll, at+"/share_permille")
		f.within(s.Minutes, 1, 1440, at+"/minutes")
		f.within(s.Desks, 1, mostDesks, at+"/desks")
		f.unless(s.Kit == "" || supplied[s.Kit], at+"/kit", "No supply is called %q; say in supplies how many a camp gets.", s.Kit)
		f.unless(s.Department == "" || supplied[s.Department], at+"/department", "No supply is called %q; say in supplies how many a camp gets.", s.Department)
		f.unless(s.Kit == "" || s.Kit != s.Department, at+"/department", "%q is the kit and the department at once.", s.Kit)
		shares += min(max(s.SharePermille, 0), shareOfAll)
	}
	f.unless(len(r.Schemes) == 0 || shares == shareOfAll, "/schemes", "The shares add up to %d of 1000 visitors; they must add up to 1000.", shares)
	f.unless(len(r.Supplies) <= mostRows, "/supplies", "%d rows are more than %d.", len(r.Supplies), mostRows)
	seen := map[Supply]bool{}
	for i, s := range r.Supplies {
		at := fmt.Sprintf("/supplies/%d", i)
		f.id(s.ID, at+"/id")
		f.within(s.PerCamp, 1, mostDesks, at+"/per_camp")
		f.line(s.Source, at+"/source", 500)
		key := Supply{ID: s.ID, Area: s.Area}
		f.unless(!seen[key], at+"/area", "%q is given twice for one area.", s.ID)
		seen[key] = true
	}
}

func (r Rules) checkHours(f fail) {
	f.unless(r.Opens >= 0 && r.Opens < lastClock, "/opens", "%d minutes after midnight is no time of day.", int32(r.Opens))
	if r.OpenMinutes != 0 {
		f.within(r.OpenMinutes, 30, int64(lastClock), "/open_minutes")
	}
	if from, to := r.Open(); r.OpenMinutes >= 0 && r.OpenMinutes <= int64(lastClock) {
		f.unless(to <= lastClock, "/open_minutes", "A camp that opens at %s would close after midnight.", from)
	}
	f.unless(len(r.Hours) <= mostRows, "/hours", "%d rows are more than %d.", len(r.Hours), mostRows)
	for i, h := range r.Hours {
		at := fmt.Sprintf("/hours/%d", i)
		f.id(h.Kind, at+"/kind")
		f.unless(h.From >= 0 && h.To <= lastClock && h.From < h.To, at+"/to", "The hours end at %s, which is not after %s.", h.To, h.From)
		f.line(h.Source, at+"/source", 500)
	}
}

func (r Rules) checkFacilities(f fail) {
	seen := map[string]bool{}
	for i, s := range r.Facilities {
		at := fmt.Sprintf("/facilities/%d", i)
		name, _, ok := facility(s)
		f.unless(ok, at, "%q is no facility; write ramp, network, power, water, or rooms:3.", s)
		f.unless(!seen[name], at, "%q is asked for twice.", name)
		seen[name] = true
	}
}

func (r Rules) checkTours(f fail) {
	if r.HaltsPerDay != 0 {
		f.within(int64(r.HaltsPerDay), 2, mostHalts, "/halts_per_day")
	}
	if r.HaltMinutes != 0 {
		f.within(r.HaltMinutes, 10, int64(lastClock), "/halt_minutes")
	}
	if r.TravelKMH != 0 {
		f.within(r.TravelKMH, 1, 100, "/travel_kmh")
		f.line(r.TravelSource, "/travel_source", 500)
	}
	from, to := r.Open()
	f.unless(r.HaltsPerDay == 0 || 2*cmp.Or(r.HaltMinutes, DefaultHaltMinutes) <= int64(to-from), "/halt_minutes",
		"Two halts of %d minutes do not fit between %s and %s.", cmp.Or(r.HaltMinutes, DefaultHaltMinutes), from, to)
}

func (r Rules) checkSpecial(d *Drive, f fail) {
	f.unless(len(r.Special) <= mostRows, "/special", "%d rows are more than %d.", len(r.Special), mostRows)
	names := map[string]bool{}
	for i, s := range r.Special {
		at := fmt.Sprintf("/special/%d", i)
		f.line(s.Name, at+"/name", 200)
		f.unless(!names[s.Name], at+"/name", "Two special camps are called %q.", s.Name)
		names[s.Name] = true
		f.unless(s.Venue != "", at+"/venue", "The venue is missing.")
		f.unless(s.Day >= d.FirstDay, at+"/day", "%s is before the drive's first day, %s.", s.Day, d.FirstDay)
		if s.Cap != 0 {
			f.within(s.Cap, 1, 100_000, at+"/cap")
		}
		f.line(s.Source, at+"/source", 500)
	}
}

// sorted gives the rules with every list that has no order of its own in canonical order.
func (r Rules) sorted() Rules {
	r.Schemes, r.Supplies, r.Hours = slices.Clone(r.Schemes), slices.Clone(r.Supplies), slices.Clone(r.Hours)
	r.Facilities, r.Special = slices.Clone(r.Facilities), slices.Clone(r.Special)
	slices.SortFunc(r.Schemes, compareSchemes)
	slices.SortFunc(r.Supplies, compareSupplies)
	slices.SortFunc(r.Hours, compareHours)
	r.Hours = slices.Compact(r.Hours)
	slices.Sort(r.Facilities)
	slices.SortFunc(r.Special, compareSpecial)
	r.Resources = slices.Clone(r.Resources)
	for i := range r.Resources {
		r.Resources[i].Off = slices.Clone(r.Resources[i].Off)
		slices.Sort(r.Resources[i].Off)
		r.Resources[i].Off = slices.Compact(r.Resources[i].Off)
	}
	slices.SortFunc(r.Resources, compareResources)
	r.Risks = slices.Clone(r.Risks)
	slices.SortFunc(r.Risks, compareRisks)
	r.Risks = slices.Compact(r.Risks)
	return r
}

func compareSchemes(a, b Scheme) int { return cmp.Compare(a.ID, b.ID) }

func compareSupplies(a, b Supply) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Area, b.Area))
}

func compareHours(a, b Hours) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Venue, b.Venue), cmp.Compare(a.Day, b.Day),
		cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Source, b.Source))
}

func compareResources(a, b Resource) int { return cmp.Compare(a.ID, b.ID) }

func compareRisks(a, b Risk) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Permille, b.Permille), cmp.Compare(a.Source, b.Source))
}

func compareSpecial(a, b Special) int { return cmp.Compare(a.Name, b.Name) }
