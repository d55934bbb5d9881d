// A works plan as the page shows it: crews by day, their stops in order, what is left and what a move would cost. Pure functions over
// the canonical documents of the problem and the plan. Times are seconds of the civil day, days are written 2026-01-24.

import type { Move, WorksScore } from './types';

export interface WorksPlace {
  id: string;
  name: string;
  at: [number, number];
  estimated?: boolean;
}

export interface Shift {
  day: string;
  from: string; // 09:00
  to: string;
  start?: string;
  end?: string;
  overtime_minutes?: number;
}

export interface Crew {
  id: string;
  name: string;
  base: string;
  profile: string;
  skills?: string[];
  equipment?: string[];
  shifts: Shift[];
}

export interface Work {
  id: string;
  name: string;
  kind: string;
  stage?: string;
  place: string;
  exit?: string;
  line?: [number, number][];
  ring?: [number, number][];
  minutes: number;
  skills?: string[];
  equipment?: string[];
  crews: number;
  release?: string;
  due?: string;
  windows?: { days?: string[]; from: string; to: string }[];
  priority: number;
  people: number;
  worth: number;
  after?: { work: string; gap_days: number }[];
  pick_up?: { place: string; minutes: number; what: string };
  pin?: { crews: string[]; day: string; begin?: number; state: string };
  bring?: string[];
}

/** The parts of a works problem that the page reads. */
export interface WorksProblem {
  name: string;
  area: string;
  days: { day: string; off?: string }[];
  places: WorksPlace[];
  crews: Crew[];
  works: Work[];
  travel: { engine: string; source: string; rivers: string; estimated_permille: number };
  left_out?: { id: string; name: string; text: string }[];
}

export interface Stop {
  kind: 'visit' | 'break' | 'pick_up';
  work?: string;
  place: string;
  arrive: number;
  begin: number;
  end: number;
  travel_seconds: number;
  metres: number;
  estimated?: boolean;
}

export interface DaySheet {
  crew: string;
  day: string;
  start: string;
  leave: number;
  end: string;
  return: number;
  stops: Stop[];
  travel_seconds: number;
  metres: number;
  overtime_seconds?: number;
  back_seconds: number;
  back_metres: number;
  back_estimated?: boolean;
}

export interface Unvisited {
  work: string;
  reason: string;
  earliest?: string;
  crew?: string;
  day?: string;
  displaces?: string[];
  extra_seconds?: number;
  text: string;
}

export interface WorksPlanDocument {
  sheets: DaySheet[] | null;
  unvisited: Unvisited[] | null;
  score: WorksScore;
}

/** How a crew is told from the others: a letter everywhere, a colour, and a pattern of its line. */
export interface CrewMark {
  letter: string;
  colour: string;
}

// Told apart from one another and from the paper by people of every kind of colour vision; each 4.5:1 on white.
const COLOURS = ['#0b5cad', '#b3261e', '#0f6b3c', '#7a3fa0', '#8a5a00', '#00666e', '#a3195b', '#3d4a5c'] as const;

/** Letters and colours in the order of the crews: A to Z, then AA. */
export function crewMarks(crews: readonly Crew[]): Map<string, CrewMark> {
  return new Map(
    crews.map((c, i) => [c.id, { letter: letterOf(i), colour: COLOURS[i % COLOURS.length] ?? COLOURS[0] }]),
  );
}

function letterOf(i: number): string {
  const last = String.fromCodePoint(65 + (i % 26));
  return i < 26 ? last : letterOf(Math.floor(i / 26) - 1) + last;
}

/** A second of the day as 09:45, the minute that has begun. */
export function clock(second: number): string {
  const minutes = Math.floor(second / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Seconds as hours and minutes: 3:05. */
export function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

const byId = <T extends { id: string }>(list: readonly T[]): Map<string, T> => new Map(list.map((x) => [x.id, x]));

/** A works plan with everything looked up by id. */
export class Week {
  readonly places: ReadonlyMap<string, WorksPlace>;
  readonly works: ReadonlyMap<string, Work>;
  readonly crews: ReadonlyMap<string, Crew>;
  readonly marks: ReadonlyMap<string, CrewMark>;
  readonly sheets: readonly DaySheet[];
  readonly left: readonly Unvisited[];
  readonly #at: ReadonlyMap<string, DaySheet>;
  readonly #visits: ReadonlyMap<string, { sheet: DaySheet; stop: Stop; order: number }[]>;

  constructor(
    readonly problem: WorksProblem,
    readonly plan: WorksPlanDocument,
  ) {
    this.places = byId(problem.places);
    this.works = byId(problem.works);
    this.crews = byId(problem.crews);
    this.marks = crewMarks(problem.crews);
    this.sheets = plan.sheets ?? [];
    this.left = plan.unvisited ?? [];
    this.#at = new Map(this.sheets.map((s) => [`${s.crew} ${s.day}`, s]));
    const visits = new Map<string, { sheet: DaySheet; stop: Stop; order: number }[]>();
    for (const sheet of this.sheets) {
      for (const { stop, order } of numbered(sheet)) {
        if (stop.kind !== 'visit' || !stop.work) continue;
        visits.set(stop.work, [...(visits.get(stop.work) ?? []), { sheet, stop, order }]);
      }
    }
    this.#visits = visits;
  }

  sheet(crew: string, day: string): DaySheet | undefined {
    return this.#at.get(`${crew} ${day}`);
  }

  /** Where a work is visited: none, one, or by two crews at once. */
  visits(work: string): readonly { sheet: DaySheet; stop: Stop; order: number }[] {
    return this.#visits.get(work) ?? [];
  }

  at(place: string): [number, number] | undefined {
    return this.places.get(place)?.at;
  }

  /** Where a work is. */
  atWork(work: string): [number, number] | undefined {
    return this.at(this.works.get(work)?.place ?? '');
  }

  /** The sheets of a day, in the order of the crews; of "" those of every day. */
  onDay(day: string): DaySheet[] {
    const order = new Map(this.problem.crews.map((c, i) => [c.id, i]));
    return this.sheets
      .filter((s) => !day || s.day === day)
      .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : (order.get(a.crew) ?? 0) - (order.get(b.crew) ?? 0)));
  }
}

/** A stop with its number, 0 for a break, and the way to it. */
export interface Numbered {
  stop: Stop;
  index: number;
  order: number;
  travel: number; // seconds
  metres: number;
  estimated: boolean;
}

/** The stops of a sheet with their numbers. A break that is held on arrival has the way there; it is told with the stop after it. */
export function numbered(sheet: DaySheet): Numbered[] {
  let n = 0;
  let before: Stop | undefined;
  return sheet.stops.map((stop, index) => {
    const extra = stop.kind !== 'break' && before?.kind === 'break' ? before : undefined;
    before = stop;
    return {
      stop,
      index,
      order: stop.kind === 'break' ? 0 : ++n,
      travel: stop.travel_seconds + (extra?.travel_seconds ?? 0),
      metres: stop.metres + (extra?.metres ?? 0),
      estimated: !!stop.estimated || !!extra?.estimated,
    };
  });
}

export interface Load {
  day: string;
  n: number; // visits; those of two crews at once count once
  crews: number;
  gap: boolean;
}

/** The working days with their visits; gap: a day off lies before it. */
export function loads(week: Week): Load[] {
  const out: Load[] = [];
  let gap = false;
  for (const d of week.problem.days) {
    if (d.off) {
      gap = out.length > 0;
      continue;
    }
    const works = new Set<string>();
    const sheets = week.onDay(d.day);
    for (const s of sheets) for (const stop of s.stops) if (stop.kind === 'visit' && stop.work) works.add(stop.work);
    out.push({ day: d.day, n: works.size, crews: sheets.length, gap });
    gap = false;
  }
  return out;
}

/** One cell of the board: a crew on a day. */
export interface Slot {
  crew: string;
  day: string;
  off: boolean; // no shift, or a day off
  visits: number;
  busy: number; // seconds on the way and at stops
  room: number; // seconds of the shift
}

/** The board: crews down, working days across. */
export function board(week: Week): { days: string[]; rows: { crew: Crew; slots: Slot[] }[] } {
  const days = week.problem.days.filter((d) => !d.off).map((d) => d.day);
  const rows = week.problem.crews.map((crew) => ({
    crew,
    slots: days.map((day): Slot => {
      const shift = crew.shifts.find((s) => s.day === day);
      const sheet = week.sheet(crew.id, day);
      const at = (sheet?.stops ?? []).filter((s) => s.kind !== 'break');
      return {
        crew: crew.id,
        day,
        off: !shift,
        visits: at.filter((s) => s.kind === 'visit').length,
        busy: (sheet?.travel_seconds ?? 0) + at.reduce((sum, s) => sum + s.end - s.begin, 0),
        room: shift ? minuteOf(shift.to) * 60 - minuteOf(shift.from) * 60 : 0,
      };
    }),
  }));
  return { days, rows };
}

function minuteOf(text: string): number {
  const [h = '0', m = '0'] = text.split(':');
  return Number(h) * 60 + Number(m);
}

/** A line to draw: one leg. */
export interface Leg {
  crew: string;
  day: string;
  line: [number, number][];
  estimated: boolean;
}

/** The legs of a sheet; where the way of one is not known, a straight line that is marked estimated. */
export function legs(week: Week, sheet: DaySheet, ways: ReadonlyMap<string, { line: [number, number][]; estimated: boolean }>): Leg[] {
  const out: Leg[] = [];
  let here = week.at(sheet.start);
  const add = (to: [number, number] | undefined, order: number, estimated: boolean): void => {
    const way = ways.get(wayKey(sheet.crew, sheet.day, order));
    const { crew, day } = sheet;
    if (way && way.line.length > 1) out.push({ crew, day, line: way.line, estimated: estimated || way.estimated });
    else if (here && to && (here[0] !== to[0] || here[1] !== to[1])) out.push({ crew, day, line: [here, to], estimated: true });
  };
  for (const [i, stop] of sheet.stops.entries()) {
    const to = week.at(stop.place);
    if (stop.kind === 'break' && !stop.travel_seconds) continue;
    add(to, i, !!stop.estimated);
    const exit = stop.kind === 'visit' ? week.works.get(stop.work ?? '')?.exit : undefined;
    here = week.at(exit ?? '') ?? to ?? here;
  }
  add(week.at(sheet.end), sheet.stops.length, !!sheet.back_estimated);
  return out;
}

export function wayKey(crew: string, day: string, order: number): string {
  return `${crew} ${day} ${order}`;
}

/** How much of a plan's way is estimated, in percent of its metres; null where nobody travels. */
export function estimatedPercent(sheets: readonly DaySheet[]): number | null {
  let all = 0;
  let guessed = 0;
  for (const s of sheets) {
    all += s.metres;
    if (s.back_estimated) guessed += s.back_metres;
    for (const stop of s.stops) if (stop.estimated) guessed += stop.metres;
  }
  return all ? (100 * guessed) / all : null;
}

/** Works that match a text, a reason: those of most worth first. */
export function leftWorks(week: Week, f: { text: string; reason: string }, matches: (hay: string, text: string) => boolean): { u: Unvisited; work: Work }[] {
  return week.left
    .flatMap((u) => {
      const work = week.works.get(u.work);
      return work ? [{ u, work }] : [];
    })
    .filter(({ u, work }) => (!f.reason || u.reason === f.reason) && matches(`${work.name} ${work.stage ?? ''} ${work.kind}`, f.text))
    .toSorted((a, b) => b.work.worth - a.work.worth || (a.work.id < b.work.id ? -1 : 1));
}

/** Whether a visit comes after its due day. */
export function late(work: Work | undefined, day: string): boolean {
  return !!work?.due && day > work.due;
}

/** Signed differences that a move makes, those that matter first. */
export interface Price {
  worth: number; // of works done in time
  late: number; // days late, weighed
  sheets: number;
  overtime: number; // seconds
  travel: number; // seconds
}

export function priceOf(m: Move): Price {
  const c: Partial<WorksScore> = m.cost ?? {};
  return {
    worth: c.worth_in_time ?? 0,
    late: c.lateness ?? 0,
    sheets: c.crew_days ?? 0,
    overtime: c.overtime_seconds ?? 0,
    travel: c.travel_seconds ?? 0,
  };
}

/** Moves in the order in which a person would choose: possible ones, best first by the plan's own aims, then those that a rule forbids. */
export function inOrderOfCost(moves: readonly Move[]): Move[] {
  return moves.toSorted((a, b) => {
    const [x, y] = [aims(a), aims(b)];
    for (const [i, v] of x.entries()) if (v !== y[i]) return v - (y[i] ?? 0);
    return a.day < b.day ? -1 : a.day > b.day ? 1 : a.crew < b.crew ? -1 : 1;
  });
}

function aims(m: Move): number[] {
  const c: Partial<WorksScore> = m.cost ?? {};
  return [
    m.rule ? 1 : 0,
    -(c.worth_in_time ?? 0),
    -(c.worth_late ?? 0),
    c.lateness ?? 0,
    c.crew_days ?? 0,
    c.overtime_seconds ?? 0,
    c.cost_seconds ?? c.travel_seconds ?? 0,
  ];
}

/** What is wrong with corners that were typed, one "longitude, latitude" a line. */
export type CornerFault = { line: number; text: string };

/** Reads corners from text: two numbers a line, longitude first, decimal degrees. */
export function cornersOf(text: string): { ring: [number, number][]; fault: CornerFault | null } {
  const ring: [number, number][] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (!line) continue;
    const parts = line.split(/[\s,;]+/).map(Number);
    const [lon, lat] = parts;
    if (parts.length !== 2 || lon === undefined || lat === undefined || !(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) {
      return { ring, fault: { line: i + 1, text: line } };
    }
    ring.push([lon, lat]);
  }
  return { ring, fault: null };
}

/** Writes corners as cornersOf reads them. */
export function cornersText(ring: readonly [number, number][]): string {
  return ring.map(([lon, lat]) => `${lon}, ${lat}`).join('\n');
}

/** The ring of a closed polygon, as GeoJSON wants it. */
export function closedRing(ring: readonly [number, number][]): [number, number][] {
  const [first] = ring;
  return first ? [...ring, first] : [];
}

/** Every civil day from one to another, both among them; at most 31. */
export function daysBetween(from: string, to: string): string[] {
  const out: string[] = [];
  const last = Date.parse(to || from);
  for (let t = Date.parse(from); t <= last && out.length < 31; t += 86_400_000) out.push(new Date(t).toISOString().slice(0, 10));
  return out;
}
