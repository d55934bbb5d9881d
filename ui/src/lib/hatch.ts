// Patterns, so that no meaning is carried by colour alone. The same numbers draw the map's image and
// the legend's swatch.

export interface Pattern {
  size: number; // pixels of the tile, both ways
  ink: readonly [number, number, number, number];
  kind: 'lines' | 'dots';
  step: number; // pixels between lines or dots; divides size, so that tiles join
  width: number; // pixels of a line, radius of a dot
}

/** Diagonal lines: nobody has a place. Dots: fewer than half have one. */
export const PATTERNS = {
  none: { size: 20, ink: [92, 20, 4, 255], kind: 'lines', step: 10, width: 3.6 },
  few: { size: 20, ink: [120, 63, 4, 255], kind: 'dots', step: 10, width: 2.4 },
} as const satisfies Record<string, Pattern>;

/**
 * The RGBA pixels of one tile, edges softened. It repeats without a seam: every distance is measured
 * around the step.
 */
export function pixels(p: Pattern): Uint8ClampedArray {
  const out = new Uint8ClampedArray(p.size * p.size * 4);
  for (let y = 0; y < p.size; y++) {
    for (let x = 0; x < p.size; x++) {
      let away: number; // pixels from the middle of the nearest line or dot, less its half width
      if (p.kind === 'lines') {
        const along = (x + y + 0.5) % p.step;
        away = Math.min(along, p.step - along) / Math.SQRT2 - p.width / 2 / Math.SQRT2;
      } else {
        const dx = ((x + 0.5) % p.step) - p.step / 2;
        const dy = ((y + 0.5) % p.step) - p.step / 2;
        away = Math.hypot(dx, dy) - p.width;
      }
      const strength = Math.min(1, Math.max(0, 0.5 - away));
      const at = (y * p.size + x) * 4;
      out[at] = p.ink[0];
      out[at + 1] = p.ink[1];
      out[at + 2] = p.ink[2];
      out[at + 3] = p.ink[3] * strength;
    }
  }
  return out;
}
