// What GET /plans/{id}/summary, the two whys and the comparison say, as far as this page reads it.

export interface AreaSummary {
  id: string;
  name: string;
  block: string;
  block_name: string;
  estimated: boolean;
  venues: number;
  camps: number;
  people: number;
  people_within: number;
  visitors: number;
  visitors_served: number;
  within_reach_percent: number;
  visitors_served_percent: number;
}

export interface Summary {
  drive: {
    threshold_m: number;
    detour_permille: number;
    turnout_permille: number;
    turnout_source: string;
  };
  shares: {
    within_reach_percent: number;
    visitors_served_percent: number;
    estimated_distance_percent: number;
    estimated_people_percent: number;
    estimated_groups_percent: number;
    people_placed_percent: number | null;
  };
  bound: { visitors: number; gap_percent: number };
  placement: {
    census_people: number;
    census_year: number;
    people: number;
    estimated_people: number;
    group_level: string;
    missing_towns: string[] | null;
  };
  venues: number;
  blocks: AreaSummary[];
  absent: { what: string; cost: string }[] | null;
}

export interface CellWhy {
  cell: string;
  place: string;
  group_name: string;
  block: string;
  block_name: string;
  people: number;
  estimated: number;
  visitors: number;
  served: number;
  within: boolean;
  served_by: { venue: string; name: string; visitors: number; distance_m: number; days: string[] | null }[] | null;
  reason: string;
  text: string;
  relaxation: { change: string; venue?: string; day?: string; visitors: number; text: string } | null;
}

export interface VenueWhy {
  venue: string;
  name: string;
  group_name: string;
  days: string[] | null;
  visitors: number;
  people_within: number;
  people_only: number;
  visitors_lost: number;
  visitors_gained: number;
  runner_up: { venue: string; name: string; difference: number } | null;
  forced: string;
  text: string;
}

export interface Comparison {
  same: number;
  added: unknown[] | null;
  removed: unknown[] | null;
  moved: unknown[] | null;
}

/** The part of a plan's canonical document that says who goes where. */
export interface Flow {
  served: { cell: string; venue: string; visitors: number; distance_m: number }[];
}
