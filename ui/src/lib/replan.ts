// What happened to a running drive, as a person enters it and as the service takes it; and how changed
// camps are drawn.
import type { Comparison, Notice, PlanEvent } from './types';

export const KINDS = [
  'venue_lost',
  'days_lost',
  'drive_suspended',
  'team_ill',
  'cap_lowered',
  'demand_grown',
  'camps_added',
  'camp_ordered',
] as const;
export type Kind = (typeof KINDS)[number];

/** The part of a plan's problem document that events name. */
export interface Ground {
  area: string;
  name: string;
  days: string[];
  blocks: { id: string; name: string }[];
  groups: { id: string; name: string; block: string }[];
  teams: { id: string; name: string; block: string }[];
  candidates: { id: string; name: string; kind: string; group: string; at: [number, number] }[];
}

/** An event while it is entered: everything may still be empty. */
export interface Draft {
  kind: Kind;
  source: string;
  venue: string;
  place: 'area' | 'drawn';
  area: string; // "" for the whole district
  ring: [number, number][]; // corners, not closed
  from: string;
  to: string;
  team: string;
  camp: string; // plan_camp of the camp that is moved, "" for one more
  amount: string; // percent, cap or camps
}

export const BLANK: Draft = {
  kind: 'venue_lost',
  source: '',
  venue: '',
  place: 'area',
  area: '',
  ring: [],
  from: '',
  to: '',
  team: '',
  camp: '',
  amount: '',
};

/** Which fields a kind has. The service knows which it needs; the page asks for no other. */
export const FIELDS: Record<Kind, readonly ('venue' | 'place' | 'area' | 'from' | 'to' | 'team' | 'camp' | 'amount')[]> = {
  venue_lost: ['venue', 'from', 'to'],
  days_lost: ['place', 'from', 'to'],
  drive_suspended: ['place', 'from', 'to'],
  team_ill: ['team', 'from', 'to'],
  cap_lowered: ['area', 'amount'],
  demand_grown: ['area', 'amount'],
  camps_added: ['amount'],
  camp_ordered: ['venue', 'camp', 'from'],
};

/** The most an amount may be, by kind. */
const MOST: Partial<Record<Kind, number>> = { cap_lowered: 100_000, demand_grown: 1000, camps_added: 100_000 };

/** The fields of a draft that are still missing or wrong, in the order of the form; "" where nothing is. */
export function missing(d: Draft): ('venue' | 'ring' | 'from' | 'to' | 'team' | 'amount' | 'source')[] {
  const has = FIELDS[d.kind];
  const out: ReturnType<typeof missing> = [];
  if (has.includes('venue') && !d.venue) out.push('venue');
  if (has.includes('place') && d.place === 'drawn' && d.ring.length < 3) out.push('ring');
  if (has.includes('team') && !d.team) out.push('team');
  if ((d.kind === 'days_lost' || d.kind === 'drive_suspended') && !d.from) out.push('from');
  if (has.includes('to') && d.from && d.to && d.to < d.from) out.push('to');
  if (has.includes('amount')) {
    const n = Number(d.amount);
    if (!Number.isInteger(n) || n < 1 || n > (MOST[d.kind] ?? 0)) out.push('amount');
  }
  if (!d.source.trim()) out.push('source');
  return out;
}

/** The event as the service takes it. Call it when nothing is missing. */
export function eventOf(d: Draft, ground: Ground): PlanEvent {
  const has = FIELDS[d.kind];
  const e: PlanEvent = { kind: d.kind, source: d.source.trim() };
  if (has.includes('venue')) e.venue = d.venue;
  if (has.includes('from') && d.from) e.from = d.from;
  if (has.includes('to') && d.to) e.to = d.to;
  if (has.includes('team')) e.team = d.team;
  if (has.includes('camp') && d.camp) e.camp = d.camp;
  if (has.includes('place')) {
    const [first] = d.ring;
    if (d.place === 'drawn' && first) e.polygon = [[...d.ring, first]];
    else if (d.area) e.area = d.area;
    else if (d.kind === 'drive_suspended') e.area = ground.area;
  }
  if (d.kind === 'cap_lowered') {
    e.cap = Number(d.amount);
    if (d.area) e.area = d.area;
  }
  if (d.kind === 'demand_grown') {
    e.percent = Number(d.amount);
    e.groups = ground.groups.filter((g) => !d.area || g.id === d.area || g.block === d.area).map((g) => g.id);
  }
  if (d.kind === 'camps_added') e.camps = Number(d.amount);
  return e;
}

/** The name of what an event is about: a venue, an area, a team; "" for the whole district or a drawn part. */
export function aboutOf(e: PlanEvent, ground: Ground): string {
  const area = (id: string): string =>
    ground.blocks.find((b) => b.id === id)?.name ?? ground.groups.find((g) => g.id === id)?.name ?? (id === ground.area ? ground.name : '');
  if (e.venue) return ground.candidates.find((c) => c.id === e.venue)?.name ?? '';
  if (e.team) return ground.teams.find((x) => x.id === e.team)?.name ?? '';
  if (e.area) return area(e.area);
  if (e.groups?.length === 1) return area(e.groups[0] ?? '');
  const blocks = new Set(ground.groups.filter((g) => e.groups?.includes(g.id)).map((g) => g.block));
  return e.groups && blocks.size === 1 ? area([...blocks][0] ?? '') : '';
}

/** One changed camp on the map. */
export interface ChangeMark {
  id: string;
  from: [number, number] | null; // null: it is new
  to: [number, number] | null; // null: it is gone
}

/** Marks of changed camps. Another team alone moves nobody and is not drawn. */
export function marksOf(notices: readonly Notice[]): ChangeMark[] {
  return notices
    .filter((n) => n.what !== 'team')
    .map((n) => ({ id: n.camp, from: pair(n.old?.at), to: pair(n.new?.at) }));
}

/** How another plan differs, camp by camp: what is only here goes, what is only there comes. */
export function marksBetween(c: Comparison, ground: Ground): ChangeMark[] {
  const at = new Map(ground.candidates.map((v) => [v.id, v.at]));
  const marks: ChangeMark[] = [];
  for (const x of c.removed ?? []) marks.push({ id: `a${x.id}`, from: at.get(x.venue) ?? null, to: null });
  for (const x of c.added ?? []) marks.push({ id: `b${x.id}`, from: null, to: at.get(x.venue) ?? null });
  for (const x of c.moved ?? []) {
    const here = at.get(x.from.venue) ?? null;
    marks.push({ id: `m${x.from.id}`, from: here, to: here });
  }
  return marks.filter((m) => m.from ?? m.to);
}

function pair(at: readonly number[] | null | undefined): [number, number] | null {
  return at && at[0] !== undefined && at[1] !== undefined ? [at[0], at[1]] : null;
}

/** Where a mark is looked at: its new place, else its old one. */
export function spotOf(m: ChangeMark): [number, number] | null {
  return m.to ?? m.from;
}

/** Degrees clockwise from north in which a line on a Mercator map points. */
export function bearing([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const turn = Math.atan2(((bx - ax) * Math.PI) / 180, northing(by) - northing(ay));
  return ((turn * 180) / Math.PI + 360) % 360;
}

const northing = (lat: number): number => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));

/** The RGBA pixels of an arrow head that points north, size pixels wide, edges softened. */
export function arrowHead(size: number, [r, g, b]: readonly [number, number, number]): Uint8ClampedArray {
  const out = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const half = ((y + 0.5) / size) * (size / 2); // the triangle's half width on this row
      const inside = half - Math.abs(x + 0.5 - size / 2);
      const at = (y * size + x) * 4;
      out[at] = r;
      out[at + 1] = g;
      out[at + 2] = b;
      out[at + 3] = 255 * Math.min(1, Math.max(0, inside + 0.5));
    }
  }
  return out;
}

/** Candidates whose name, or group's, holds every word; those in use first, then by name; at most some. */
export function venuesLike(text: string, ground: Ground, used: ReadonlySet<string>, folded: (s: string) => string, most = 8): Ground['candidates'] {
  const words = folded(text).split(' ').filter(Boolean);
  if (!words.length) return [];
  const group = new Map(ground.groups.map((g) => [g.id, g.name]));
  return ground.candidates
    .filter((c) => {
      const hay = folded(`${c.name} ${group.get(c.group) ?? ''}`);
      return words.every((w) => hay.includes(w));
    })
    .toSorted((a, b) => Number(used.has(b.id)) - Number(used.has(a.id)) || (a.name < b.name ? -1 : 1))
    .slice(0, most);
}
