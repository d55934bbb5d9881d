import { cellToBoundary, cellToLatLng, greatCircleDistance, UNITS } from 'h3-js';
import { describe, expect, it } from 'vitest';

import { circle, heart, middle, windowOf } from '../../src/lib/ground';

const square = (x: number, size: number): number[][][] => [[[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]];
const bardhaman: [number, number] = [87.8615, 23.2324];

describe('the middle of a hexagon', () => {
  it('is within a metre of its centre', () => {
    const [lat, lon] = cellToLatLng('893cf0d8073ffff');
    const at = middle(cellToBoundary('893cf0d8073ffff', true));
    expect(greatCircleDistance([lat, lon], [at[1], at[0]], UNITS.m)).toBeLessThan(1);
  });
});

describe('a circle on the ground', () => {
  it('has its radius in metres all round, and is closed', () => {
    const ring = circle(bardhaman, 1538);
    expect(ring[0]).toEqual(ring.at(-1));
    for (const [lon, lat] of ring) {
      const away = greatCircleDistance([bardhaman[1], bardhaman[0]], [lat, lon], UNITS.m);
      expect(Math.abs(away - 1538)).toBeLessThan(3);
    }
  });
});

describe('a window', () => {
  it('goes round all parts of all shapes', () => {
    const shapes = [
      { type: 'Point' as const, coordinates: [87, 23] },
      { type: 'MultiPolygon' as const, coordinates: [[[[88, 22], [88.5, 22], [88, 24], [88, 22]]]] },
      null,
    ];
    expect(windowOf(shapes)).toEqual({ west: 87, south: 22, east: 88.5, north: 24 });
  });
  it('of nothing is null', () => {
    expect(windowOf([null])).toBeNull();
  });
});

describe('the heart of a shape', () => {
  it('is the centroid of its largest part', () => {
    expect(heart({ type: 'MultiPolygon', coordinates: [square(10, 1), square(0, 4)] })).toEqual([2, 2]);
  });
  it('does not depend on the way the ring runs', () => {
    const ring = square(0, 4)[0] ?? [];
    expect(heart({ type: 'Polygon', coordinates: [ring.toReversed()] })).toEqual([2, 2]);
  });
});
