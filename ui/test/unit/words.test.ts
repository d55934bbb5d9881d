import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { say, type Catalogue, type Entry } from '../../src/lib/words';
import bn from '../../src/words/bn.json';
import en from '../../src/words/en.json';

const texts = (e: Entry | undefined): string[] => (e === undefined ? [] : typeof e === 'string' ? [e] : Object.values(e));
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '').toSorted();
const english: Catalogue = en;
const bengali: Catalogue = bn;

describe('the catalogues', () => {
  it('hold the same keys', () => {
    expect(Object.keys(bengali).toSorted()).toEqual(Object.keys(english).toSorted());
    expect(Object.keys(english).length).toBeGreaterThan(150);
  });
  it.each(Object.keys(english))('%s fills the same holes in both', (key) => {
    const want = holes(texts(english[key])[0] ?? '');
    for (const text of [...texts(english[key]), ...texts(bengali[key])]) {
      expect(text.trim()).not.toBe('');
      expect(holes(text)).toEqual(want);
    }
  });
  it('are Bengali in Bengali', () => {
    const latin = Object.entries(bengali).filter(([, e]) => texts(e).some((t) => !/[\u0980-\u09ff]/.test(t)));
    expect(latin.map(([key]) => key)).toEqual(['choose.planOf', 'day.text', 'map.hoverCamp']); // only holes
  });
});

describe('the page', () => {
  const folder = new URL('../../src/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(svelte|ts)$/.test(f));
  const source = files.map((f) => readFileSync(new URL(f, folder), 'utf8')).join('\n');
  const said = [...source.matchAll(/'([a-z]+\.[a-zA-Z0-9_]+)'/g)].map((m) => m[1] ?? '');
  const begun = [...source.matchAll(/`([a-z]+\.)\$\{/g)].map((m) => m[1] ?? '');
  const nouns = new Set(Object.keys(english).map((k) => k.split('.')[0]));

  it('says nothing that the catalogues lack', () => {
    expect(files.length).toBeGreaterThan(30);
    const codes = new Set(['server.silent', 'plan.failed', 'page.defect']); // of faults
    const missing = said.filter((k) => nouns.has(k.split('.')[0] ?? '') && !(k in english) && !codes.has(k));
    expect(missing.filter((k) => !/\.(html|csv|geojson|ics|json|svelte|ts)$/.test(k))).toEqual([]);
  });
  it('uses every word that the catalogues have', () => {
    expect(Object.keys(english).filter((k) => !said.includes(k) && !begun.some((p) => k.startsWith(p)))).toEqual([]);
  });
});

describe('saying', () => {
  const words: Catalogue = { hello: 'Hello {name}', camps: { one: '{n} camp', other: '{n} camps' } };
  it('fills holes and chooses the plural', () => {
    expect(say(words, {}, 'en', 'hello', { name: 'Mita' })).toBe('Hello Mita');
    expect(say(words, {}, 'en', 'camps', { n: '1' }, 1)).toBe('1 camp');
    expect(say(words, {}, 'en', 'camps', { n: '0' }, 0)).toBe('0 camps');
  });
  it('falls back to the other catalogue, and shows a key that no one has', () => {
    expect(say({}, words, 'bn', 'hello', { name: 'Mita' })).toBe('Hello Mita');
    expect(say({}, {}, 'bn', 'no.key')).toBe('no.key');
  });
});
