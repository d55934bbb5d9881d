// The days of a plan that have camps, and stepping through them.
import type { Camp } from './types';

export interface CampDay {
  day: string;
  camps: number;
  visitors: number;
  gap: boolean; // a day without camps lies before it
}

/** The days with camps, rising, with their sums. */
export function campDays(camps: readonly Camp[]): CampDay[] {
  const by = new Map<string, CampDay>();
  for (const c of camps) {
    const d = by.get(c.day);
    if (d) {
      d.camps += 1;
      d.visitors += c.visitors;
    } else {
      by.set(c.day, { day: c.day, camps: 1, visitors: c.visitors, gap: false });
    }
  }
  const days = [...by.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
  days.forEach((d, i) => {
    const before = days[i - 1];
    d.gap = !!before && Date.parse(d.day) - Date.parse(before.day) > 86_400_000;
  });
  return days;
}

/** Position of a day on the slider: 0 is all days, 1 the first day with camps. */
export function positionOf(days: readonly CampDay[], day: string): number {
  return days.findIndex((d) => d.day === day) + 1;
}

/** The day at a position; "" for all days. Positions outside are held at the ends. */
export function dayAt(days: readonly CampDay[], position: number): string {
  return days[Math.min(position, days.length) - 1]?.day ?? '';
}
