// Which camps and which cells a list and the map show, and in which order. The map and the list call
// the same functions, which is what keeps them in step.
import type { Camp, Cell, CellProperties } from './types';
import type { Sort } from './url';

export interface Window {
  west: number;
  south: number;
  east: number;
  north: number;
}

export interface CampFilter {
  day: string;
  block: string;
  text: string;
  within: Window | null;
}

/** Text without case, marks and punctuation, so that "Kalna-I" finds "KALNA I". */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLocaleLowerCase('en')
    .replace(/[\s\p{P}_]+/gu, ' ')
    .trim();
}

function inside([lon, lat]: readonly [number, number], w: Window): boolean {
  return lon >= w.west && lon <= w.east && lat >= w.south && lat <= w.north;
}

/** The camps that match everything the filter gives. */
export function campsOf(camps: readonly Camp[], f: CampFilter): Camp[] {
  const words = folded(f.text).split(' ').filter(Boolean);
  return camps.filter((c) => {
    if (f.day && c.day !== f.day) return false;
    if (f.block && c.block !== f.block) return false;
    if (f.within && !inside(c.at, f.within)) return false;
    if (!words.length) return true;
    const hay = folded(`${c.venue_name} ${c.group_name} ${c.block_name} ${c.team}`);
    return words.every((w) => hay.includes(w));
  });
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Camps in the order of a column; ties by day, block, venue and id, so that the order is always one. */
export function inOrder(camps: readonly Camp[], sort: Sort, falling: boolean): Camp[] {
  const first: Record<Sort, (a: Camp, b: Camp) => number> = {
    day: (a, b) => text(a.day, b.day),
    venue: (a, b) => text(a.venue_name, b.venue_name),
    visitors: (a, b) => a.visitors - b.visitors,
  };
  const turn = falling ? -1 : 1;
  return camps.toSorted(
    (a, b) =>
      turn * first[sort](a, b) ||
      text(a.day, b.day) ||
      text(a.block_name, b.block_name) ||
      text(a.venue_name, b.venue_name) ||
      text(a.id, b.id),
  );
}

/** One venue and all its camps of the list, days rising. */
export interface VenueCamps {
  venue: string;
  name: string;
  at: [number, number];
  camps: Camp[];
}

export function byVenue(camps: readonly Camp[]): VenueCamps[] {
  const by = new Map<string, VenueCamps>();
  for (const c of camps) {
    const v = by.get(c.venue);
    if (v) v.camps.push(c);
    else by.set(c.venue, { venue: c.venue, name: c.venue_name, at: c.at, camps: [c] });
  }
  for (const v of by.values()) v.camps.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return [...by.values()];
}

/** The cells with visitors left over, the most first, that match block, text and reason. */
export function leftOver(
  cells: readonly Cell[],
  f: { block: string; text: string; reason: string; within: Window | null },
): Cell[] {
  const words = folded(f.text).split(' ').filter(Boolean);
  return cells
    .filter((c) => {
      if (c.served >= c.visitors) return false;
      if (f.block && c.block !== f.block) return false;
      if (f.reason && c.reason !== f.reason) return false;
      if (f.within && !inside(c.at, f.within)) return false;
      if (!words.length) return true;
      const hay = folded(`${c.place} ${c.group_name ?? ''} ${c.block_name ?? ''}`);
      return words.every((w) => hay.includes(w));
    })
    .toSorted((a, b) => b.visitors - b.served - (a.visitors - a.served) || (a.cell < b.cell ? -1 : 1));
}

/** Totals of a list of cells, for a block or the window. */
export function totals(cells: readonly CellProperties[]): { people: number; within: number; visitors: number; served: number } {
  const t = { people: 0, within: 0, visitors: 0, served: 0 };
  for (const c of cells) {
    t.people += c.people;
    if (c.within) t.within += c.people;
    t.visitors += c.visitors;
    t.served += c.served;
  }
  return t;
}

/** Page number of a list, from 0, held within what there is. */
export function pageOf<T>(rows: readonly T[], size: number, wanted: number): { rows: T[]; page: number; pages: number; from: number } {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  return { rows: rows.slice(page * size, (page + 1) * size), page, pages, from: page * size };
}
