// Which ways a part of the map lies across. Degrees are taken as a plane: right for a closure of some kilometres.
import type { Leg } from './works';

type Place = readonly [number, number];

/** Whether a place lies inside a ring of corners (not closed), by the even-odd rule. */
export function holds(ring: readonly Place[], [x, y]: Place): boolean {
  let inside = false;
  for (const [i, a] of ring.entries()) {
    const b = ring[(i + ring.length - 1) % ring.length] ?? a;
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}

const side = (a: Place, b: Place, c: Place): number => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

/** Whether two lines between places cross or touch. */
export function meet(a: Place, b: Place, c: Place, d: Place): boolean {
  const within = (p: Place, q: Place, r: Place): boolean =>
    Math.min(p[0], q[0]) <= r[0] && r[0] <= Math.max(p[0], q[0]) && Math.min(p[1], q[1]) <= r[1] && r[1] <= Math.max(p[1], q[1]);
  const [s, t, u, v] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (s !== t && u !== v) return true;
  return (s === 0 && within(a, b, c)) || (t === 0 && within(a, b, d)) || (u === 0 && within(c, d, a)) || (v === 0 && within(c, d, b));
}

/** The legs that a ring touches, and whose they are, in the order of the legs. */
export function crossed(legs: readonly Leg[], ring: readonly Place[]): { legs: number; crews: string[] } {
  if (ring.length < 3) return { legs: 0, crews: [] };
  const hit = legs.filter(({ line }) =>
    line.some((at, i) => {
      if (holds(ring, at)) return true;
      const before = line[i - 1];
      return before !== undefined && ring.some((c, k) => meet(before, at, c, ring[(k + 1) % ring.length] ?? c));
    }),
  );
  return { legs: hit.length, crews: [...new Set(hit.map((l) => l.crew))] };
}
