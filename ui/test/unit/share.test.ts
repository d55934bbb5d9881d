import { cellToParent } from 'h3-js';
import { describe, expect, it } from 'vitest';

import { gather, serviceOf } from '../../src/lib/share';
import { cell } from './some';

describe('the class of a cell', () => {
  it.each([
    [0, 0, 'all'],
    [100, 100, 'all'],
    [95, 100, 'all'],
    [94, 100, 'most'],
    [50, 100, 'most'],
    [49, 100, 'few'],
    [1, 100, 'few'],
    [0, 100, 'none'],
  ])('of %d served out of %d is %s', (served, visitors, want) => {
    expect(serviceOf(served, visitors)).toBe(want);
  });
});

describe('gathering cells into hexagons', () => {
  const cells = ['893cf0d8073ffff', '893cf0d8077ffff', '893cf68c34bffff'].map((id, i) =>
    cell({ cell: id, people: 100 * (i + 1), visitors: 30 * (i + 1), served: 10 * i }),
  );

  it('loses nobody at any resolution', () => {
    for (const resolution of [0, 5, 7, 8, 9]) {
      const hexagons = gather(cells, (c) => cellToParent(c, resolution));
      expect(hexagons.reduce((n, h) => n + h.people, 0)).toBe(600);
      expect(hexagons.reduce((n, h) => n + h.visitors, 0)).toBe(180);
      expect(hexagons.reduce((n, h) => n + h.served, 0)).toBe(30);
      expect(hexagons.flatMap((h) => h.cells)).toHaveLength(3);
    }
  });

  it('puts neighbours of one parent together and classes the sum', () => {
    const hexagons = gather(cells, (c) => cellToParent(c, 7));
    expect(hexagons.map((h) => h.cells.length)).toEqual([2, 1]);
    expect(hexagons[0]?.service).toBe('few'); // 10 of 90
    expect(hexagons[1]?.service).toBe('few'); // 20 of 90
  });
});
