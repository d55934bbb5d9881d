import { describe, expect, it } from 'vitest';

import type { Move, WorksScore } from '../../src/lib/types';
import { crossed, holds, meet } from '../../src/lib/closure';
import {
  board,
  clock,
  closedRing,
  cornersOf,
  cornersText,
  crewMarks,
  daysBetween,
  estimatedPercent,
  hours,
  inOrderOfCost,
  late,
  leftWorks,
  legs,
  loads,
  numbered,
  wayKey,
  Week,
  type Crew,
  type DaySheet,
  type Leg,
  type Stop,
  type Work,
} from '../../src/lib/works';

const crew = (id: string): Crew => ({ id, name: `Crew ${id}`, base: 'base', profile: 'car', shifts: [{ day: '2026-01-20', from: '09:00', to: '17:00' }] });
const work = (id: string, part: Partial<Work> = {}): Work => ({
  id, name: `Work ${id}`, kind: 'repair', place: `at ${id}`, minutes: 30, crews: 1, priority: 3, people: 10, worth: 100, ...part,
});
const stop = (part: Partial<Stop>): Stop => ({ kind: 'visit', place: '', arrive: 0, begin: 0, end: 0, travel_seconds: 0, metres: 0, ...part });
const sheet = (part: Partial<DaySheet> = {}): DaySheet => ({
  crew: 'c1', day: '2026-01-20', start: 'base', leave: 32_400, end: 'base', return: 50_000, stops: [], travel_seconds: 0, metres: 0, back_seconds: 0, back_metres: 0, ...part,
});

function week(): Week {
  return new Week(
    {
      name: 'Ausgram', area: 'a',
      days: [{ day: '2026-01-20' }, { day: '2026-01-21', off: 'Puja' }, { day: '2026-01-22' }],
      places: [
        { id: 'base', name: 'Office', at: [87.7, 23.5] },
        { id: 'at w1', name: 'Bridge', at: [87.71, 23.5] },
        { id: 'end w1', name: 'Bridge, far side', at: [87.72, 23.5] },
        { id: 'at w2', name: 'School', at: [87.71, 23.52] },
      ],
      crews: [crew('c1'), crew('c2')],
      works: [work('w1', { exit: 'end w1', due: '2026-01-19' }), work('w2'), work('w3', { worth: 500, name: 'শীতলা Well' }), work('w4')],
      travel: { engine: 'road', source: '', rivers: 'known', estimated_permille: 0 },
    },
    {
      sheets: [
        sheet({
          travel_seconds: 3600, metres: 4000, back_metres: 1000, back_estimated: true,
          stops: [
            stop({ kind: 'pick_up', work: 'w2', place: 'at w2', begin: 33_000, end: 33_600 }),
            stop({ work: 'w1', place: 'at w1', begin: 36_000, end: 37_800, metres: 1000, estimated: true }),
            stop({ kind: 'break', place: 'end w1', begin: 37_800, end: 39_600 }),
            stop({ work: 'w2', place: 'at w2', begin: 40_000, end: 41_800 }),
          ],
        }),
        sheet({ crew: 'c2', stops: [stop({ work: 'w2', place: 'at w2', begin: 40_000, end: 41_800 })] }),
      ],
      unvisited: [
        { work: 'w4', reason: 'no_room', text: '' },
        { work: 'w3', reason: 'no_skill', text: '' },
        { work: 'gone', reason: 'no_skill', text: '' },
      ],
      score: { worth_in_time: 0, worth_late: 0, lateness: 0, crew_days: 2, overtime_seconds: 0, cost_seconds: 0, travel_seconds: 0, changes: 0, unfair_permille: 0, visited: 2, unvisited: 2, metres: 0 },
    },
  );
}

const left = (text = '', reason = ''): string[] => leftWorks(week(), { text, reason }, (hay, t) => hay.includes(t)).map((x) => x.work.id);
const leg = (c: string, line: [number, number][]): Leg => ({ crew: c, day: '', line, estimated: false });

const nothing: WorksScore = {
  worth_in_time: 0, worth_late: 0, lateness: 0, crew_days: 0, overtime_seconds: 0, cost_seconds: 0, travel_seconds: 0, changes: 0, unfair_permille: 0, visited: 0, unvisited: 0, metres: 0,
};
const move = (to: string, cost: Partial<WorksScore>): Move => ({ crew: to, day: '2026-01-20', cost: { ...nothing, ...cost } });

describe('a works plan', () => {
  it('numbers every stop but the breaks', () => {
    expect(numbered(week().sheets[0] ?? sheet()).map((x) => x.order)).toEqual([1, 2, 0, 3]);
  });
  it('tells the way to a break that is held on arrival with the stop after it', () => {
    const held = sheet({ stops: [stop({ kind: 'break', place: 'at w1', travel_seconds: 600, metres: 5000, estimated: true }), stop({ work: 'w1', place: 'at w1' })] });
    expect(numbered(held)[1]).toMatchObject({ order: 1, travel: 600, metres: 5000, estimated: true });
    expect(legs(week(), held, new Map()).map((l) => l.line)).toEqual([[[87.7, 23.5], [87.71, 23.5]], [[87.72, 23.5], [87.7, 23.5]]]);
  });
  it('knows where a work is visited, by two crews too', () => {
    expect(week().visits('w2').map((v) => [v.sheet.crew, v.order])).toEqual([['c1', 3], ['c2', 1]]);
    expect(week().visits('w4')).toEqual([]);
  });
  it('counts a visit of two crews once a day, and leaves days off out', () => {
    expect(loads(week())).toEqual([
      { day: '2026-01-20', n: 2, crews: 2, gap: false },
      { day: '2026-01-22', n: 0, crews: 0, gap: true },
    ]);
  });
  it('says on the board how full a sheet is, and who is off', () => {
    const { days, rows } = board(week());
    expect(days).toEqual(['2026-01-20', '2026-01-22']);
    expect(rows[0]?.slots).toEqual([
      { crew: 'c1', day: '2026-01-20', off: false, visits: 2, busy: 3600 + 600 + 1800 + 1800, room: 8 * 3600 },
      { crew: 'c1', day: '2026-01-22', off: true, visits: 0, busy: 0, room: 0 },
    ]);
  });
  it('draws a leg along its way where one is known, else straight and estimated, from the far end of a line', () => {
    const w = week();
    const ways = new Map([[wayKey('c1', '2026-01-20', 0), { line: [[87.7, 23.5], [87.7, 23.52], [87.71, 23.52]] as [number, number][], estimated: false }]]);
    const drawn = legs(w, w.sheets[0] ?? sheet(), ways);
    expect(drawn.map((l) => [l.line.length, l.estimated])).toEqual([[3, false], [2, true], [2, true], [2, true]]);
    expect(drawn[2]?.line[0]).toEqual([87.72, 23.5]);
    expect(drawn[3]?.line).toEqual([[87.71, 23.52], [87.7, 23.5]]);
  });
  it('says how much of the way is estimated', () => {
    expect(estimatedPercent(week().sheets)).toBe(50);
    expect(estimatedPercent([])).toBeNull();
  });
  it('lists what is left, the most worth first, and finds it by name and reason', () => {
    expect(left()).toEqual(['w3', 'w4']);
    expect(left('শীতলা')).toEqual(['w3']);
    expect(left('', 'no_room')).toEqual(['w4']);
  });
  it('calls a visit late after its due day only', () => {
    expect(late(work('x', { due: '2026-01-20' }), '2026-01-20')).toBe(false);
    expect(late(work('x', { due: '2026-01-20' }), '2026-01-21')).toBe(true);
    expect(late(work('x'), '2026-01-21')).toBe(false);
  });
});

describe('marks, times and prices', () => {
  it('letters crews A to Z, then AA', () => {
    const marks = crewMarks(Array.from({ length: 28 }, (_, i) => crew(`c${i}`)));
    expect(['c0', 'c25', 'c26', 'c27'].map((c) => marks.get(c)?.letter)).toEqual(['A', 'Z', 'AA', 'AB']);
  });
  it('writes times by the minute that has begun, hours to the nearest minute', () => {
    expect([clock(35_099), clock(35_159), clock(35_160), clock(0), hours(11_100), hours(59 * 60 + 31)]).toEqual(['09:44', '09:45', '09:46', '00:00', '3:05', '1:00']);
  });
  it('orders moves as the plan does: possible first, worth before travel', () => {
    const order = inOrderOfCost([
      move('a', { cost_seconds: 60 }),
      { crew: 'b', day: '2026-01-20', rule: 'skill' },
      move('c', { worth_in_time: -100, cost_seconds: -900 }),
      move('d', { cost_seconds: 30 }),
      move('e', { lateness: 2 }),
    ]);
    expect(order.map((m) => m.crew)).toEqual(['d', 'a', 'e', 'c', 'b']);
  });
  it('counts the days from one to another', () => {
    expect(daysBetween('2026-01-30', '2026-02-01')).toEqual(['2026-01-30', '2026-01-31', '2026-02-01']);
    expect(daysBetween('2026-01-30', '')).toEqual(['2026-01-30']);
    expect(daysBetween('2026-01-01', '2027-01-01')).toHaveLength(31);
  });
});

describe('a closure', () => {
  const ring: [number, number][] = [[0, 0], [2, 0], [2, 2], [0, 2]];
  it('is read from typed corners and written back', () => {
    expect(cornersOf('87.5, 23.4\n\n87.6 23.4;\n').fault).toEqual({ line: 3, text: '87.6 23.4;' });
    expect(cornersOf('87.5, 23.4\n87.6 23.4\n')).toEqual({ ring: [[87.5, 23.4], [87.6, 23.4]], fault: null });
    for (const bad of ['87.5', 'a, b', '200, 5', '87, 95', '1, 2, 3']) expect(cornersOf(bad).fault).not.toBeNull();
    expect(cornersOf(cornersText(ring)).ring).toEqual(ring);
    expect(closedRing(ring)).toHaveLength(5);
    expect(closedRing([])).toEqual([]);
  });
  it('holds what lies inside', () => {
    expect(holds(ring, [1, 1])).toBe(true);
    expect(holds(ring, [3, 1])).toBe(false);
  });
  it('meets lines that cross or touch', () => {
    expect(meet([0, 0], [2, 2], [0, 2], [2, 0])).toBe(true);
    expect(meet([0, 0], [1, 0], [1, 0], [1, 1])).toBe(true);
    expect(meet([0, 0], [1, 0], [2, 0], [3, 0])).toBe(false);
    expect(meet([0, 0], [1, 0], [0, 1], [1, 1])).toBe(false);
  });
  it('names the legs that pass it, inside or straight through', () => {
    const all = [leg('through', [[-1, 1], [3, 1]]), leg('inside', [[0.5, 0.5], [1, 1]]), leg('beside', [[-1, 3], [3, 3]]), leg('through', [[1, -1], [1, 5]])];
    expect(crossed(all, ring)).toEqual({ legs: 3, crews: ['through', 'inside'] });
    expect(crossed(all, ring.slice(0, 2))).toEqual({ legs: 0, crews: [] });
  });
});
