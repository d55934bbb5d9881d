// The map of works: told what to draw, telling what was pointed at or dragged. It keeps no state of the plan.
import type { Feature } from 'geojson';
import type { MapMouseEvent } from 'maplibre-gl';

import { PATTERNS, pixels } from '../lib/hatch';
import type { Closure } from '../lib/types';
import { coarsePointer, feature, GroundMap } from './ground-map';
import type { Tiles } from './style';
import { LEFT_LAYER, STOP_LAYER, WAY_LAYERS, worksStyle } from './works-style';

/** A numbered stop of a route. */
export interface StopMark {
  work: string;
  crew: string;
  day: string;
  name: string;
  at: [number, number];
  label: string;
  colour: string;
  fetch: boolean; // material is fetched here
  faint: boolean;
  order: number;
}

export interface WayMark {
  crew: string;
  day: string;
  line: [number, number][];
  estimated: boolean;
  colour: string;
  letter: string;
  faint: boolean;
}

/** What is under the pointer. */
export type OnWorks =
  | { kind: 'stop'; work: string; crew: string; day: string; name: string; label: string }
  | { kind: 'left'; work: string; name: string }
  | { kind: 'way'; crew: string; day: string };

export interface WorksTold {
  pick(what: OnWorks | null, at: [number, number]): void;
  hover(what: OnWorks | null, x: number, y: number): void;
  drag(work: string, name: string, x: number, y: number): void; // a stop is taken hold of, at a point of the page
  moved(at: { lon: number; lat: number; zoom: number }, byHand: boolean): void;
}

export class WorksMap extends GroundMap {
  /** Throws where the browser has no WebGL. */
  constructor(node: HTMLElement, base: Tiles, label: string, still: boolean, told: WorksTold) {
    super(node, worksStyle(base), base.attribution !== '', label, still);
    const size = PATTERNS.none.size;
    void this.loaded.then(() => {
      this.canvas.addImage('pattern-none', { width: size, height: size, data: new Uint8Array(pixels(PATTERNS.none).buffer) }, { pixelRatio: 2 });
      this.canvas.addImage('base', house(44), { pixelRatio: 2 });
    });
    this.#listen(told);
  }

  #listen(told: WorksTold): void {
    const m = this.canvas;
    m.on('click', (e) => told.pick(this.under(e.point.x, e.point.y, coarsePointer() ? 14 : 5), [e.lngLat.lng, e.lngLat.lat]));
    m.on('mousemove', (e: MapMouseEvent) => {
      const what = this.under(e.point.x, e.point.y, 4);
      m.getCanvas().style.cursor = what ? 'pointer' : '';
      told.hover(what, e.point.x, e.point.y);
    });
    m.on('mouseout', () => told.hover(null, 0, 0));
    m.on('mousedown', (e) => {
      const what = this.under(e.point.x, e.point.y, 2);
      if (what?.kind !== 'stop' || e.originalEvent.button !== 0) return;
      e.preventDefault(); // the map stays where it is
      told.drag(what.work, what.name, e.originalEvent.clientX, e.originalEvent.clientY);
    });
    m.getCanvas().addEventListener('keydown', (e) => {
      if (e.key !== 'Enter') return;
      const { clientWidth, clientHeight } = m.getCanvas();
      const { lng, lat } = m.getCenter();
      told.pick(this.under(clientWidth / 2, clientHeight / 2, 14), [lng, lat]);
    });
    m.on('moveend', (e) => {
      const c = m.getCenter();
      told.moved({ lon: c.lng, lat: c.lat, zoom: m.getZoom() }, 'originalEvent' in e && e.originalEvent !== undefined);
    });
  }

  /** What lies within some pixels of a point: the nearest stop, else an unvisited work, else a route. */
  under(x: number, y: number, slack: number): OnWorks | null {
    if (!this.canvas.getLayer(STOP_LAYER)) return null;
    const box: [[number, number], [number, number]] = [
      [x - slack, y - slack],
      [x + slack, y + slack],
    ];
    for (const layer of [STOP_LAYER, LEFT_LAYER]) {
      let best: OnWorks | null = null;
      let least = Infinity;
      for (const f of this.canvas.queryRenderedFeatures(box, { layers: [layer] })) {
        if (f.geometry.type !== 'Point' || f.properties['faint'] === true) continue;
        const p = this.canvas.project(f.geometry.coordinates as [number, number]);
        const away = Math.hypot(p.x - x, p.y - y);
        if (away >= least) continue;
        least = away;
        const { work, crew, day, name, label } = f.properties as StopMark;
        best = layer === STOP_LAYER ? { kind: 'stop', work, crew, day, name, label } : { kind: 'left', work, name };
      }
      if (best) return best;
    }
    const way = this.canvas.queryRenderedFeatures(box, { layers: WAY_LAYERS }).find((f) => f.properties['faint'] !== true);
    return way ? { kind: 'way', crew: String(way.properties['crew']), day: String(way.properties['day']) } : null;
  }

  /** The route or stop under a point of the page, for what is dropped there. */
  sheetAt(clientX: number, clientY: number): { crew: string; day: string } | null {
    const box = this.canvas.getCanvas().getBoundingClientRect();
    const what = this.under(clientX - box.x, clientY - box.y, 18);
    return what && what.kind !== 'left' ? { crew: what.crew, day: what.day } : null;
  }

  async routes(ways: readonly WayMark[], stops: readonly StopMark[], oneDay: boolean): Promise<void> {
    await this.put(
      'ways',
      ways.map(({ line, ...rest }) => feature({ type: 'LineString', coordinates: line }, rest)),
    );
    const size = oneDay ? { small: 7.5, large: 12.5 } : { small: 4, large: 9 };
    await this.put(
      'stops',
      stops.map(({ at, ...rest }) => feature({ type: 'Point', coordinates: at }, { ...rest, ...size, rank: rest.faint ? -1000 : -rest.order })),
    );
    this.canvas.setLayerZoomRange('stops-number', oneDay ? 0 : 10.5, 24);
  }

  /** Draws the works that nobody visits, where crews set out, the works' own lines and areas, and closed roads. */
  async ground(left: readonly { work: string; name: string; at: [number, number] }[], bases: readonly [number, number][], shapes: readonly Feature[], closures: readonly Closure[]): Promise<void> {
    await this.put('left', left.map(({ at, ...rest }) => feature({ type: 'Point', coordinates: at }, rest)));
    await this.put('bases', bases.map((at) => feature({ type: 'Point', coordinates: at })));
    await this.put('shapes', [...shapes]);
    await this.put('closures', [...closures] as Feature[]);
  }

  /** Rings the works that a re-plan changed, each with its sign. */
  async changed(marks: readonly { at: [number, number]; sign: string }[]): Promise<void> {
    await this.put('changes', marks.map(({ at, sign }) => feature({ type: 'Point', coordinates: at }, { sign })));
  }

  async picked(at: [number, number] | null): Promise<void> {
    await this.put('pick', at ? [feature({ type: 'Point', coordinates: at }, { part: 'place' })] : []);
  }

  async point(at: [number, number] | null): Promise<void> {
    await this.put('hover', at ? [feature({ type: 'Point', coordinates: at })] : []);
  }
}

/** The pixels of a small house, where crews set out. */
function house(size: number): ImageData {
  const canvas = new OffscreenCanvas(size, size);
  const c = canvas.getContext('2d');
  if (!c) return new ImageData(size, size);
  const at = (x: number, y: number): [number, number] => [(x / 24) * size, (y / 24) * size];
  c.beginPath();
  for (const [i, p] of [at(12, 2.5), at(22, 11.5), at(19, 11.5), at(19, 21.5), at(5, 21.5), at(5, 11.5), at(2, 11.5)].entries()) {
    if (i === 0) c.moveTo(...p);
    else c.lineTo(...p);
  }
  c.closePath();
  c.lineJoin = 'round';
  c.lineWidth = size / 10;
  c.strokeStyle = '#14213d';
  c.stroke();
  c.fillStyle = '#ffffff';
  c.fill();
  return c.getImageData(0, 0, size, size);
}
