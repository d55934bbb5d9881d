// A camp and a cell with all their parts; a test says only what matters to it.
import type { Camp, Cell } from '../../src/lib/types';

export function cell(part: Partial<Cell> = {}): Cell {
  return {
    cell: '893cf0d8073ffff',
    group: 'g1',
    group_name: 'Mertala',
    block: 'b1',
    block_name: 'Purbasthali-II',
    place: 'Mertala',
    people: 100,
    estimated: 0,
    visitors: 30,
    served: 30,
    within: true,
    reason: '',
    detail: '',
    distance_m: 0,
    at: [88.36, 23.49],
    ring: [],
    ...part,
  };
}

export function camp(part: Partial<Camp> = {}): Camp {
  return {
    id: 'c1',
    plan_camp: 'p1',
    plan: 'p1',
    plan_state: 'ready',
    venue: 'v1',
    venue_name: 'Kalna High School',
    venue_kind: 'high_school',
    cell: '893cf0d8073ffff',
    group: 'g1',
    group_name: 'Mertala',
    block: 'b1',
    block_name: 'Kalna-I',
    day: '2026-01-05',
    team: 'Kalna-I team 1',
    visitors: 800,
    cap: 859,
    cap_by: null,
    opens: '10:00',
    closes: '16:00',
    halts: [],
    pinned: false,
    row: null,
    remarks: '',
    at: [88.36, 23.49],
    ...part,
  };
}
