// Planning a running drive again: what happened, as it is entered; and what a re-plan changed.
import { get, items, post, problemOf, type Problem } from '../api/client';
import { BLANK, eventOf, marksOf, missing, type ChangeMark, type Draft, type Ground, type Kind } from '../lib/replan';
import type { Account, Notice, Plan, PlanEvent } from '../lib/types';
import { job } from './job.svelte';

class Replan {
  // What is entered, for one plan.
  ground = $state.raw<Ground | null>(null);
  draft = $state<Draft>({ ...BLANK });
  events = $state.raw<PlanEvent[]>([]);
  hours = $state(48);
  tried = $state(false); // to add what is entered: from then on the form says what is missing
  tool = $state<'' | 'venue' | 'corner'>('');
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);

  // What the plan that is shown has changed.
  account = $state.raw<Account | null>(null);
  notices = $state.raw<Notice[]>([]);
  chosen = $state(''); // of the notices: a camp
  lacking = $state.raw<Problem | null>(null); // why there is no account

  // Another plan beside the shown one, drawn on the map.
  beside = $state.raw<{ title: string; marks: ChangeMark[] } | null>(null);

  marks = $derived(marksOf(this.notices));
  gaps = $derived(missing(this.draft));

  #of = '';
  #told = '';
  #asked = '';

  /** Begins anew for a plan; for the same one nothing is lost. */
  async begin(plan: string): Promise<void> {
    if (this.#of === plan && this.ground) return;
    this.#of = plan;
    this.ground = null;
    this.problem = null;
    this.events = [];
    this.clear();
    try {
      const ground = await get<Ground>(`plans/${encodeURIComponent(plan)}/problem.json`);
      if (this.#of === plan) this.ground = ground;
    } catch (e) {
      if (this.#of === plan) {
        this.#of = '';
        this.problem = problemOf(e);
      }
    }
  }

  /** Empties the form but for the kind. */
  clear(kind: Kind = this.draft.kind): void {
    this.draft = { ...BLANK, ring: [], kind };
    this.tool = '';
    this.tried = false;
  }

  /** Fills the form from elsewhere on the page: a venue on the map, a proposal. */
  suggest(part: Partial<Draft>): void {
    this.clear(part.kind);
    Object.assign(this.draft, part);
  }

  /** Adds what is entered to what happened; false where something is missing. */
  add(): boolean {
    this.tried = true;
    if (this.gaps.length || !this.ground) return false;
    this.events = [...this.events, eventOf(this.draft, this.ground)];
    this.clear();
    return true;
  }

  remove(i: number): void {
    this.events = this.events.filter((_, k) => k !== i);
  }

  /** A corner of what is being marked out on the map. */
  corner(at: [number, number]): void {
    this.draft.ring = [...this.draft.ring, [Math.round(at[0] * 1e6) / 1e6, Math.round(at[1] * 1e6) / 1e6]];
  }

  /** Asks for the re-plan; it is followed like any plan that is made. */
  async ask(plan: string, events: readonly PlanEvent[], hours: number, share: number): Promise<boolean> {
    this.busy = true;
    this.problem = null;
    try {
      const made = await post<Plan>(
        `plans/${encodeURIComponent(plan)}/replan`,
        { events, announced_hours: hours, share },
        { key: crypto.randomUUID() },
      );
      this.#asked = made.id;
      job.follow(made);
      return true;
    } catch (e) {
      this.problem = problemOf(e);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Whether a plan that has come to its end is the one that was asked for here. */
  asked(plan: Plan): boolean {
    return plan.id === this.#asked;
  }

  /** Loads what a re-plan changed; the registrations are counted anew each time. */
  async read(plan: Plan): Promise<void> {
    if (this.#told === plan.id && this.account) return;
    this.#told = plan.id;
    this.account = null;
    this.notices = [];
    this.chosen = '';
    this.lacking = null;
    const path = `plans/${encodeURIComponent(plan.id)}`;
    try {
      const [account, notices] = await Promise.all([get<Account>(`${path}/replan`), items<Notice>(`${path}/notices?limit=1000`)]);
      if (this.#told !== plan.id) return;
      this.account = account;
      this.notices = notices;
    } catch (e) {
      if (this.#told !== plan.id) return;
      this.#told = '';
      this.lacking = problemOf(e);
    }
  }
}

export const replan = new Replan();
