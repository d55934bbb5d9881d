import { describe, expect, it } from 'vitest';

import { campDays, dayAt, positionOf } from '../../src/lib/days';
import { camp } from './some';

const days = campDays([
  camp({ day: '2026-01-12', visitors: 10 }),
  camp({ day: '2026-01-09', visitors: 20 }),
  camp({ day: '2026-01-10', visitors: 30 }),
  camp({ day: '2026-01-09', visitors: 40 }),
]);

describe('the days of a plan', () => {
  it('rise, with their sums and the gaps before them', () => {
    expect(days).toEqual([
      { day: '2026-01-09', camps: 2, visitors: 60, gap: false },
      { day: '2026-01-10', camps: 1, visitors: 30, gap: false },
      { day: '2026-01-12', camps: 1, visitors: 10, gap: true },
    ]);
  });
  it('are found by position and back, all days at 0', () => {
    expect(dayAt(days, 0)).toBe('');
    expect(positionOf(days, '')).toBe(0);
    for (let i = 1; i <= days.length; i++) expect(positionOf(days, dayAt(days, i))).toBe(i);
  });
  it('end where they end', () => {
    expect(dayAt(days, 99)).toBe('2026-01-12');
    expect(dayAt([], 3)).toBe('');
    expect(positionOf(days, '2026-01-11')).toBe(0);
  });
});
