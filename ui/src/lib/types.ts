// The nouns of /api/v1 as this page reads them.
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon } from 'geojson';

export type PlanState =
  | 'queued'
  | 'solving'
  | 'ready'
  | 'failed'
  | 'cancelled'
  | 'published'
  | 'superseded'
  | 'draft';

export interface Score {
  groups: number;
  groups_at_minimum: number;
  camp_days: number;
  camp_days_allowed: number;
  venues_used: number;
  people: number;
  people_within: number;
  visitors: number;
  visitors_served: number;
  district_day_spread: number;
  block_day_spread: number;
}

export interface Violation {
  rule: string;
  where: string;
  row?: number;
  text: string;
}

export interface Plan {
  id: string;
  drive: string;
  drive_name?: string;
  district: string;
  district_name?: string;
  origin: string;
  state: PlanState;
  seed: number;
  progress: number;
  stage: string;
  score: Score | null;
  bound_visitors: number;
  gap_percent: number | null;
  violations: Violation[] | null;
  failure: string;
  requested_at: string;
  finished_at: string | null;
  published_at: string | null;
  version: number;
}

export interface Drive {
  id: string;
  name: string;
  first_day: string;
  working_days: number;
  threshold_m: number;
  detour_permille: number;
  turnout_permille: number;
  turnout_source: string;
  cap_per_camp_day: number;
}

export interface Area {
  id: string;
  name: string;
  names?: Record<string, string> | null;
  level: string;
  parent?: string;
  stand_in?: boolean;
}

export interface CellProperties {
  cell: string;
  group: string;
  group_name?: string;
  block?: string;
  block_name?: string;
  place: string;
  people: number;
  estimated: number;
  visitors: number;
  served: number;
  within: boolean;
  reason: string;
  detail: string;
  distance_m: number;
}

export interface CampProperties {
  plan: string;
  venue: string;
  venue_name: string;
  venue_kind: string;
  group: string;
  group_name: string;
  block: string;
  block_name: string;
  day: string;
  team: string;
  visitors: number;
  cap: number;
  pinned?: boolean;
}

export interface Camp extends CampProperties {
  id: string;
  at: [number, number];
}

export type CellFeature = Feature<Polygon, CellProperties>;
export type CampFeature = Feature<Point, CampProperties>;
export type Boundaries = FeatureCollection<Polygon | MultiPolygon | null, Area>;
export type Paged<F> = {
  features: F[];
  links?: { rel: string; href: string }[];
};

/** A cell with its place on the ground. */
export interface Cell extends CellProperties {
  at: [number, number];
  ring: [number, number][];
}
