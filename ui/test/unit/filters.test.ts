import { describe, expect, it } from 'vitest';

import { byVenue, campsOf, folded, inOrder, leftOver, pageOf, totals } from '../../src/lib/filters';
import { camp, cell } from './some';

const everything = { day: '', block: '', text: '', within: null };
const camps = [
  camp({ id: 'c1', venue: 'v1', day: '2026-01-05', visitors: 800 }),
  camp({ id: 'c2', venue: 'v2', venue_name: 'KATWA COLLEGE', block: 'b2', block_name: 'Katwa-II', day: '2026-01-05', visitors: 200, at: [88.1, 23.6] }),
  camp({ id: 'c3', venue: 'v1', day: '2026-01-06', visitors: 500 }),
];
const ids = (list: readonly { id: string }[]): string[] => list.map((c) => c.id);

describe('camps', () => {
  it('are all there without a filter', () => {
    expect(ids(campsOf(camps, everything))).toEqual(['c1', 'c2', 'c3']);
  });
  it('are found by day, by block and by what the map shows', () => {
    expect(ids(campsOf(camps, { ...everything, day: '2026-01-05' }))).toEqual(['c1', 'c2']);
    expect(ids(campsOf(camps, { ...everything, block: 'b2' }))).toEqual(['c2']);
    const within = { west: 88, south: 23.5, east: 88.2, north: 23.7 };
    expect(ids(campsOf(camps, { ...everything, within }))).toEqual(['c2']);
  });
  it('are found by words in any order, case and punctuation', () => {
    expect(ids(campsOf(camps, { ...everything, text: 'ii katwa' }))).toEqual(['c2']);
    expect(ids(campsOf(camps, { ...everything, text: 'kalna i HIGH' }))).toEqual(['c1', 'c3']);
    expect(campsOf(camps, { ...everything, text: 'nowhere' })).toEqual([]);
  });
  it('stand in the order of a column, both ways', () => {
    expect(ids(inOrder(camps, 'visitors', true))).toEqual(['c1', 'c3', 'c2']);
    expect(ids(inOrder(camps, 'visitors', false))).toEqual(['c2', 'c3', 'c1']);
    expect(ids(inOrder(camps, 'venue', false))).toEqual(['c2', 'c1', 'c3']);
    expect(ids(inOrder(camps, 'day', true))).toEqual(['c3', 'c1', 'c2']);
  });
  it('stand in one order whatever order they came in', () => {
    expect(ids(inOrder(camps.toReversed(), 'day', false))).toEqual(ids(inOrder(camps, 'day', false)));
  });
  it('of one venue are gathered, days rising', () => {
    const venues = byVenue(inOrder(camps, 'day', true));
    expect(venues.map((v) => [v.venue, v.camps.map((c) => c.day)])).toEqual([
      ['v1', ['2026-01-05', '2026-01-06']],
      ['v2', ['2026-01-05']],
    ]);
  });
});

describe('places left out', () => {
  const cells = [
    cell({ cell: 'a', visitors: 30, served: 30 }),
    cell({ cell: 'b', visitors: 30, served: 10, reason: 'camp_days_spent' }),
    cell({ cell: 'c', visitors: 90, served: 0, reason: 'no_venue_within_reach', block: 'b2', place: 'Bantir' }),
  ];
  const all = { block: '', text: '', reason: '', within: null };
  it('come with the most visitors left over first, and none that is wholly served', () => {
    expect(leftOver(cells, all).map((c) => c.cell)).toEqual(['c', 'b']);
  });
  it('are found by reason, block and name', () => {
    expect(leftOver(cells, { ...all, reason: 'camp_days_spent' }).map((c) => c.cell)).toEqual(['b']);
    expect(leftOver(cells, { ...all, block: 'b2' }).map((c) => c.cell)).toEqual(['c']);
    expect(leftOver(cells, { ...all, text: 'bant' }).map((c) => c.cell)).toEqual(['c']);
  });
  it('do not change the totals of all', () => {
    expect(totals(cells)).toEqual({ people: 300, within: 300, visitors: 150, served: 40 });
  });
});

describe('names', () => {
  it('are folded without losing Bengali letters', () => {
    expect(folded(' KALNA-I ')).toBe('kalna i');
    expect(folded('কাটোয়া-১')).toBe(folded('কাটোয়া ১'));
  });
});

describe('pages', () => {
  const rows = Array.from({ length: 120 }, (_, i) => i);
  it('hold a list without loss', () => {
    const pages = [0, 1, 2].map((p) => pageOf(rows, 50, p));
    expect(pages.flatMap((p) => p.rows)).toEqual(rows);
    expect(pages.map((p) => p.from)).toEqual([0, 50, 100]);
  });
  it('are held within what there is', () => {
    expect(pageOf(rows, 50, 9).page).toBe(2);
    expect(pageOf(rows, 50, -1).page).toBe(0);
    expect(pageOf([], 50, 3)).toEqual({ rows: [], page: 0, pages: 1, from: 0 });
  });
});
