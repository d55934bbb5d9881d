// Following a plan while it is being solved.
import type { Plan } from '../lib/types';

export interface Watch {
  stop(): void;
}

/**
 * Calls told with the plan at each step until it is done, over server-sent events. The browser joins
 * again by itself after a break; once the server refuses the stream, lost is called.
 */
export function watchPlan(id: string, told: (plan: Plan) => void, lost: () => void): Watch {
  const source = new EventSource(`/api/v1/plans/${encodeURIComponent(id)}/events`);
  const read = (e: MessageEvent<string>): void => told(JSON.parse(e.data) as Plan);
  source.addEventListener('progress', read);
  source.addEventListener('done', (e) => {
    source.close();
    read(e);
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) lost();
  });
  return { stop: () => source.close() };
}
