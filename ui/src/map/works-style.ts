// The style of the map of works: routes of crews, their stops in order, works that are left, closed roads.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

import { CHANGE, INK, LABEL, MARK } from './palette';
import { AREAS_EDGE, AREAS_NAME, EMPTY, groundLayers, groundSources, part, SEMIBOLD, sketchLayers, type Tiles } from './style';

const faint: ExpressionSpecification = ['boolean', ['get', 'faint'], false];
const strength: ExpressionSpecification = ['case', faint, 0.22, 1];
const ESTIMATED: FilterSpecification = ['boolean', ['get', 'estimated'], false];
const KNOWN: FilterSpecification = ['!', ESTIMATED];
const width = (thin: number, wide: number): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 8, thin, 13, wide];

/** The layers that can be pointed at, uppermost first. */
export const STOP_LAYER = 'stops';
export const LEFT_LAYER = 'left';
export const WAY_LAYERS = ['ways', 'ways-estimated'];

const ROUND = { 'line-cap': 'round', 'line-join': 'round' } as const;

function wayLayers(): LayerSpecification[] {
  return [
    { id: 'ways-halo', type: 'line', source: 'ways', layout: ROUND, paint: { 'line-color': '#ffffff', 'line-width': width(3.5, 8), 'line-opacity': ['case', faint, 0.2, 0.9] } },
    {
      id: 'ways',
      type: 'line',
      source: 'ways',
      filter: KNOWN,
      layout: ROUND,
      paint: { 'line-color': ['get', 'colour'], 'line-width': width(1.8, 4), 'line-opacity': strength },
    },
    {
      id: 'ways-estimated',
      type: 'line',
      source: 'ways',
      filter: ESTIMATED,
      paint: { 'line-color': ['get', 'colour'], 'line-width': width(1.6, 3.2), 'line-opacity': strength, 'line-dasharray': [2.2, 1.6] },
    },
    {
      id: 'ways-letter',
      type: 'symbol',
      source: 'ways',
      filter: ['!', faint],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 180,
        'text-field': ['get', 'letter'],
        'text-font': SEMIBOLD,
        'text-size': 12,
        'text-rotation-alignment': 'viewport',
        'text-padding': 12,
      },
      paint: { 'text-color': ['get', 'colour'], 'text-halo-color': '#ffffff', 'text-halo-width': 2.5 },
    },
  ];
}

function stopLayers(): LayerSpecification[] {
  return [
    {
      id: LEFT_LAYER,
      type: 'circle',
      source: 'left',
      paint: { 'circle-radius': width(3.2, 6.5), 'circle-color': '#ffffff', 'circle-stroke-color': '#a3250c', 'circle-stroke-width': width(1.6, 3) },
    },
    {
      id: 'bases',
      type: 'symbol',
      source: 'bases',
      layout: { 'icon-image': 'base', 'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.7, 12, 1], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
    {
      id: STOP_LAYER,
      type: 'circle',
      source: 'stops',
      layout: { 'circle-sort-key': ['get', 'rank'] },
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, ['get', 'small'], 11.5, ['get', 'large']],
        'circle-color': ['case', ['get', 'fetch'], '#ffffff', ['get', 'colour']],
        'circle-stroke-color': ['case', ['get', 'fetch'], ['get', 'colour'], '#ffffff'],
        'circle-stroke-width': ['case', ['get', 'fetch'], 2.4, 1.8],
        'circle-opacity': strength,
        'circle-stroke-opacity': strength,
      },
    },
    {
      id: 'stops-number',
      type: 'symbol',
      source: 'stops',
      filter: ['!', faint],
      layout: {
        'text-field': ['get', 'label'],
        'text-font': SEMIBOLD,
        'text-size': 11.5,
        'text-allow-overlap': ['step', ['zoom'], false, 10.2, true],
        'symbol-sort-key': ['-', 0, ['get', 'rank']],
        'text-padding': 3,
      },
      paint: { 'text-color': ['case', ['get', 'fetch'], ['get', 'colour'], '#ffffff'] },
    },
    {
      id: 'stops-name',
      type: 'symbol',
      source: 'stops',
      minzoom: 12,
      filter: ['!', faint],
      layout: { 'text-field': ['get', 'name'], 'text-font': SEMIBOLD, 'text-size': 12, 'text-max-width': 11, 'text-offset': [0, 1.3], 'text-anchor': 'top', 'text-padding': 6 },
      paint: { 'text-color': LABEL, 'text-halo-color': '#ffffff', 'text-halo-width': 1.8 },
    },
  ];
}

export function worksStyle(base: Tiles): StyleSpecification {
  return {
    version: 8,
    sources: { ...groundSources(base), ways: EMPTY, stops: EMPTY, left: EMPTY, bases: EMPTY, shapes: EMPTY, closures: EMPTY, pick: EMPTY, changes: EMPTY, hover: EMPTY },
    layers: [
      ...groundLayers(base),
      AREAS_EDGE,
      { id: 'closures', type: 'fill', source: 'closures', paint: { 'fill-pattern': 'pattern-none', 'fill-opacity': 0.65 } },
      { id: 'closures-edge', type: 'line', source: 'closures', paint: { 'line-color': '#8f2b0c', 'line-width': 2.5 } },
      { id: 'shapes', type: 'line', source: 'shapes', minzoom: 11, layout: ROUND, paint: { 'line-color': MARK, 'line-width': width(3, 9), 'line-opacity': 0.55 } },
      ...wayLayers(),
      AREAS_NAME,
      ...stopLayers(),
      { id: 'changed', type: 'circle', source: 'changes', paint: { 'circle-radius': width(8, 16), 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': CHANGE, 'circle-stroke-width': 3.5 } },
      {
        id: 'changed-sign',
        type: 'symbol',
        source: 'changes',
        layout: { 'text-field': ['get', 'sign'], 'text-font': SEMIBOLD, 'text-size': 17, 'text-offset': [0.95, -0.85], 'text-allow-overlap': true, 'text-ignore-placement': true },
        paint: { 'text-color': CHANGE, 'text-halo-color': '#ffffff', 'text-halo-width': 2.2 },
      },
      {
        id: 'pick',
        type: 'circle',
        source: 'pick',
        filter: part('place'),
        paint: { 'circle-radius': 17, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': MARK, 'circle-stroke-width': 4.5 },
      },
      { id: 'hover', type: 'circle', source: 'hover', paint: { 'circle-radius': 15, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': INK, 'circle-stroke-width': 2.5 } },
      ...sketchLayers(),
    ],
  };
}
