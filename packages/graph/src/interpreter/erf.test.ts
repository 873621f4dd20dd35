import { describe, expect, it } from 'vitest';
import { erf } from './erf.js';

/** From mpmath 1.3.0 with 40 digits: `float(erf(mpf(float(x))))`. */
const REFERENCE = [
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.4999, 0.9995928300996666],
  [2.5, 0.999593047982555],
  [2.75, 0.9998993780778803],
  [3, 0.9999779095030014],
  [4, 0.9999999845827421],
  [5.5, 0.9999999999999927],
  [5.9, 0.9999999999999999],
] as const;

/** Of the result: a few units in the last place. */
const TOLERANCE = 1e-15;

describe('erf', () => {
  it.each(REFERENCE)('of %f', (x, expected) => {
    expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(TOLERANCE * expected);
    expect(erf(-x)).toBe(-erf(x));
  });

  it('of 0, infinities and no number', () => {
    expect([erf(0), erf(-0), erf(Number.POSITIVE_INFINITY), erf(Number.NEGATIVE_INFINITY)]).toEqual([0, -0, 1, -1]);
    expect(erf(Number.NaN)).toBeNaN();
  });
});
