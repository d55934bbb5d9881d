// The map as the page sees it: told what to draw, telling what was pointed at. It keeps no state of
// the plan.
import type { MapMouseEvent } from 'maplibre-gl';
import type { Feature } from 'geojson';

import type { Window } from '../lib/filters';
import { PATTERNS, pixels } from '../lib/hatch';
import { arrowHead, bearing, type ChangeMark } from '../lib/replan';
import type { Service } from '../lib/share';
import type { Boundaries, Cell } from '../lib/types';
import { coarsePointer, feature, GroundMap } from './ground-map';
import { hexagonsAt, RESOLUTIONS, type HexProperties } from './hexagons';
import { CHANGE_RGB } from './palette';
import { CAMP_LAYER, HEX_LAYERS, patternFilter, shown, styleOf, type Tiles } from './style';

/** A circle on the map: a venue with its number. */
export interface Mark {
  venue: string;
  name: string;
  at: [number, number];
  n: number; // its row in the list, or how many camps it has
  label: string; // n in the language's digits
}

/** What is under the pointer. */
export type Under = { kind: 'venue'; venue: string; name: string; n: number } | ({ kind: 'hexagon' } & HexProperties);

export interface Picked {
  ring?: [number, number][];
  reach?: [number, number][];
  venue?: [number, number];
  links?: [[number, number], [number, number]][];
  spot?: [number, number];
}

export interface Told {
  pick(what: Under | null, at: [number, number]): void;
  hover(what: Under | null, x: number, y: number): void;
  moved(window: Window, at: { lon: number; lat: number; zoom: number }, byHand: boolean): void;
}

export class CampMap extends GroundMap {
  #turn = 0;
  #oneDay = false;

  /** Throws where the browser has no WebGL. */
  constructor(node: HTMLElement, base: Tiles, label: string, still: boolean, told: Told) {
    super(node, styleOf(base), base.attribution !== '', label, still);
    void this.loaded.then(() => this.#patterns());
    this.#listen(told);
  }

  #patterns(): void {
    for (const [name, p] of Object.entries(PATTERNS)) {
      const data = new Uint8Array(pixels(p).buffer);
      this.canvas.addImage(`pattern-${name}`, { width: p.size, height: p.size, data }, { pixelRatio: 2 });
    }
    const size = 28;
    const head = new Uint8Array(arrowHead(size, CHANGE_RGB).buffer);
    this.canvas.addImage('arrow', { width: size, height: size, data: head }, { pixelRatio: 2 });
  }

  #listen(told: Told): void {
    const m = this.canvas;
    m.on('click', (e) => told.pick(this.under(e.point.x, e.point.y, this.#slack(coarsePointer())), [e.lngLat.lng, e.lngLat.lat]));
    m.on('mousemove', (e: MapMouseEvent) => {
      const what = this.under(e.point.x, e.point.y, this.#slack(false));
      m.getCanvas().style.cursor = what ? 'pointer' : '';
      told.hover(what, e.point.x, e.point.y);
    });
    m.on('mouseout', () => told.hover(null, 0, 0));
    m.getCanvas().addEventListener('keydown', (e) => {
      if (e.key !== 'Enter') return;
      const { clientWidth, clientHeight } = m.getCanvas();
      const { lng, lat } = m.getCenter();
      told.pick(this.under(clientWidth / 2, clientHeight / 2, this.#slack(true)), [lng, lat]);
    });
    m.on('moveend', (e) => {
      const b = m.getBounds();
      const c = m.getCenter();
      told.moved(
        { west: b.getWest(), south: b.getSouth(), east: b.getEast(), north: b.getNorth() },
        { lon: c.lng, lat: c.lat, zoom: m.getZoom() },
        'originalEvent' in e && e.originalEvent !== undefined,
      );
    });
  }

  /** Pixels around a press in which a venue is meant: none where venues are mere dots. */
  #slack(coarse: boolean): number {
    if (!this.#oneDay && this.canvas.getZoom() < 10.4) return 0;
    return coarse ? 14 : 4;
  }

  /** What lies within some pixels of a point: the nearest venue, else the hexagon under it. */
  under(x: number, y: number, slack: number): Under | null {
    if (!this.canvas.getLayer(CAMP_LAYER)) return null;
    const near = this.canvas.queryRenderedFeatures(
      [
        [x - slack, y - slack],
        [x + slack, y + slack],
      ],
      { layers: [CAMP_LAYER] },
    );
    let best: Under | null = null;
    let least = Infinity;
    for (const f of near) {
      if (f.geometry.type !== 'Point') continue;
      const p = this.canvas.project(f.geometry.coordinates as [number, number]);
      const away = Math.hypot(p.x - x, p.y - y);
      if (away >= least) continue;
      least = away;
      const { venue, name, n } = f.properties as Mark;
      best = { kind: 'venue', venue, name, n };
    }
    if (best) return best;
    const [hexagon] = this.canvas.queryRenderedFeatures([x, y], { layers: HEX_LAYERS });
    return hexagon ? { kind: 'hexagon', ...(hexagon.properties as HexProperties) } : null;
  }

  /** Dims all areas but one, where that has a boundary; "" dims none. */
  async only(areas: Boundaries, id: string): Promise<void> {
    await this.loaded;
    const drawn = areas.features.some((f) => f.geometry && f.properties.id === id); // a town may have no boundary
    this.canvas.setFilter('areas-dim', drawn ? ['!=', ['get', 'id'], id] : ['boolean', false]);
  }

  async cells(cells: readonly Cell[]): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    await this.put(
      'places',
      cells.map((c) => feature({ type: 'Point', coordinates: c.at }, { name: c.place, people: c.people })),
    );
    for (const r of RESOLUTIONS.toReversed()) {
      const drawn = await hexagonsAt(r, cells);
      if (turn !== this.#turn) return; // a later call has other cells
      await this.put(`hex-${r}`, drawn);
    }
  }

  async hidden(hidden: readonly Service[]): Promise<void> {
    await this.loaded;
    for (const layer of HEX_LAYERS) {
      this.canvas.setFilter(layer, shown(hidden));
      this.canvas.setFilter(`${layer}-edge`, shown(hidden));
      this.canvas.setFilter(`${layer}-pattern`, patternFilter(hidden));
    }
  }

  /** Draws the venues; one day's are large and always numbered, all days' grow with the zoom. */
  async marks(marks: readonly Mark[], oneDay: boolean): Promise<void> {
    this.#oneDay = oneDay;
    const size = (m: Mark): { small: number; large: number } =>
      oneDay ? { small: 9.5, large: 12 } : { small: 1.3 + Math.min(1, m.n * 0.1), large: 8 + Math.min(5, m.n * 0.5) };
    await this.put(
      'camps',
      marks.map((m) =>
        feature(
          { type: 'Point', coordinates: m.at },
          { venue: m.venue, name: m.name, n: m.n, label: m.label, rank: oneDay ? -m.n : m.n, ...size(m) },
        ),
      ),
    );
    this.canvas.setLayerZoomRange('camps-number', oneDay ? 0 : 11.2, 24);
  }

  async pick(p: Picked): Promise<void> {
    const parts: Feature[] = [];
    if (p.reach) parts.push(feature({ type: 'Polygon', coordinates: [p.reach] }, { part: 'reach' }));
    for (const link of p.links ?? []) {
      parts.push(feature({ type: 'LineString', coordinates: link }, { part: 'link' }));
    }
    if (p.ring) parts.push(feature({ type: 'Polygon', coordinates: [p.ring] }, { part: 'hexagon' }));
    if (p.spot) parts.push(feature({ type: 'Point', coordinates: p.spot }, { part: 'spot' }));
    if (p.venue) parts.push(feature({ type: 'Point', coordinates: p.venue }, { part: 'venue' }));
    await this.put('pick', parts);
  }

  /** Draws changed camps: a hollow circle where one was, a full one where it is, an arrow between. */
  async changes(marks: readonly ChangeMark[], chosen: string): Promise<void> {
    const parts: Feature[] = [];
    for (const m of marks) {
      const rest = { chosen: m.id === chosen };
      const stays = m.from && m.to && m.from[0] === m.to[0] && m.from[1] === m.to[1];
      if (m.from && m.to && !stays) {
        parts.push(feature({ type: 'LineString', coordinates: [m.from, m.to] }, { part: 'line', ...rest }));
        const half: [number, number] = [(m.from[0] + m.to[0]) / 2, (m.from[1] + m.to[1]) / 2];
        parts.push(feature({ type: 'Point', coordinates: half }, { part: 'head', turn: bearing(m.from, m.to), ...rest }));
      }
      if (m.from && !stays) parts.push(feature({ type: 'Point', coordinates: m.from }, { part: 'old', sign: m.to ? '' : '×', ...rest }));
      if (m.to) parts.push(feature({ type: 'Point', coordinates: m.to }, { part: stays ? 'same' : 'new', sign: m.from ? '' : '+', ...rest }));
    }
    await this.put('changes', parts);
  }

  async point(at: [number, number] | null): Promise<void> {
    await this.put('hover', at ? [feature({ type: 'Point', coordinates: at })] : []);
  }

}
