package world

import "strings"

// schemes are what the desks of a camp are for: the schemes of the earlier drive.
func schemes() []map[string]any {
	scheme := func(id, name string, share, minutes, desks int) map[string]any {
		return map[string]any{"id": id, "name": name, "share_permille": share, "minutes": minutes, "desks": desks}
	}
	list := []map[string]any{
		scheme("caste_certificate", "Caste certificate", 400, 6, 6), scheme("health", "Health card", 350, 6, 6), scheme("pension", "Old age pension", 250, 7, 5),
	}
	list[0]["department"], list[2]["kit"] = "welfare_staff", "biometric"
	return list
}

// supplies are what each camp gets: as many kits as there are desks for them, but fewer in every fifth block, and
// staff enough.
func (w *world) supplies() []map[string]any {
	supply := func(id, area string, perCamp int) map[string]any {
		row := map[string]any{"id": id, "per_camp": perCamp, "source": "Stock list of " + w.name}
		if area != "" {
			row["area"] = area
		}
		return row
	}
	list := []map[string]any{supply("biometric", "", 5), supply("welfare_staff", "", 6)}
	for i := range w.districts {
		for k := range w.districts[i].blocks {
			if b := &w.districts[i].blocks[k]; b.number%5 == 2 {
				list = append(list, supply("biometric", b.id, 3))
			}
		}
	}
	return list
}

// facilities of a place: nine of ten have a ramp, seven of eight two rooms or more, and of every twelfth nothing is known.
func (w *world) facilities(v place) string {
	h := w.mix(11, int(v.at[0]), int(v.at[1]))
	if h%12 == 0 {
		return ""
	}
	var has []string
	if h/16%10 != 0 {
		has = append(has, "ramp")
	}
	has = append(has, "rooms:"+number(int64(1+h/256%8)))
	if h/4096%2 == 0 {
		has = append(has, "network")
	}
	return strings.Join(has, "|")
}

// writeHours writes ferry hours for every seventh block: people and teams cross a river to it.
func (w *world) writeHours(out *table) (errs []error) {
	for i := range w.districts {
		for k := range w.districts[i].blocks {
			if b := &w.districts[i].blocks[k]; b.number%7 == 3 {
				errs = append(errs, out.Write([]string{"ferry_hours", "", "", b.id, "Ferry table 2026", "the block lies over the river", "09:30", "14:00"}))
			}
		}
	}
	return errs
}
