// What every map of the page can do: it stands on the areas' boundaries and shows places clear of what lies over it.
import {
  AttributionControl,
  Map as Canvas,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type LngLatBoundsLike,
  type StyleSpecification,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Feature, FeatureCollection, Geometry } from 'geojson';

import type { Window } from '../lib/filters';
import { heart } from '../lib/ground';
import type { Boundaries } from '../lib/types';

import 'maplibre-gl/dist/maplibre-gl.css';

setWorkerUrl(workerUrl);

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

export const feature = (geometry: Geometry, properties: Record<string, unknown> = {}): Feature => ({
  type: 'Feature',
  geometry,
  properties,
});

/** Whether the pointer is a finger. */
export function coarsePointer(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}

export class GroundMap {
  readonly canvas: Canvas;
  protected readonly loaded: Promise<void>;
  protected readonly still: boolean;

  /** Throws where the browser has no WebGL. */
  constructor(node: HTMLElement, style: StyleSpecification, credited: boolean, label: string, still: boolean) {
    this.still = still;
    this.canvas = new Canvas({
      container: node,
      style,
      center: [87.9, 23.2],
      zoom: 6.5,
      minZoom: 4,
      maxZoom: 17,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      fadeDuration: still ? 0 : 150,
      locale: { 'Map.Title': label },
    });
    this.canvas.touchZoomRotate.disableRotation();
    this.canvas.keyboard.disableRotation();
    this.canvas.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'top-left');
    if (credited) this.canvas.addControl(new AttributionControl({ compact: true }), 'top-left');
    this.loaded = new Promise((done) => this.canvas.once('load', () => done()));
  }

  protected async put(source: string, features: Feature[]): Promise<void> {
    await this.loaded;
    this.canvas.getSource<GeoJSONSource>(source)?.setData(collection(features));
  }

  async boundaries(areas: Boundaries, named: (id: string) => string): Promise<void> {
    const shapes = areas.features.filter((f) => f.geometry);
    await this.put('areas', shapes as Feature[]);
    await this.put(
      'names',
      shapes.map((f) => feature({ type: 'Point', coordinates: heart(f.geometry) }, { name: named(f.properties.id) })),
    );
  }

  /** Draws the corners of a part of the map that is being marked out. */
  async sketch(ring: readonly [number, number][]): Promise<void> {
    const parts: Feature[] = ring.map((at) => feature({ type: 'Point', coordinates: at }, { part: 'corner' }));
    const [first] = ring;
    if (first && ring.length > 1) parts.push(feature({ type: 'LineString', coordinates: [...ring, first] }, { part: 'edge' }));
    if (first && ring.length > 2) parts.push(feature({ type: 'Polygon', coordinates: [[...ring, first]] }, { part: 'inside' }));
    await this.put('sketch', parts);
  }

  /** Shows a window whole, clear of what lies over the map's lower edge. */
  fit(w: Window, below: number): void {
    const box: LngLatBoundsLike = [w.west, w.south, w.east, w.north];
    const height = this.canvas.getContainer().clientHeight;
    const bottom = Math.min(below + 16, height * 0.45);
    const side = this.canvas.getContainer().clientWidth > 600 ? 64 : 24;
    this.canvas.fitBounds(box, {
      padding: { top: Math.min(36, height * 0.1), left: side, right: side, bottom },
      animate: !this.still,
      duration: 600,
      maxZoom: 14,
    });
  }

  /** Brings a place into view where it is outside, or under what covers the right or the lower edge. */
  show(at: [number, number], covered: { right: number; below: number }): void {
    const { clientWidth, clientHeight } = this.canvas.getContainer();
    const p = this.canvas.project(at);
    const edge = 24;
    const inView =
      p.x > edge && p.x < clientWidth - covered.right - edge && p.y > edge && p.y < clientHeight - covered.below - edge;
    if (!inView) this.#ease(at, this.canvas.getZoom(), covered);
  }

  /** Goes close to a place. */
  close(at: [number, number], covered: { right: number; below: number }): void {
    this.#ease(at, Math.max(12.5, this.canvas.getZoom()), covered);
  }

  #ease(at: [number, number], zoom: number, covered: { right: number; below: number }): void {
    const offset: [number, number] = [-covered.right / 2, -covered.below / 2];
    this.canvas.easeTo({ center: at, zoom, offset, duration: 500, animate: !this.still });
  }

  /** Goes to a place at once. */
  jump(at: [number, number], zoom: number): void {
    this.canvas.jumpTo({ center: at, zoom });
  }

  zoom(by: 1 | -1): void {
    if (by > 0) this.canvas.zoomIn({ animate: !this.still });
    else this.canvas.zoomOut({ animate: !this.still });
  }

  label(text: string): void {
    this.canvas.getCanvas().setAttribute('aria-label', text);
  }

  remove(): void {
    this.canvas.remove();
  }
}
