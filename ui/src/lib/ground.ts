// Small geometry for drawing: windows, middles and circles on the ground. Longitude first, degrees;
// metres are geodesic on the mean earth.
import type { Geometry, Position } from 'geojson';

import type { Window } from './filters';

const EARTH = 6_371_008.8; // metres, IUGG mean radius

/** The middle of a closed ring: the mean of its corners, good enough for a hexagon. */
export function middle(ring: readonly Position[]): [number, number] {
  const corners = ring.length > 1 ? ring.slice(0, -1) : ring;
  let lon = 0;
  let lat = 0;
  for (const c of corners) {
    lon += c[0] ?? 0;
    lat += c[1] ?? 0;
  }
  return [lon / corners.length, lat / corners.length];
}

/** A closed ring of 64 corners, radius metres around a point. */
export function circle([lon, lat]: readonly [number, number], radius: number): [number, number][] {
  const ring: [number, number][] = [];
  const across = radius / EARTH / Math.cos((lat * Math.PI) / 180);
  const up = radius / EARTH;
  for (let i = 0; i <= 64; i++) {
    const turn = ((i % 64) / 64) * 2 * Math.PI;
    ring.push([lon + ((across * Math.cos(turn)) / Math.PI) * 180, lat + ((up * Math.sin(turn)) / Math.PI) * 180]);
  }
  return ring;
}

/** The smallest window around geometries; null where there is nothing in them. */
export function windowOf(geometries: Iterable<Geometry | null>): Window | null {
  const w: Window = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  const see = (x: unknown): void => {
    if (!Array.isArray(x)) return;
    if (typeof x[0] === 'number' && typeof x[1] === 'number') {
      w.west = Math.min(w.west, x[0]);
      w.east = Math.max(w.east, x[0]);
      w.south = Math.min(w.south, x[1]);
      w.north = Math.max(w.north, x[1]);
    } else {
      for (const part of x) see(part);
    }
  };
  for (const g of geometries) if (g && 'coordinates' in g) see(g.coordinates);
  return w.west <= w.east ? w : null;
}

/** The centroid of a shape's largest ring, where its name is written; 0, 0 for anything but polygons. */
export function heart(g: Geometry | null): [number, number] {
  if (!g || (g.type !== 'Polygon' && g.type !== 'MultiPolygon')) return [0, 0];
  const rings = g.type === 'Polygon' ? [g.coordinates[0]] : g.coordinates.map((p) => p[0]);
  let best: [number, number] = [0, 0];
  let most = -1;
  for (const ring of rings) {
    if (!ring) continue;
    const [ox = 0, oy = 0] = ring[0] ?? []; // sums around a corner keep their digits
    let area = 0;
    let x = 0;
    let y = 0;
    for (let i = 0; i + 1 < ring.length; i++) {
      const [ax = 0, ay = 0] = ring[i] ?? [];
      const [bx = 0, by = 0] = ring[i + 1] ?? [];
      const cross = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
      area += cross;
      x += (ax + bx - 2 * ox) * cross;
      y += (ay + by - 2 * oy) * cross;
    }
    if (Math.abs(area) > most) {
      most = Math.abs(area);
      best = area ? [ox + x / (3 * area), oy + y / (3 * area)] : middle(ring);
    }
  }
  return best;
}
