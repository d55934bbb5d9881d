// What the page has loaded.
import { features, get, items, Problem, problemOf } from '../api/client';
import { middle } from '../lib/ground';
import type { Ground } from '../lib/replan';
import type { Flow, Summary } from '../lib/types';
import type { Area, Boundaries, Camp, CampFeature, Cell, CellFeature, Drive, Plan } from '../lib/types';
import type { Tiles } from '../map/style';
import { job } from './job.svelte';
import { shown } from './view.svelte';

const newest = (a: Plan, b: Plan): number => (a.requested_at < b.requested_at ? 1 : -1);

/** The plan to open when none is named: the last published, else the last that is finished. */
export function bestPlan(plans: readonly Plan[]): Plan | undefined {
  const finished = plans.filter((p) => p.score);
  return (
    finished.filter((p) => p.state === 'published').toSorted(newest)[0] ??
    finished.filter((p) => p.state === 'ready').toSorted(newest)[0] ??
    finished.toSorted(newest)[0]
  );
}

class Data {
  tiles = $state.raw<Tiles | null>(null);
  drives = $state.raw<Drive[]>([]);
  plans = $state.raw<Plan[]>([]);
  districts = $state.raw<Area[]>([]);
  started = $state(false);

  plan = $state.raw<Plan | null>(null);
  summary = $state.raw<Summary | null>(null);
  cells = $state.raw<Cell[]>([]);
  camps = $state.raw<Camp[]>([]);
  areas = $state.raw<Boundaries | null>(null);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);

  #call: AbortController | null = null;
  #areasOf = '';
  #flow: Promise<Flow> | null = null;
  #ground: Promise<Ground> | null = null;

  /** Straight metres that a walk of the drive's threshold reaches. */
  reach = $derived(this.summary ? (this.summary.drive.threshold_m * 1000) / this.summary.drive.detour_permille : 0);

  /** The first load: settings, drives, plans, then, where camps are shown, the plan that the address names or the best one. */
  async start(): Promise<void> {
    this.problem = null;
    this.loading = true;
    try {
      const [settings, drives, plans, districts] = await Promise.all([
        get<Tiles>('/config.json').catch(() => ({ tiles: '', attribution: '' })),
        items<Drive>('drives?limit=1000'),
        items<Plan>('plans?limit=1000'),
        items<Area>('areas?level=district&limit=1000'),
      ]);
      this.districts = districts;
      this.tiles = settings;
      this.drives = drives;
      this.plans = plans;
      this.started = true;
      this.loading = false;
      if (shown.now.show === 'camps') await this.openBest();
    } catch (e) {
      this.problem = problemOf(e);
      this.loading = false;
    }
  }

  /** Opens the plan that the address names, or the best one. */
  async openBest(): Promise<void> {
    const wanted = shown.now.plan || bestPlan(this.plansOf(shown.now.drive))?.id;
    if (wanted) await this.open(wanted);
  }

  plansOf(drive: string): Plan[] {
    return drive ? this.plans.filter((p) => p.drive === drive) : this.plans;
  }

  async refreshPlans(): Promise<void> {
    this.plans = await items<Plan>('plans?limit=1000');
  }

  /** Loads a plan and all that belongs to it; a later call calls this one off. */
  async open(id: string): Promise<void> {
    this.#call?.abort();
    const call = new AbortController();
    this.#call = call;
    const { signal } = call;
    this.loading = true;
    this.problem = null;
    try {
      const path = `plans/${encodeURIComponent(id)}`;
      const plan = await get<Plan>(path, signal);
      if (plan.state === 'queued' || plan.state === 'solving') {
        this.#empty();
        this.plan = plan;
        job.follow(plan);
        return;
      }
      if (this.plan?.id !== plan.id) this.#empty();
      this.plan = plan;
      if (!plan.score) {
        if (plan.state === 'failed') throw new Problem(0, '', plan.failure, 'plan.failed');
        return;
      }
      await Promise.all([
        this.boundaries(plan.district, signal),
        get<Summary>(`${path}/summary`, signal).then((s) => (this.summary = s)),
        features<CampFeature>(`${path}/camps?limit=1000`, signal).then((fs) => (this.camps = fs.map(campOf))),
        features<CellFeature>(`${path}/cells?limit=1000`, signal).then((fs) => (this.cells = fs.map(cellOf))),
      ]);
    } catch (e) {
      if (this.#call === call) this.problem = problemOf(e);
    } finally {
      if (this.#call === call) this.loading = false;
    }
  }

  /** Shows no plan. */
  close(): void {
    this.#call?.abort();
    this.problem = null;
    this.loading = false;
    this.#empty();
  }

  #empty(): void {
    this.#flow = null;
    this.#ground = null;
    this.plan = null;
    this.summary = null;
    this.cells = [];
    this.camps = [];
  }

  /** Who goes where: a large document, fetched when a venue or cell is first asked about. */
  flow(): Promise<Flow> {
    this.#flow ??= get<Flow>(`plans/${encodeURIComponent(this.plan?.id ?? '')}/plan.json`);
    return this.#flow;
  }

  /** The venues, groups and teams that a plan chooses from: a large document, fetched when it is first needed. */
  ground(): Promise<Ground> {
    this.#ground ??= get<Ground>(`plans/${encodeURIComponent(this.plan?.id ?? '')}/problem.json`);
    return this.#ground;
  }

  /** Loads the boundaries of a district's blocks and towns, where they are not loaded already. */
  async boundaries(district: string, signal: AbortSignal): Promise<void> {
    if (this.#areasOf === district) return;
    const path = (level: string): string => `areas.geojson?level=${level}&within=${encodeURIComponent(district)}&limit=1000`;
    const [blocks, towns] = await Promise.all([
      features<Boundaries['features'][number]>(path('block'), signal),
      features<Boundaries['features'][number]>(path('municipality'), signal),
    ]);
    this.areas = { type: 'FeatureCollection', features: [...blocks, ...towns] };
    this.#areasOf = district;
  }

  /** The name of a plan's district in a language. */
  districtName(plan: Pick<Plan, 'district' | 'district_name'> | null, lang: string): string {
    const district = this.districts.find((d) => d.id === plan?.district);
    return district?.names?.[lang] ?? plan?.district_name ?? district?.name ?? '';
  }

  /** An area's name in a language, where the source gives it. */
  areaName(id: string, lang: string, otherwise = ''): string {
    const area: Area | undefined = this.areas?.features.find((f) => f.properties.id === id)?.properties;
    return area?.names?.[lang] ?? (otherwise || area?.name || '');
  }
}

function campOf(f: CampFeature): Camp {
  return { ...f.properties, id: String(f.id), at: f.geometry.coordinates as [number, number] };
}

function cellOf(f: CellFeature): Cell {
  const ring = (f.geometry.coordinates[0] ?? []) as [number, number][];
  return { ...f.properties, ring, at: middle(ring) };
}

export const data = new Data();
