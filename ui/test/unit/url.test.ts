import { describe, expect, it } from 'vitest';

import { HOME, readView, writeView, type View } from '../../src/lib/url';

const full: View = {
  lang: 'bn',
  show: 'works',
  works: '018f3d2a-0000-7000-8000-0000000000bb',
  part: 'undone',
  crew: 'c1',
  work: 'w1',
  drive: '018f3d2a-0000-7000-8000-000000000001',
  plan: '018f3d2a-0000-7000-8000-0000000000aa',
  day: '2026-01-24',
  tab: 'camps',
  block: 'b1',
  text: 'Kalna & Katwa, ২',
  hidden: ['all', 'none'],
  here: true,
  sort: 'visitors',
  falling: true,
  pick: { kind: 'cell', id: '893cf0d8073ffff' },
  at: { lon: 87.8615, lat: 23.2324, zoom: 11.25 },
};

describe('the address of a view', () => {
  it('is empty for the home view', () => {
    expect(writeView(HOME)).toBe('');
    expect(readView('')).toEqual(HOME);
  });

  it('comes back whole after writing and reading', () => {
    expect(readView(writeView(full))).toEqual(full);
  });

  it('is written in one way only', () => {
    expect(writeView(readView(writeView(full)))).toBe(writeView(full));
  });

  it('keeps each part apart from the others', () => {
    for (const [name, value] of Object.entries(full)) {
      const view = { ...HOME, [name]: value } as View;
      expect(readView(writeView(view))).toEqual(view);
    }
  });

  it('falls back to the default for what it does not understand', () => {
    const odd = '?lang=fr&day=yesterday&tab=secret&hide=everything&sort=colour&pick=drop:table&at=1,2&here=yes&new=1';
    expect(readView(odd)).toEqual(HOME);
  });

  it('refuses a place that is not on earth', () => {
    for (const at of ['200,23,9', '87,95,9', '87,23,-1', '87,23,40', 'a,b,c']) {
      expect(readView(`?at=${at}`).at).toBeNull();
    }
  });

  it('cuts a search that is too long', () => {
    expect(readView(`?q=${'x'.repeat(5000)}`).text).toHaveLength(100);
  });
});
