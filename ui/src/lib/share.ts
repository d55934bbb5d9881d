// How well a cell is served, in four classes that are told apart by colour and by pattern, and the
// sums of fine cells over coarser ones.
import type { CellProperties } from './types';

/** Classes by the share of expected visitors who have a place at a camp within reach. */
export type Service = 'all' | 'most' | 'few' | 'none';
export const SERVICES: readonly Service[] = ['all', 'most', 'few', 'none'];

/**
 * The class of served out of visitors. "all" starts at 95 % so that a coarse hexagon is not called
 * partly served for one hamlet's remainder; "few" is under half; a cell that expects nobody is "all".
 */
export function serviceOf(served: number, visitors: number): Service {
  if (visitors <= 0 || served >= visitors * 0.95) return 'all';
  if (served <= 0) return 'none';
  return served * 2 >= visitors ? 'most' : 'few';
}

/** The sums of the cells within one hexagon. */
export interface Hexagon {
  cell: string;
  cells: CellProperties[];
  people: number;
  visitors: number;
  served: number;
  service: Service;
}

/** Sums of cells by the key that parentOf gives; in order of first appearance. */
export function gather(cells: readonly CellProperties[], parentOf: (cell: string) => string): Hexagon[] {
  const by = new Map<string, Hexagon>();
  for (const c of cells) {
    const key = parentOf(c.cell);
    let h = by.get(key);
    if (!h) {
      h = { cell: key, cells: [], people: 0, visitors: 0, served: 0, service: 'all' };
      by.set(key, h);
    }
    h.cells.push(c);
    h.people += c.people;
    h.visitors += c.visitors;
    h.served += c.served;
  }
  for (const h of by.values()) h.service = serviceOf(h.served, h.visitors);
  return [...by.values()];
}
