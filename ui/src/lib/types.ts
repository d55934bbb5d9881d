// The nouns of /api/v1 as this page reads them, taken from the API's own document: `npm run types`
// writes schema.d.ts from it, and the lint fails where the two no longer fit.
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from 'geojson';

import type { components } from './schema';

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

export type WorksPlan = Schemas['WorksPlan'];
export type WorksScore = Schemas['PlanningWorksScore'];
export type WorksChange = Schemas['PlanningWorksChange'];
/** What it would cost to have a work on a sheet, or what forbids it. */
export type Move = Schemas['PlanningWorksMove'];
/** The way of one leg: order is the index of the stop it leads to; that of the leg home is the number of stops. */
export type WayFeature = Feature<LineString, Schemas['WayProperties']>;
export type Closure = Feature<Polygon, Schemas['RoadClosureProperties']>;
