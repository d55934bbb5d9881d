import { describe, expect, it } from 'vitest';

import { count, day, instant, longDay, metres, ordinal, percent, share } from '../../src/lib/format';

describe('numbers', () => {
  it('are grouped by lakh and crore', () => {
    expect(count(3_807_026, 'en')).toBe('38,07,026');
    expect(count(91_276_115, 'en')).toBe('9,12,76,115');
  });
  it('have Bengali digits in Bengali', () => {
    expect(count(3_807_026, 'bn')).toBe('৩৮,০৭,০২৬');
  });
  it('are not grouped where they name a row', () => {
    expect(ordinal(1310, 'en')).toBe('1310');
    expect(ordinal(1310, 'bn')).toBe('১৩১০');
  });
});

describe('shares', () => {
  it('are null of nothing', () => {
    expect(share(0, 0)).toBeNull();
    expect(percent(null, 'en')).toBe('–');
  });
  it('read 100 only for the whole and 0 only for nothing', () => {
    expect(share(999_999, 1_000_000)).toBe(99.9);
    expect(share(1_000_000, 1_000_000)).toBe(100);
    expect(share(1, 1_000_000)).toBe(0.1);
    expect(share(0, 1_000_000)).toBe(0);
  });
  it('are written with a decimal except at the ends', () => {
    expect(percent(96.21, 'en', 2)).toBe('96.21 %');
    expect(percent(100, 'en', 2)).toBe('100 %');
    expect(percent(96.2, 'bn')).toBe('৯৬.২ %');
  });
});

describe('days', () => {
  it('are written day first', () => {
    expect(day('2026-01-24', 'en')).toBe('24-01-2026');
    expect(day('2026-01-24', 'bn')).toBe('২৪-০১-২০২৬');
  });
  it('carry the right weekday whatever the zone of the machine', () => {
    expect(longDay('2026-01-24', 'en')).toBe('Sat 24-01-2026');
    expect(longDay('2026-01-24', 'en', 'long')).toBe('Saturday 24-01-2026');
    expect(longDay('2026-01-24', 'bn')).toContain('২৪-০১-২০২৬');
  });
  it('come back as they are when they are none', () => {
    expect(day('', 'en')).toBe('');
    expect(longDay('soon', 'en')).toBe('soon');
  });
});

describe('instants', () => {
  it('are in Indian Standard Time', () => {
    expect(instant('2026-01-02T20:00:00Z', 'en')).toBe('03-01-2026 01:30');
  });
  it('come back as they are when they are none', () => {
    expect(instant('', 'en')).toBe('');
  });
});

describe('distances', () => {
  it('are rounded to ten metres below five kilometres', () => {
    expect(metres(843, 'en')).toBe('840 m');
    expect(metres(2015, 'en')).toBe('2,020 m');
    expect(metres(7340, 'en')).toBe('7.3 km');
    expect(metres(7340, 'bn')).toBe('৭.৩ কিমি');
  });
});
