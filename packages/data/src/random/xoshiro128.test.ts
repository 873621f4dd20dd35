import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffledRows } from './shuffle.js';
import { Xoshiro128 } from './xoshiro128.js';

/** From the test of `Xoshiro128StarStar` in rand_xoshiro, which has them from the authors' C program. */
const REFERENCE = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];

describe('Xoshiro128', () => {
  it("gives the reference implementation's numbers", () => {
    const generator = new Xoshiro128([1, 2, 3, 4]);
    expect(REFERENCE.map(() => generator.nextUint32())).toEqual(REFERENCE);
  });

  it('repeats itself for a seed, and for nothing else', () => {
    const first = (seed: number, stream: number) => Xoshiro128.fromSeed(seed, stream).nextUint32();
    expect(first(42, 3)).toBe(first(42, 3));
    const others = [first(42, 3), first(42, 4), first(43, 3), first(3, 42), first(2 ** 32 + 42, 3), first(0, 0)];
    expect(new Set(others).size).toBe(others.length);
  });

  it('draws every number below a bound about equally often', () => {
    const generator = Xoshiro128.fromSeed(1);
    const counts = new Int32Array(7);
    for (let draw = 0; draw < 70_000; draw++) counts[generator.nextBelow(7)]!++;
    // Five standard deviations of a binomial with n = 70,000 and p = 1/7 are 463.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(463);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses %s as a seed', (seed) => {
    expect(() => Xoshiro128.fromSeed(seed)).toThrow(ConfigError);
    expect(() => Xoshiro128.fromSeed(0, seed)).toThrow(/stream is .* whole number/);
  });
});

describe('shuffledRows', () => {
  it('has every row once', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(), (count, seed) => {
        const rows = shuffledRows(count, Xoshiro128.fromSeed(seed));
        expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, row) => row));
      }),
    );
  });

  it('brings each of the orders of three about equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = shuffledRows(3, Xoshiro128.fromSeed(seed)).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    // Five standard deviations of a binomial with n = 6,000 and p = 1/6 are 144.
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(144);
  });
});
