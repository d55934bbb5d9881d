// The map's style: our own boundaries are the base map, every label is drawn by the browser's own text
// engine (the style names no glyphs), so nothing is fetched from anywhere else.
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl';

import { SERVICES, type Service } from '../lib/share';
import { FROM_ZOOM, RESOLUTIONS, type Resolution } from './hexagons';
import { BORDER, CHANGE, GROUND, INK, LABEL, MARK, PAPER, SERVICE_EDGE, SERVICE_FILL } from './palette';

export interface Tiles {
  tiles: string; // template with {z}/{x}/{y}, "" for none
  attribution: string;
}

// Families for labels. MapLibre reads a weight out of the first name, which is why one stack begins
// with a family that does not exist.
const FAMILIES = ['Noto Sans Bengali', 'Noto Sans', 'Segoe UI', 'Roboto', 'Helvetica Neue', 'Arial'];
const REGULAR = FAMILIES;
export const SEMIBOLD = ['Doorstep Semibold', ...FAMILIES];

export const EMPTY: SourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };

const byService = (of: Record<Service, string>): ExpressionSpecification => [
  'match',
  ['get', 'service'],
  'none',
  of.none,
  'few',
  of.few,
  'most',
  of.most,
  of.all,
];

const patterned: ExpressionSpecification = ['in', ['get', 'service'], ['literal', ['none', 'few']]];

/** The filter of hexagons for the classes that are not switched off. */
export function shown(hidden: readonly Service[]): ExpressionSpecification {
  return ['in', ['get', 'service'], ['literal', SERVICES.filter((s) => !hidden.includes(s))]];
}

export function patternFilter(hidden: readonly Service[]): FilterSpecification {
  return ['all', shown(hidden), patterned];
}

function hexLayers(r: Resolution): LayerSpecification[] {
  const next = RESOLUTIONS.find((x) => x > r);
  const range = { minzoom: FROM_ZOOM[r], ...(next ? { maxzoom: FROM_ZOOM[next] } : {}) };
  const source = `hex-${r}`;
  return [
    {
      id: `hex-${r}`,
      type: 'fill',
      source,
      ...range,
      paint: { 'fill-color': byService(SERVICE_FILL), 'fill-opacity': 0.86, 'fill-antialias': false },
    },
    {
      id: `hex-${r}-pattern`,
      type: 'fill',
      source,
      ...range,
      filter: patterned,
      paint: { 'fill-pattern': ['match', ['get', 'service'], 'none', 'pattern-none', 'pattern-few'] },
    },
    {
      id: `hex-${r}-edge`,
      type: 'line',
      source,
      ...range,
      paint: {
        'line-color': byService(SERVICE_EDGE),
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.4, 14, 1.4],
        'line-opacity': 0.75,
      },
    },
  ];
}

export const part = (name: string): FilterSpecification => ['==', ['get', 'part'], name];

/** What is being marked out by hand. */
export function sketchLayers(): LayerSpecification[] {
  return [
    { id: 'sketch-inside', type: 'fill', source: 'sketch', filter: part('inside'), paint: { 'fill-color': CHANGE, 'fill-opacity': 0.16 } },
    { id: 'sketch-edge', type: 'line', source: 'sketch', filter: part('edge'), paint: { 'line-color': CHANGE, 'line-width': 2.5, 'line-dasharray': [2, 1.5] } },
    {
      id: 'sketch-corner',
      type: 'circle',
      source: 'sketch',
      filter: part('corner'),
      paint: { 'circle-radius': 6, 'circle-color': '#ffffff', 'circle-stroke-color': CHANGE, 'circle-stroke-width': 3 },
    },
  ];
}

/** Changed camps and the part of the map that is being marked out, over everything else. */
function changeLayers(): LayerSpecification[] {
  const strong: ExpressionSpecification = ['boolean', ['get', 'chosen'], false];
  const ring = (name: string, fill: string, stroke: string, size = 7.5): LayerSpecification => ({
    id: `change-${name}`,
    type: 'circle',
    source: 'changes',
    filter: part(name),
    paint: {
      'circle-radius': ['case', strong, size + 3.5, size],
      'circle-color': fill,
      'circle-stroke-color': stroke,
      'circle-stroke-width': ['case', strong, 4, 2.5],
    },
  });
  return [
    ...sketchLayers(),
    {
      id: 'change-halo',
      type: 'line',
      source: 'changes',
      filter: part('line'),
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': '#ffffff', 'line-width': ['case', strong, 8, 5], 'line-opacity': 0.85 },
    },
    {
      id: 'change-line',
      type: 'line',
      source: 'changes',
      filter: part('line'),
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': CHANGE, 'line-width': ['case', strong, 4, 2.2] },
    },
    ring('old', '#ffffff', CHANGE),
    ring('new', CHANGE, '#ffffff'),
    ring('same', 'rgba(255,255,255,0)', CHANGE, 12),
    {
      id: 'change-head',
      type: 'symbol',
      source: 'changes',
      filter: part('head'),
      minzoom: 10.5, // below, it would hide the ends of a short way
      layout: {
        'icon-image': 'arrow',
        'icon-rotate': ['get', 'turn'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'change-sign',
      type: 'symbol',
      source: 'changes',
      filter: ['!=', ['get', 'sign'], ''],
      layout: {
        'text-field': ['coalesce', ['get', 'sign'], ''],
        'text-font': SEMIBOLD,
        'text-size': 16,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': ['match', ['get', 'sign'], '+', '#ffffff', CHANGE] },
    },
  ];
}

/** Sources of every map: areas with their names, what is marked out by hand, and a raster background where one is set. */
export function groundSources(base: Tiles): Record<string, SourceSpecification> {
  const raster: SourceSpecification = { type: 'raster', tiles: [base.tiles], tileSize: 256, attribution: base.attribution };
  return { areas: EMPTY, names: EMPTY, sketch: EMPTY, ...(base.tiles ? { tiles: raster } : {}) };
}

/** The lowest layers of every map. */
export function groundLayers(base: Tiles): LayerSpecification[] {
  const layers: LayerSpecification[] = [{ id: 'ground', type: 'background', paint: { 'background-color': GROUND } }];
  if (base.tiles) layers.push({ id: 'tiles', type: 'raster', source: 'tiles', paint: { 'raster-saturation': -0.5 } });
  layers.push({
    id: 'areas',
    type: 'fill',
    source: 'areas',
    paint: { 'fill-color': PAPER, 'fill-opacity': base.tiles ? 0.35 : 1 },
  });
  return layers;
}

export const AREAS_EDGE: LayerSpecification = {
  id: 'areas-edge',
  type: 'line',
  source: 'areas',
  layout: { 'line-join': 'round' },
  paint: {
    'line-color': BORDER,
    'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1, 13, 2.2],
    'line-opacity': 0.8,
  },
};

export const AREAS_NAME: LayerSpecification = {
  id: 'areas-name',
  type: 'symbol',
  source: 'names',
  layout: {
    'text-field': ['get', 'name'],
    'text-font': SEMIBOLD,
    'text-size': ['interpolate', ['linear'], ['zoom'], 8, 11, 12, 16],
    'text-max-width': 7,
    'text-padding': 4,
    'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
    'text-radial-offset': 0.6,
  },
  paint: {
    'text-color': '#23293a',
    'text-halo-color': 'rgba(255,255,255,0.95)',
    'text-halo-width': 1.8,
    'text-opacity': ['interpolate', ['linear'], ['zoom'], 12.5, 1, 13.5, 0],
  },
};

/** The layers that can be pointed at, uppermost first. */
export const CAMP_LAYER = 'camps';
export const HEX_LAYERS = RESOLUTIONS.map((r) => `hex-${r}`);

export function styleOf(base: Tiles): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {
    ...groundSources(base),
    places: EMPTY,
    camps: EMPTY,
    pick: EMPTY,
    changes: EMPTY,
    hover: EMPTY,
  };
  for (const r of RESOLUTIONS) sources[`hex-${r}`] = EMPTY;
  return {
    version: 8,
    sources,
    layers: [
      ...groundLayers(base),
      {
        id: 'pick-reach',
        type: 'fill',
        source: 'pick',
        filter: ['==', ['get', 'part'], 'reach'],
        paint: { 'fill-color': MARK, 'fill-opacity': 0.2 },
      },
      ...RESOLUTIONS.flatMap(hexLayers),
      {
        id: 'areas-dim',
        type: 'fill',
        source: 'areas',
        filter: ['boolean', false],
        paint: { 'fill-color': GROUND, 'fill-opacity': 0.7 },
      },
      AREAS_EDGE,
      {
        id: 'pick-reach-edge',
        type: 'line',
        source: 'pick',
        filter: ['==', ['get', 'part'], 'reach'],
        paint: { 'line-color': '#8a5a00', 'line-width': 2, 'line-dasharray': [3, 2] },
      },
      {
        id: 'pick-links',
        type: 'line',
        source: 'pick',
        filter: ['==', ['get', 'part'], 'link'],
        paint: { 'line-color': INK, 'line-width': 1.5, 'line-opacity': 0.8 },
      },
      {
        id: 'pick-hexagon-halo',
        type: 'line',
        source: 'pick',
        filter: ['==', ['get', 'part'], 'hexagon'],
        paint: { 'line-color': '#ffffff', 'line-width': 6 },
      },
      {
        id: 'pick-hexagon',
        type: 'line',
        source: 'pick',
        filter: ['==', ['get', 'part'], 'hexagon'],
        paint: { 'line-color': INK, 'line-width': 3 },
      },
      {
        id: 'places',
        type: 'symbol',
        source: 'places',
        minzoom: 11.2,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': REGULAR,
          'text-size': ['interpolate', ['linear'], ['zoom'], 11, 11, 14, 13],
          'text-max-width': 8,
          'symbol-sort-key': ['-', 0, ['get', 'people']],
          'text-padding': 6,
          'text-offset': [0, 1.1],
          'text-anchor': 'top',
        },
        paint: { 'text-color': LABEL, 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
      },
      {
        id: CAMP_LAYER,
        type: 'circle',
        source: 'camps',
        layout: { 'circle-sort-key': ['get', 'rank'] },
        paint: {
          'circle-color': INK,
          'circle-radius': [
            'interpolate',
            ['exponential', 1.6],
            ['zoom'],
            8,
            ['get', 'small'],
            11.5,
            ['get', 'large'],
          ],
          'circle-stroke-color': '#ffffff',
          'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 8, 0.4, 12, 2],
        },
      },
      AREAS_NAME,
      {
        id: 'camps-number',
        type: 'symbol',
        source: 'camps',
        minzoom: 11.2,
        layout: {
          'text-field': ['get', 'label'],
          'text-font': SEMIBOLD,
          'text-size': 11.5,
          'text-allow-overlap': true, // and the names of areas keep clear of them
          'text-padding': 7,
        },
        paint: { 'text-color': '#ffffff' },
      },
      {
        id: 'pick-venue',
        type: 'circle',
        source: 'pick',
        filter: ['==', ['get', 'part'], 'venue'],
        paint: {
          'circle-radius': 15,
          'circle-color': 'rgba(0,0,0,0)',
          'circle-stroke-color': MARK,
          'circle-stroke-width': 4,
        },
      },
      {
        id: 'pick-spot', // a hexagon too small to see its outline
        type: 'circle',
        source: 'pick',
        maxzoom: 11,
        filter: ['==', ['get', 'part'], 'spot'],
        paint: {
          'circle-radius': 11,
          'circle-color': 'rgba(0,0,0,0)',
          'circle-stroke-color': INK,
          'circle-stroke-width': 3,
        },
      },
      ...changeLayers(),
      {
        id: 'hover',
        type: 'circle',
        source: 'hover',
        paint: {
          'circle-radius': 14,
          'circle-color': 'rgba(0,0,0,0)',
          'circle-stroke-color': INK,
          'circle-stroke-width': 2.5,
        },
      },
    ],
  };
}
