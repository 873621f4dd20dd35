import { describe, expect, it } from 'vitest';
import { elementBits, mix, rowKey, stepKey } from './counter-hash.js';

const KEY = [123456789, 4000000000] as const;

/** Of a chi-square distribution with one degree of freedom: 1 in 10,000 independent pairs is further off. */
const CHI_SQUARE_LIMIT = 15.1;

const COUNT = 20_000;

/** The chi-square statistic of independence of the top bits of two streams. */
function dependence(first: (index: number) => number, second: (index: number) => number): number {
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < COUNT; index++) {
    const cell = 2 * (first(index) >>> 31) + (second(index) >>> 31);
    counts[cell] = (counts[cell] as number) + 1;
  }
  const [a, b, c, d] = counts as [number, number, number, number];
  return (COUNT * (a * d - b * c) ** 2) / ((a + b) * (c + d) * (a + c) * (b + d));
}

/** Element `index` of a mask of 100 columns. */
function stream(key: readonly [number, number], site: number, move: { row?: number; column?: number } = {}) {
  return (index: number) =>
    elementBits(rowKey(key, site, Math.floor(index / 100) + (move.row ?? 0)), (index % 100) + (move.column ?? 0));
}

function keyOf(seed: number, step: number): readonly [number, number] {
  return Array.from(stepKey(seed, step)) as [number, number];
}

describe('the counter-based generator', () => {
  it('gives the bits that another implementation gives', () => {
    // A few lines of Python with 32-bit masks.
    expect([0, 1, 2, 0xffffffff, 0xdeadbeef].map(mix)).toEqual([0, 0x06d3fa73, 0x0da7f4e7, 0xd9b56683, 0x8a2b8af2]);
    expect(rowKey(KEY, 3, 2)).toBe(0x1e6326a3);
    expect(elementBits(rowKey(KEY, 3, 2), 5)).toBe(0xd6fac3d6);
    expect(Array.from(stepKey(42, 7))).toEqual([0xe809aac6, 0x77b957ce]);
  });

  it('is a bijection that changes half the bits when one changes', () => {
    const seen = new Set<number>();
    let flipped = 0;
    for (let x = 0; x < 4096; x++) {
      seen.add(mix(x));
      for (let bit = 0; bit < 32; bit++) flipped += countBits(mix(x) ^ mix(x ^ (1 << bit)));
    }
    expect(seen.size).toBe(4096);
    expect(flipped / (4096 * 32 * 32)).toBeCloseTo(0.5, 2);
  });

  const here = stream(keyOf(1, 10), 4);
  it.each([
    ['the next row', stream(keyOf(1, 10), 4, { row: 1 })],
    ['the next column', stream(keyOf(1, 10), 4, { column: 1 })],
    ['the next site', stream(keyOf(1, 10), 5)],
    ['the next step', stream(keyOf(1, 11), 4)],
    ['the next seed', stream(keyOf(2, 10), 4)],
    ['seed and step the other way round', stream(keyOf(10, 1), 4)],
  ])('is independent of %s', (_, there) => {
    expect(dependence(here, there)).toBeLessThan(CHI_SQUARE_LIMIT);
  });

  it('fills 64 bins evenly, with the smallest keys too', () => {
    for (const draw of [here, stream(keyOf(0, 0), 0)]) {
      const bins = new Array<number>(64).fill(0);
      for (let index = 0; index < COUNT; index++) bins[draw(index) >>> 26]! += 1;
      const expected = COUNT / 64;
      const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 63 degrees of freedom: 1 in 10,000 is above 112.
      expect(chiSquare).toBeLessThan(112);
    }
  });
});

function countBits(word: number): number {
  let bits = 0;
  for (let rest = word >>> 0; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}
