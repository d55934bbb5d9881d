// Crews and their works: the plan that is shown, what is chosen in it, what a move would cost, and what happened.
import { features, get, getTagged, items, post, Problem, problemOf } from '../api/client';
import { watchPlan, type Watch } from '../api/watch';
import { folded } from '../lib/filters';
import { closedRing, daysBetween, legs, leftWorks, loads, wayKey, Week, type WorksPlanDocument, type WorksProblem } from '../lib/works';
import type { Closure, Move, WayFeature, WorksChange, WorksPlan } from '../lib/types';
import { data } from './data.svelte';
import { shown } from './view.svelte';

const MAKING = new Set(['queued', 'solving']);
const newest = (a: WorksPlan, b: WorksPlan): number => (a.requested_at < b.requested_at ? 1 : -1);

/** The works plan to open when none is named: the one in force, else the last that is ready. */
export function bestWorksPlan(plans: readonly WorksPlan[]): WorksPlan | undefined {
  const of = (state: string): WorksPlan | undefined => plans.filter((p) => p.state === state).toSorted(newest)[0];
  return of('issued') ?? of('ready') ?? plans.toSorted(newest)[0];
}

/** What the office says happened; the fields that a kind wants are sent. */
export type HappenedKind = 'road_closed' | 'crew_ill' | 'work_longer' | 'visit_cancelled';

export interface Happened {
  kind: HappenedKind;
  ring: [number, number][];
  from: string;
  to: string;
  crew: string;
  work: string;
  minutes: number | null;
  source: string;
}

const NOTHING: Happened = { kind: 'road_closed', ring: [], from: '', to: '', crew: '', work: '', minutes: null, source: '' };

/** A visit that is being dragged, and over which sheet it is. */
export interface Drag {
  work: string;
  x: number;
  y: number;
  over: { crew: string; day: string } | null;
}

class Works {
  plans = $state.raw<WorksPlan[]>([]);
  plan = $state.raw<WorksPlan | null>(null);
  week = $state.raw<Week | null>(null);
  ways = $state.raw<ReadonlyMap<string, { line: [number, number][]; estimated: boolean }>>(new Map());
  closures = $state.raw<Closure[]>([]);
  changes = $state.raw<WorksChange[]>([]);
  started = $state(false);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  making = $state.raw<WorksPlan | null>(null); // a plan that is being made
  lost = $state(false);

  text = $state(''); // of the unvisited works, what is looked for
  reason = $state('');
  hover = $state(''); // the work under the pointer, in a list or on the map
  drag = $state<Drag | null>(null);
  moves = $state.raw<{ work: string; list: Move[] } | null>(null);
  movesProblem = $state.raw<Problem | null>(null);
  proposed = $state.raw<{ work: string; move: Move } | null>(null); // a move that waits for a yes
  busy = $state(false);
  refusal = $state.raw<Problem | null>(null); // of what was asked for last

  happened = $state<Happened>({ ...NOTHING });
  aiming = $state(false); // corners are set by pressing the map

  #call: AbortController | null = null;
  #watch: Watch | null = null;

  days = $derived(this.week ? loads(this.week) : []);
  position = $derived(this.days.findIndex((d) => d.day === shown.now.day) + 1);
  sheets = $derived(this.week?.onDay(shown.now.day) ?? []);
  legs = $derived.by(() => {
    const { week, ways } = this;
    return week ? this.sheets.flatMap((s) => legs(week, s, ways)) : [];
  });
  left = $derived(
    this.week
      ? leftWorks(this.week, { text: this.text, reason: this.reason }, (hay, text) => {
          const found = folded(hay);
          return folded(text).split(' ').every((w) => found.includes(w));
        })
      : [],
  );
  reasons = $derived([...new Set((this.week?.left ?? []).map((u) => u.reason))].toSorted());
  movable = $derived(this.plan?.state === 'ready' || this.plan?.state === 'issued');

  goto(position: number): void {
    shown.set({ day: this.days[position - 1]?.day ?? '' });
  }

  async start(): Promise<void> {
    this.problem = null;
    this.loading = true;
    try {
      this.plans = await items<WorksPlan>('works-plans?limit=1000');
      this.started = true;
      const wanted = shown.now.works || bestWorksPlan(this.plans)?.id;
      this.loading = false;
      if (wanted) await this.open(wanted);
    } catch (e) {
      this.problem = problemOf(e);
      this.loading = false;
    }
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
      const path = `works-plans/${encodeURIComponent(id)}`;
      const plan = await get<WorksPlan>(path, signal);
      if (this.plan?.id !== plan.id) this.#empty();
      this.plan = plan;
      if (MAKING.has(plan.state)) {
        this.follow(plan);
        return;
      }
      if (!plan.score) {
        if (plan.state === 'failed') throw new Problem(0, '', plan.failure, 'plan.failed');
        return;
      }
      const [problem, document, changes] = await Promise.all([
        get<WorksProblem>(`${path}/outline.json`, signal),
        get<WorksPlanDocument>(`${path}/plan.json`, signal),
        plan.replaces ? items<WorksChange>(`${path}/changes?limit=1000`, signal) : [],
        data.boundaries(plan.district, signal),
      ]);
      if (this.#call !== call) return;
      this.changes = changes;
      this.week = new Week(problem, document);
      await Promise.all([this.#roads(path, signal), this.#closed(plan, signal)]);
    } catch (e) {
      if (this.#call === call) this.problem = problemOf(e);
    } finally {
      if (this.#call === call) this.loading = false;
    }
  }

  #empty(): void {
    this.week = null;
    this.ways = new Map();
    this.changes = [];
    this.moves = null;
    this.proposed = null;
    this.refusal = null;
  }

  async #roads(path: string, signal: AbortSignal): Promise<void> {
    const found = await features<WayFeature>(`${path}/ways.geojson`, signal);
    this.ways = new Map(
      found.map((f) => {
        const p = f.properties;
        return [wayKey(p.crew, p.day, p.order), { line: f.geometry.coordinates as [number, number][], estimated: p.estimated }];
      }),
    );
  }

  async #closed(plan: WorksPlan, signal: AbortSignal): Promise<void> {
    const all = await features<Closure>('road-closures?limit=1000', signal);
    this.closures = all.filter((c) => c.properties.from <= plan.last_day && c.properties.to >= plan.first_day);
  }

  /** Asks for a plan of a district's works. */
  async ask(district: string, first_day: string, days: number, seed: number): Promise<boolean> {
    return this.#send('works-plans', { district, first_day, days, seed });
  }

  /** Follows a plan that is being made and opens it when it is done. */
  follow(plan: WorksPlan): void {
    this.#watch?.stop();
    this.making = plan;
    this.lost = false;
    this.#watch = watchPlan<WorksPlan>(
      `works-plans/${encodeURIComponent(plan.id)}`,
      (next) => {
        this.making = next;
        if (MAKING.has(next.state)) return;
        this.#watch?.stop();
        this.making = null;
        this.#turn(next);
      },
      () => (this.lost = true),
    );
  }

  /** Shows a new plan: one that came in the place of another at its changes. */
  #turn(plan: WorksPlan): void {
    shown.step({ works: plan.id, work: '', part: plan.replaces && plan.score ? 'changed' : shown.now.part });
    void this.refresh();
    void this.open(plan.id);
  }

  async refresh(): Promise<void> {
    this.plans = await items<WorksPlan>('works-plans?limit=1000');
  }

  async cancel(): Promise<void> {
    if (!this.making) return;
    await this.#send(`works-plans/${encodeURIComponent(this.making.id)}/cancel`, {});
  }

  /** Puts the sheets of the shown plan in force. */
  async issue(): Promise<boolean> {
    const { plan } = this;
    if (!plan) return false;
    const path = `works-plans/${encodeURIComponent(plan.id)}`;
    try {
      const { tag } = await getTagged<WorksPlan>(path);
      return await this.#send(`${path}/issue`, {}, tag);
    } catch (e) {
      this.refusal = problemOf(e);
    }
    return false;
  }

  async #send(path: string, body: unknown, match?: string): Promise<boolean> {
    this.busy = true;
    this.refusal = null;
    try {
      const made = await post<WorksPlan>(path, body, match ? { match } : { key: crypto.randomUUID() });
      if (MAKING.has(made.state)) this.follow(made);
      else this.#turn(made);
      return true;
    } catch (e) {
      this.refusal = problemOf(e);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Asks what it would cost to visit a work on each sheet. */
  async price(work: string): Promise<void> {
    const { plan } = this;
    if (!plan || this.moves?.work === work) return;
    this.moves = null;
    this.movesProblem = null;
    try {
      const list = await items<Move>(`works-plans/${encodeURIComponent(plan.id)}/works/${encodeURIComponent(work)}/moves`);
      if (this.plan?.id === plan.id) this.moves = { work, list };
    } catch (e) {
      this.movesProblem = problemOf(e);
    }
  }

  /** What a move of the dragged or chosen work to a sheet would be; undefined while it is not known. */
  moveTo(work: string, crew: string, day: string): Move | undefined {
    return this.moves?.work === work ? this.moves.list.find((m) => m.crew === crew && m.day === day) : undefined;
  }

  /** Lays a move before the person: nothing changes until it is accepted. */
  async propose(work: string, crew: string, day: string): Promise<void> {
    await this.price(work);
    const move = this.moveTo(work, crew, day);
    if (move && !move.here) this.proposed = { work, move };
  }

  /** Makes the proposed move: a new plan in the place of this one. */
  async accept(): Promise<boolean> {
    const { plan, proposed } = this;
    if (!plan || !proposed) return false;
    const { crew, day } = proposed.move;
    const done = await this.#send(`works-plans/${encodeURIComponent(plan.id)}/moves`, { work: proposed.work, crew, day });
    if (done) this.proposed = null;
    return done;
  }

  corner(at: [number, number]): void {
    this.happened.ring = [...this.happened.ring, [Math.round(at[0] * 1e6) / 1e6, Math.round(at[1] * 1e6) / 1e6]];
  }

  clear(): void {
    this.happened = { ...NOTHING, kind: this.happened.kind };
    this.aiming = false;
  }

  /** Says what happened and asks for the plan that follows from it. A road is closed for everybody, not for this plan alone. */
  async replan(): Promise<boolean> {
    const { plan, happened: h } = this;
    if (!plan) return false;
    const days = h.from ? daysBetween(h.from, h.to) : [];
    const event: Record<string, unknown> = { kind: h.kind, text: h.source };
    if (days.length && (h.kind === 'crew_ill' || h.kind === 'visit_cancelled')) event['days'] = days;
    if (h.kind === 'crew_ill') event['crew'] = h.crew;
    if (h.kind === 'work_longer' || h.kind === 'visit_cancelled') event['work_id'] = h.work;
    if (h.kind === 'work_longer') event['minutes'] = h.minutes;
    if (h.kind === 'road_closed' && !(await this.#close(h))) return false;
    const done = await this.#send(`works-plans/${encodeURIComponent(plan.id)}/replan`, { events: [event] });
    if (done) this.clear();
    return done;
  }

  async #close(h: Happened): Promise<boolean> {
    this.busy = true;
    this.refusal = null;
    try {
      await post('road-closures', { polygon: [closedRing(h.ring)], from: h.from, to: h.to || h.from, reason: h.source, source: h.source }, { key: crypto.randomUUID() });
      return true;
    } catch (e) {
      this.refusal = problemOf(e);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

export const works = new Works();
