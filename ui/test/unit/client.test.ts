import { afterEach, describe, expect, it, vi } from 'vitest';

import { features, get, items, post, Problem } from '../../src/api/client';

const json = (body: unknown, init: ResponseInit = {}): Response => new Response(JSON.stringify(body), init);
const answers = (...list: Response[]) => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => list.shift() ?? json({}, { status: 500 }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
};
afterEach(() => vi.unstubAllGlobals());

describe('asking the service', () => {
  it('follows the next page of nouns to the end', async () => {
    const fetch = answers(json({ items: [1, 2], next: '/api/v1/plans?after=2' }), json({ items: [3], next: null }));
    expect(await items('plans')).toEqual([1, 2, 3]);
    expect(fetch.mock.calls.map((c) => c[0])).toEqual(['/api/v1/plans', '/api/v1/plans?after=2']);
  });

  it('follows the next link of features and tells how many there are so far', async () => {
    answers(
      json({ features: [{ id: 'a' }], links: [{ rel: 'self', href: '/x' }, { rel: 'next', href: '/api/v1/y' }] }),
      json({ features: [{ id: 'b' }], links: [] }),
    );
    const told: number[] = [];
    expect(await features('x', undefined, (n) => told.push(n))).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(told).toEqual([1, 2]);
  });

  it('gives a refusal in the words of the problem document', async () => {
    const body = { title: 'A rule forbids it', detail: 'The drive has no days.', code: 'drive.days', request: 'r1', errors: [{ pointer: '/days', detail: 'is 0' }] };
    answers(json(body, { status: 422 }));
    const e = await get('plans/1').catch((x: unknown) => x);
    expect(e).toBeInstanceOf(Problem);
    expect(e).toMatchObject({ status: 422, detail: 'The drive has no days.', code: 'drive.days', request: 'r1' });
    expect((e as Problem).places).toEqual([{ pointer: '/days', detail: 'is 0' }]);
  });

  it('gives a refusal even where the answer is no document', async () => {
    answers(new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }));
    await expect(get('plans')).rejects.toMatchObject({ status: 502, title: 'Bad Gateway' });
  });

  it('says so when the server is silent', async () => {
    vi.stubGlobal('fetch', vi.fn<typeof fetch>(() => Promise.reject(new TypeError('Failed to fetch'))));
    await expect(get('plans')).rejects.toMatchObject({ status: 0, code: 'server.silent' });
  });

  it('sends a key with a creation and the version with a change', async () => {
    const fetch = answers(json({ id: 'p' }));
    await post('plans', { seed: 1 }, { key: 'k1', match: '"3.ab"' });
    const [, init] = fetch.mock.calls[0] ?? [];
    expect(init?.headers).toMatchObject({ 'idempotency-key': 'k1', 'if-match': '"3.ab"', 'content-type': 'application/json' });
  });
});
