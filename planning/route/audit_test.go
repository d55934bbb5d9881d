package route

import (
	"fmt"
	"testing"
)

// audit says what is wrong with a solution, from the rules alone.
func audit(in *Instance, s *Solution) error {
	var score Score
	seen := make([][]struct{ shift, begin, end int32 }, len(in.Works))
	busy := make([]int64, len(in.Crews))
	for k, x := range s.Sheets {
		sh := &in.Shifts[k]
		if len(x.Stops) == 0 {
			continue
		}
		score[CrewDays]++
		score[Overtime] += int64(max(0, x.Return-sh.To))
		at, now, travel, rested := sh.Start, x.Leave, int32(0), false
		fetched := map[int32]bool{}
		if x.Leave < sh.From {
			return fmt.Errorf("shift %d leaves too soon", k)
		}
		for i, c := range x.Stops {
			if c.Travel != in.Travel[sh.Travel].Seconds[at*in.Places+c.Place] || c.Arrive < now+c.Travel || c.Begin < c.Arrive {
				return fmt.Errorf("shift %d stop %d: %+v after %d", k, i, c, now)
			}
			travel += c.Travel
			at, now = c.Place, c.End
			switch c.Kind {
			case Rest:
				if c.End-c.Begin != sh.Break.Seconds || c.Begin < sh.Break.From || c.End > sh.Break.To || rested {
					return fmt.Errorf("shift %d rests %+v", k, c)
				}
				rested = true
				next := sh.End
				if i+1 < len(x.Stops) {
					next = x.Stops[i+1].Place
				}
				if c.Place != next && i > 0 && c.Place != exitOf(in, x.Stops[i-1]) {
					return fmt.Errorf("shift %d rests at %d", k, c.Place)
				}
				if c.Place == next && c.Travel == 0 && i > 0 && c.Place != exitOf(in, x.Stops[i-1]) {
					return fmt.Errorf("shift %d rests nowhere", k)
				}
			case PickUp:
				fetched[c.Work] = true
				if c.Place != in.Works[c.Work].PickUp || c.End-c.Begin != in.Works[c.Work].Load {
					return fmt.Errorf("pick-up %+v", c)
				}
				busy[sh.Crew] += int64(c.End - c.Begin)
			case Visit:
				w := &in.Works[c.Work]
				if c.Place != w.Place || c.End-c.Begin != w.Seconds || sh.Day < w.Release {
					return fmt.Errorf("visit %+v", c)
				}
				seen[c.Work] = append(seen[c.Work], struct{ shift, begin, end int32 }{int32(k), c.Begin, c.End})
				at = w.Exit
				busy[sh.Crew] += int64(c.End - c.Begin)
				allowed := false
				for _, a := range w.Shifts {
					allowed = allowed || a == int32(k)
				}
				inside := w.Hours == nil
				if w.Hours != nil {
					for _, h := range w.Hours[sh.Day] {
						inside = inside || c.Begin >= h.From && c.Begin <= h.To
					}
				}
				if !allowed || !inside {
					return fmt.Errorf("work %d stands where it may not: %+v", c.Work, c)
				}
				if w.PickUp >= 0 && !w.Pair && !fetched[c.Work] {
					return fmt.Errorf("work %d has no material", c.Work)
				}
			}
		}
		d := in.Travel[sh.Travel].Seconds[at*in.Places+sh.End]
		travel += d
		busy[sh.Crew] += int64(travel)
		score[Cost] += int64(travel)
		b := sh.Break
		if d != x.Back || x.Return < now+d || x.Return > sh.To+sh.Overtime || travel != x.Travel {
			return fmt.Errorf("shift %d returns %d after %d + %d (%d %d)", k, x.Return, now, d, travel, x.Travel)
		}
		if b.Seconds > 0 && !rested && x.Leave < b.From+b.Seconds && x.Return > b.To-b.Seconds {
			return fmt.Errorf("shift %d has no break", k)
		}
	}
	return auditWorks(in, s, seen, score, busy)
}

func exitOf(in *Instance, c Stop) int32 {
	if c.Kind == Visit {
		return in.Works[c.Work].Exit
	}
	return c.Place
}

func auditWorks(in *Instance, s *Solution, seen [][]struct{ shift, begin, end int32 }, score Score, busy []int64) error {
	absent := map[int32]bool{}
	for _, w := range s.Absent {
		absent[w] = true
	}
	for w := range in.Works {
		x := &in.Works[w]
		want := 1
		if x.Pair {
			want = 2
		}
		at := seen[w]
		if len(at) == 0 && absent[int32(w)] {
			score[Lost] += x.Worth
			score[Undone] += x.Worth
			if x.Pinned {
				score[Unpinned]++
			}
			continue
		}
		if len(at) != want || absent[int32(w)] {
			return fmt.Errorf("work %d is done %d times", w, len(at))
		}
		day := in.Shifts[at[0].shift].Day
		if want == 2 && (at[0].begin != at[1].begin || day != in.Shifts[at[1].shift].Day || in.Shifts[at[0].shift].Crew == in.Shifts[at[1].shift].Crew) {
			return fmt.Errorf("work %d: the crews do not meet: %v", w, at)
		}
		if day > x.Due {
			score[Lost] += x.Worth
			score[Lateness] += x.Weight * int64(day-x.Due)
		}
		for _, p := range x.After {
			if len(seen[p.Work]) == 0 {
				return fmt.Errorf("work %d is done without %d", w, p.Work)
			}
			b := seen[p.Work][0]
			d := in.Shifts[b.shift].Day
			if day < d+p.Gap || day == d && at[0].begin < b.end {
				return fmt.Errorf("work %d is done before %d", w, p.Work)
			}
		}
	}
	most, least := map[int32]int64{}, map[int32]int64{}
	for k, c := range in.Crews {
		if c.Regular == 0 {
			continue
		}
		l := busy[k] * 1000 / c.Regular
		if _, ok := most[c.Group]; !ok {
			most[c.Group], least[c.Group] = l, l
		}
		most[c.Group], least[c.Group] = max(most[c.Group], l), min(least[c.Group], l)
	}
	for g := range most {
		score[Unfair] += most[g] - least[g]
	}
	score[Cost] += in.Price.Unfair * score[Unfair]
	if score != s.Score {
		return fmt.Errorf("the score is %v, said to be %v", score, s.Score)
	}
	return nil
}

// Every answer keeps every rule and says its score truly.
func TestRules(t *testing.T) {
	for seed := range uint64(300) {
		in := made{
			seed: seed, works: 5 + int(seed%40), crews: 1 + int(seed%5), days: 1 + int(seed%4), side: 5000,
			pairs: 0.15, links: 0.4, picks: 0.2, windows: 0.3, pinned: 0.1, overdue: 0.1, unfair: int64(seed % 3),
		}.instance()
		s, err := Solve(t.Context(), in, Options{Seed: seed, Units: 400})
		if err != nil {
			t.Fatal(err)
		}
		if err := audit(in, &s); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
