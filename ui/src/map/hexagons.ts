// Hexagons for three ranges of zoom: sums over resolution 7 and 8, and the plan's own cells at 9.
import type { Feature, Polygon } from 'geojson';

import { gather, serviceOf, type Hexagon, type Service } from '../lib/share';
import type { Cell } from '../lib/types';

export const RESOLUTIONS = [7, 8, 9] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Zoom from which each resolution is drawn: a hexagon is then at least some 16 pixels wide. */
export const FROM_ZOOM: Record<Resolution, number> = { 7: 0, 8: 10.4, 9: 11.7 };

export interface HexProperties {
  cell: string;
  n: number; // cells within
  place: string; // of the cell, where it is one
  visitors: number;
  served: number;
  service: Service;
}

export type HexFeature = Feature<Polygon, HexProperties>;

type H3 = typeof import('h3-js');
let h3: Promise<H3> | undefined;

/** The h3 library, fetched when it is first needed. */
export function loadH3(): Promise<H3> {
  h3 ??= import('h3-js');
  return h3;
}

function fine(cells: readonly Cell[]): HexFeature[] {
  return cells.map((c) => ({
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [c.ring] },
    properties: {
      cell: c.cell,
      n: 1,
      place: c.place,
      visitors: c.visitors,
      served: c.served,
      service: serviceOf(c.served, c.visitors),
    },
  }));
}

function coarse(hexagons: readonly Hexagon[], lib: H3): HexFeature[] {
  return hexagons.map((h) => ({
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [lib.cellToBoundary(h.cell, true)] },
    properties: {
      cell: h.cell,
      n: h.cells.length,
      place: h.cells.length === 1 ? (h.cells[0]?.place ?? '') : '',
      visitors: h.visitors,
      served: h.served,
      service: h.service,
    },
  }));
}

/** What is drawn at a resolution for these cells. */
export async function hexagonsAt(resolution: Resolution, cells: readonly Cell[]): Promise<HexFeature[]> {
  if (resolution === 9) return fine(cells);
  const lib = await loadH3();
  return coarse(
    gather(cells, (cell) => lib.cellToParent(cell, resolution)),
    lib,
  );
}

/** The cells within a hexagon of a coarser resolution, and its outline. */
export async function within(
  hexagon: string,
  cells: readonly Cell[],
): Promise<{ cells: Cell[]; ring: [number, number][] } | null> {
  const lib = await loadH3();
  if (!lib.isValidCell(hexagon)) return null;
  const resolution = lib.getResolution(hexagon);
  if (resolution > 9) return null;
  return {
    cells: cells.filter((c) => lib.cellToParent(c.cell, resolution) === hexagon),
    ring: lib.cellToBoundary(hexagon, true) as [number, number][],
  };
}
