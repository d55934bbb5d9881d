// The nouns of /api/v1 as this page reads them, taken from the API's own document: `npm run types`
// writes schema.d.ts from it, and the lint fails where the two no longer fit.
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from 'geojson';

import type { components } from './schema';
import type { WayProperties, WorksScore } from './works';

type Schemas = components['schemas'];

export type Plan = Schemas['Plan'];
export type Drive = Schemas['DriveFields'];
export type Area = Schemas['AreaProperties'];
export type CellProperties = Schemas['PlanCellProperties'];
export type CampProperties = Schemas['CampProperties'];

export type Summary = Schemas['PlanningSummary'];
export type AreaSummary = Schemas['PlanningSummaryArea'];
export type CellWhy = Schemas['PlanningCellWhy'];
export type VenueWhy = Schemas['PlanningVenueWhy'];
export type PlanEvent = Schemas['PlanningEvent'];
export type Account = Schemas['PlanningAccount'];
export type Notice = Schemas['PlanningNotice'];
export type Stand = Schemas['PlanningStand'];
export type BlockWorth = Schemas['PlanningBlockWorth'];
export type Alternative = Schemas['PlanningAlternative'];
export type Comparison = Schemas['PlanningComparison'];

/** The part of a plan's canonical document that says who goes where. */
export interface Flow {
  served: { cell: string; venue: string; visitors: number; distance_m: number }[];
}

export interface Camp extends CampProperties {
  id: string;
  at: [number, number];
}

/** A cell with its place on the ground. */
export interface Cell extends CellProperties {
  at: [number, number];
  ring: [number, number][];
}

export type CellFeature = Feature<Polygon, CellProperties>;
export type CampFeature = Feature<Point, CampProperties>;
export type Boundaries = FeatureCollection<Polygon | MultiPolygon | null, Area>;

/** One page of a spatial list. */
export interface Paged<F> {
  features: F[];
  links?: { rel: string; href: string }[];
}

/** A works plan as the service lists it. */
export interface WorksPlan {
  id: string;
  district: string;
  district_name: string;
  name: string;
  first_day: string;
  last_day: string;
  state: string;
  stage: string;
  progress: number;
  seed: number;
  score: WorksScore | null;
  violations: unknown[];
  failure: string;
  requested_at: string;
  replaces: string | null;
  version: number;
}

export type WayFeature = Feature<LineString, WayProperties>;
export type Closure = Feature<Polygon, { from: string; to?: string; reason: string; source: string }>;
