// Talking to /api/v1: one function to ask, one to follow the pages, one kind of error.
import type { Paged } from '../lib/types';

const ROOT = '/api/v1';

/** A refusal in the words of RFC 9457, or a server that does not answer (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: string,
    readonly places: { pointer: string; detail: string }[] = [],
    readonly request = '',
  ) {
    super(detail || title);
    this.name = 'Problem';
  }
}

/** Any thrown thing as a Problem; null for a request that was called off. */
export function problemOf(e: unknown): Problem | null {
  if (e instanceof Problem) return e;
  if (e instanceof DOMException && e.name === 'AbortError') return null;
  return new Problem(0, '', e instanceof Error ? e.message : String(e), 'page.defect');
}

interface Ask {
  method?: 'GET' | 'POST' | 'PATCH';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function ask(path: string, a: Ask = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, application/geo+json', ...a.headers };
  if (a.body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path.startsWith('/') ? path : `${ROOT}/${path}`, {
      method: a.method ?? 'GET',
      headers,
      ...(a.body === undefined ? {} : { body: JSON.stringify(a.body) }),
      ...(a.signal ? { signal: a.signal } : {}),
    });
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new Problem(0, '', '', 'server.silent');
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const p = JSON.parse(text) as Record<string, unknown>;
    const word = (name: string): string => (typeof p[name] === 'string' ? p[name] : '');
    const places = Array.isArray(p['errors']) ? p['errors'] : [];
    return new Problem(
      response.status,
      word('title') || response.statusText,
      word('detail'),
      word('code'),
      places as { pointer: string; detail: string }[],
      word('request'),
    );
  } catch {
    return new Problem(response.status, response.statusText, text.slice(0, 300), '');
  }
}

/** A JSON document. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

/** A document with its ETag, for a change that must not overwrite another's. */
export async function getTagged<T>(path: string): Promise<{ value: T; tag: string }> {
  const response = await ask(path);
  return { value: (await response.json()) as T, tag: response.headers.get('etag') ?? '' };
}

/** Sends a document; a creation carries a key so that sending it twice makes one thing. */
export async function post<T>(path: string, body: unknown, o: { key?: string; match?: string } = {}): Promise<T> {
  const headers: Record<string, string> = {};
  if (o.key) headers['idempotency-key'] = o.key;
  if (o.match) headers['if-match'] = o.match;
  const response = await ask(path, { method: 'POST', body, headers });
  return (await response.json()) as T;
}

/** All items of a list of JSON nouns, page by page. */
export async function items<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  let next: string | null = path;
  while (next) {
    const part: { items: T[] | null; next: string | null } = await get(next, signal);
    all.push(...(part.items ?? []));
    next = part.next;
  }
  return all;
}

/** All features of a spatial list, page by page; told is called after each page with the count so far. */
export async function features<F>(
  path: string,
  signal?: AbortSignal,
  told?: (n: number) => void,
): Promise<F[]> {
  const all: F[] = [];
  let next: string | undefined = path;
  while (next) {
    const part: Paged<F> = await get(next, signal);
    all.push(...part.features);
    told?.(all.length);
    next = part.links?.find((l) => l.rel === 'next')?.href;
  }
  return all;
}
