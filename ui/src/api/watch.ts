// Following a plan of any kind while it is being made.
export interface Watch {
  stop(): void;
}

/**
 * Calls told with the plan at a path such as plans/{id} at each step until it is done, over server-sent events. The browser joins
 * again by itself after a break; once the server refuses the stream, lost is called.
 */
export function watchPlan<T>(path: string, told: (plan: T) => void, lost: () => void): Watch {
  const source = new EventSource(`/api/v1/${path}/events`);
  const read = (e: MessageEvent<string>): void => told(JSON.parse(e.data) as T);
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
