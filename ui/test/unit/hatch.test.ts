import { describe, expect, it } from 'vitest';

import { PATTERNS, pixels, type Pattern } from '../../src/lib/hatch';

const alphaAt = (data: Uint8ClampedArray, p: Pattern, x: number, y: number): number =>
  data[(((y + p.size) % p.size) * p.size + ((x + p.size) % p.size)) * 4 + 3] ?? -1;

const form = (p: Pattern): string => pixels({ ...p, ink: [0, 0, 0, 255] }).join();

describe.each(Object.entries(PATTERNS))('the pattern %s', (_, p) => {
  const data = pixels(p);

  it('has ink and leaves ground free, so that the colour below still shows', () => {
    const alphas = Array.from(data).filter((__, i) => i % 4 === 3);
    expect(alphas).toHaveLength(p.size * p.size);
    const inked = alphas.filter((a) => a > 128).length / alphas.length;
    expect(inked).toBeGreaterThan(0.1);
    expect(inked).toBeLessThan(0.5);
  });

  it('joins without a seam: it repeats by its step across the edges', () => {
    expect(p.size % p.step).toBe(0);
    for (let y = 0; y < p.size; y++) {
      for (let x = 0; x < p.size; x++) {
        expect(alphaAt(data, p, x + p.step, y)).toBe(alphaAt(data, p, x, y));
        expect(alphaAt(data, p, x, y + p.step)).toBe(alphaAt(data, p, x, y));
      }
    }
  });
});

describe('the two patterns', () => {
  it('differ in form, not in ink alone', () => {
    expect(form(PATTERNS.none)).not.toBe(form(PATTERNS.few));
  });
  it('run the lines one way: a line goes on along its diagonal', () => {
    const p = PATTERNS.none;
    const data = pixels(p);
    for (let i = 0; i < p.size; i++) expect(alphaAt(data, p, i, -i)).toBe(alphaAt(data, p, 0, 0));
  });
});
