// A plan that is being made: asked for, followed, called off.
import { post, problemOf, type Problem } from '../api/client';
import { watchPlan, type Watch } from '../api/watch';
import type { Plan } from '../lib/types';

const MAKING = new Set(['queued', 'solving']);

class Job {
  plan = $state.raw<Plan | null>(null);
  lost = $state(false);
  problem = $state.raw<Problem | null>(null);
  secondsLeft = $state<number | null>(null);
  ended: ((plan: Plan) => void) | null = null;

  #watch: Watch | null = null;
  #since = 0;
  #from = 0;

  making = $derived(this.plan !== null && MAKING.has(this.plan.state));

  async ask(drive: string, district: string, seed: number): Promise<Plan> {
    const plan = await post<Plan>('plans', { drive, district, seed }, { key: crypto.randomUUID() });
    this.follow(plan);
    return plan;
  }

  follow(plan: Plan): void {
    this.#watch?.stop();
    this.plan = plan;
    this.lost = false;
    this.problem = null;
    this.secondsLeft = null;
    this.#since = performance.now();
    this.#from = plan.progress;
    this.#watch = watchPlan<Plan>(
      `plans/${encodeURIComponent(plan.id)}`,
      (next) => this.#told(next),
      () => (this.lost = true),
    );
  }

  #told(plan: Plan): void {
    if (this.plan?.id !== plan.id) return;
    this.plan = plan;
    const done = plan.progress - this.#from;
    const spent = (performance.now() - this.#since) / 1000;
    this.secondsLeft = done >= 5 && spent > 1 ? Math.ceil((spent / done) * (100 - plan.progress)) : null;
    if (!MAKING.has(plan.state)) {
      this.#watch?.stop();
      this.ended?.(plan);
    }
  }

  async cancel(): Promise<void> {
    if (!this.plan) return;
    try {
      this.plan = await post<Plan>(`plans/${encodeURIComponent(this.plan.id)}/cancel`, {});
      if (!this.making) {
        this.#watch?.stop();
        this.ended?.(this.plan);
      }
    } catch (e) {
      this.problem = problemOf(e);
    }
  }

  dismiss(): void {
    this.#watch?.stop();
    this.plan = null;
    this.problem = null;
  }
}

export const job = new Job();
