import { describe, expect, it } from 'vitest';

import { folded } from '../../src/lib/filters';
import { aboutOf, arrowHead, bearing, BLANK, eventOf, KINDS, marksBetween, marksOf, missing, venuesLike, type Draft, type Ground } from '../../src/lib/replan';
import type { Comparison, Notice } from '../../src/lib/types';

const ground: Ground = {
  area: 'd',
  name: 'District',
  days: ['2027-01-04', '2027-01-05'],
  blocks: [
    { id: 'b1', name: 'Kalna I' },
    { id: 'b2', name: 'Memari' },
  ],
  groups: [
    { id: 'g1', name: 'Akalpoush', block: 'b1' },
    { id: 'g2', name: 'Baidyapur', block: 'b1' },
    { id: 'g3', name: 'Bohar', block: 'b2' },
  ],
  teams: [{ id: 't1', name: 'Team 1', block: 'b1' }],
  candidates: [
    { id: 'v1', name: 'Bohar High School', kind: 'school', group: 'g3', at: [88, 23] },
    { id: 'v2', name: 'Akalpoush Primary School', kind: 'school', group: 'g1', at: [88.1, 23.1] },
    { id: 'v3', name: 'Primary School', kind: 'school', group: 'g1', at: [88.2, 23.1] },
  ],
};
const draft = (part: Partial<Draft>): Draft => ({ ...BLANK, source: 'order 12', ...part });
const ring: [number, number][] = [
  [88, 23],
  [88.1, 23],
  [88.1, 23.1],
];

const of = (part: Partial<Draft>): unknown => eventOf(draft(part), ground);
const found = (text: string, used: string[] = []): string[] => venuesLike(text, ground, new Set(used), folded).map((v) => v.id);
const at = (lon: number): unknown => ({ at: [lon, 23] });

describe('an event while it is entered', () => {
  it('says what is missing, kind by kind', () => {
    const lacks = KINDS.map((kind) => [kind, missing({ ...BLANK, kind })]);
    expect(Object.fromEntries(lacks)).toEqual({
      venue_lost: ['venue', 'source'],
      days_lost: ['from', 'source'],
      drive_suspended: ['from', 'source'],
      team_ill: ['team', 'source'],
      cap_lowered: ['amount', 'source'],
      demand_grown: ['amount', 'source'],
      camps_added: ['amount', 'source'],
      camp_ordered: ['venue', 'source'],
    });
  });

  it.each([
    ['two corners', { kind: 'days_lost', from: '2027-01-04', place: 'drawn', ring: ring.slice(0, 2) }, ['ring']],
    ['days turned round', { kind: 'team_ill', team: 't1', from: '2027-01-05', to: '2027-01-04' }, ['to']],
    ['part of a camp', { kind: 'camps_added', amount: '1.5' }, ['amount']],
    ['no number', { kind: 'cap_lowered', amount: 'few' }, ['amount']],
    ['more than the service takes', { kind: 'demand_grown', amount: '1001' }, ['amount']],
    ['a source of blanks', { kind: 'camps_added', amount: '1', source: '  ' }, ['source']],
    ['nothing', { kind: 'demand_grown', amount: '1000' }, []],
  ] as const)('lacks, with %s: what it says', (_, part, want) => {
    expect(missing(draft(part as Partial<Draft>))).toEqual(want);
  });

  it('becomes the event that the service takes', () => {
    const common = { source: 'order 12' };
    expect(of({ kind: 'venue_lost', venue: 'v1', from: '2027-01-04', team: 't1', amount: '7' })).toEqual({ ...common, kind: 'venue_lost', venue: 'v1', from: '2027-01-04' });
    expect(of({ kind: 'days_lost', from: '2027-01-04' })).toEqual({ ...common, kind: 'days_lost', from: '2027-01-04' });
    expect(of({ kind: 'days_lost', from: '2027-01-04', place: 'drawn', ring })).toEqual({ ...common, kind: 'days_lost', from: '2027-01-04', polygon: [[...ring, ring[0]]] });
    expect(of({ kind: 'drive_suspended', from: '2027-01-04', to: '2027-01-05' })).toEqual({ ...common, kind: 'drive_suspended', from: '2027-01-04', to: '2027-01-05', area: 'd' });
    expect(of({ kind: 'drive_suspended', from: '2027-01-04', area: 'b1' })).toEqual({ ...common, kind: 'drive_suspended', from: '2027-01-04', area: 'b1' });
    expect(of({ kind: 'cap_lowered', amount: '500', area: 'g1' })).toEqual({ ...common, kind: 'cap_lowered', cap: 500, area: 'g1' });
    expect(of({ kind: 'demand_grown', amount: '40', area: 'b1' })).toEqual({ ...common, kind: 'demand_grown', percent: 40, groups: ['g1', 'g2'] });
    expect(of({ kind: 'demand_grown', amount: '40' })).toMatchObject({ groups: ['g1', 'g2', 'g3'] });
    expect(of({ kind: 'camps_added', amount: '12', area: 'b1', from: '2027-01-04' })).toEqual({ ...common, kind: 'camps_added', camps: 12 });
    expect(of({ kind: 'camp_ordered', venue: 'v2', camp: 'c9' })).toEqual({ ...common, kind: 'camp_ordered', venue: 'v2', camp: 'c9' });
  });

  it('is named by what it is about', () => {
    expect(aboutOf({ kind: 'venue_lost', source: '', venue: 'v1' }, ground)).toBe('Bohar High School');
    expect(aboutOf({ kind: 'drive_suspended', source: '', area: 'd' }, ground)).toBe('District');
    expect(aboutOf({ kind: 'demand_grown', source: '', groups: ['g1', 'g2'] }, ground)).toBe('Kalna I');
    expect(aboutOf({ kind: 'demand_grown', source: '', groups: ['g1', 'g3'] }, ground)).toBe('');
    expect(aboutOf({ kind: 'team_ill', source: '', team: 't1' }, ground)).toBe('Team 1');
  });
});

it('venues are found by their name and their group, those in use first', () => {
  expect(found('school')).toEqual(['v2', 'v1', 'v3']);
  expect(found('SCHOOL', ['v3'])).toEqual(['v3', 'v2', 'v1']);
  expect(found('akalpoush primary')).toEqual(['v2', 'v3']);
  expect(found('  ')).toEqual([]);
  expect(found('college')).toEqual([]);
});

describe('changed camps on the map', () => {
  it('have an old place, a new one or both; another team alone is not drawn', () => {
    const list = [
      { camp: 'a', what: 'venue', old: at(1), new: at(2) },
      { camp: 'b', what: 'cancelled', old: at(3), new: null },
      { camp: 'c', what: 'added', old: null, new: at(4) },
      { camp: 'd', what: 'team', old: at(5), new: at(5) },
    ] as unknown as Notice[];
    expect(marksOf(list)).toEqual([
      { id: 'a', from: [1, 23], to: [2, 23] },
      { id: 'b', from: [3, 23], to: null },
      { id: 'c', from: null, to: [4, 23] },
    ]);
  });

  it('come from a comparison too, where the venue is known', () => {
    const c = {
      removed: [{ id: '1', venue: 'v1' }],
      added: [{ id: '2', venue: 'v2' }, { id: '3', venue: 'elsewhere' }],
      moved: [{ from: { id: '4', venue: 'v3' }, to: { id: '5', venue: 'v3' } }],
    } as unknown as Comparison;
    expect(marksBetween(c, ground)).toEqual([
      { id: 'a1', from: [88, 23], to: null },
      { id: 'b2', from: null, to: [88.1, 23.1] },
      { id: 'm4', from: [88.2, 23.1], to: [88.2, 23.1] },
    ]);
  });

  it('point the way they moved', () => {
    expect(bearing([88, 23], [88, 24])).toBeCloseTo(0);
    expect(bearing([88, 23], [89, 23])).toBeCloseTo(90);
    expect(bearing([88, 23], [88, 22])).toBeCloseTo(180);
    expect(bearing([88, 23], [87, 23])).toBeCloseTo(270);
  });

  it('have a head that is widest at its foot and clear beside it', () => {
    const p = arrowHead(20, [1, 2, 3]);
    const alpha = (x: number, y: number): number | undefined => p[(y * 20 + x) * 4 + 3];
    expect(alpha(10, 19)).toBe(255);
    expect(alpha(0, 2)).toBe(0);
    expect(alpha(1, 19)).toBe(255);
  });
});
