import { ParameterArena, type ParameterSpecification } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { initializeParameters } from './initialize-parameters.js';

const DEVIATION = 0.02;
const ELEMENTS = 40_000;

/** Standard errors that chance exceeds once in 15,000 times; seeds are fixed, so that a test that passes always does. */
const STANDARD_ERRORS = 4;

const table = (name: string, rows = ELEMENTS / 100): ParameterSpecification => ({
  name,
  shape: [rows, 100],
  initialization: { normal: DEVIATION },
  weightDecay: true,
});

function initialized(specifications: readonly ParameterSpecification[], seed: number): ParameterArena {
  const arena = new ParameterArena(specifications);
  initializeParameters(arena, seed);
  return arena;
}

const mean = (values: Iterable<number>) => {
  const list = [...values];
  return list.reduce((sum, value) => sum + value, 0) / list.length;
};

describe('initializeParameters', () => {
  it.each([0, 1, 4_294_967_295])('draws normal deviates (seed %i)', (seed) => {
    const values = initialized([table('weight')], seed)
      .get('weight')
      .data.map((value) => value / DEVIATION);
    expect(Math.abs(mean(values))).toBeLessThan(STANDARD_ERRORS / Math.sqrt(ELEMENTS));
    // The variances of z^2, z^3 and z^4 are 2, 15 and 96.
    expect(Math.abs(mean(values.map((z) => z ** 2)) - 1)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(2 / ELEMENTS));
    expect(Math.abs(mean(values.map((z) => z ** 3)))).toBeLessThan(STANDARD_ERRORS * Math.sqrt(15 / ELEMENTS));
    expect(Math.abs(mean(values.map((z) => z ** 4)) - 3)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(96 / ELEMENTS));
  });

  it('draws neighbours, and parameters of other names, apart', () => {
    const arena = initialized([table('query'), table('key')], 3);
    const [query, key] = ['query', 'key'].map((name) => arena.get(name).data.map((value) => value / DEVIATION));
    const bound = STANDARD_ERRORS / Math.sqrt(ELEMENTS);
    for (const distance of [1, 2, 100]) {
      const products = (query as Float32Array).subarray(distance).map((z, index) => z * (query?.[index] as number));
      expect(Math.abs(mean(products))).toBeLessThan(bound);
    }
    expect(Math.abs(mean((query as Float32Array).map((z, index) => z * (key?.[index] as number))))).toBeLessThan(bound);
  });

  it('fills constants, and odd numbers of elements', () => {
    const bias = { name: 'bias', shape: [7], initialization: { constant: 1 }, weightDecay: false };
    const odd = { name: 'odd', shape: [3], initialization: { normal: 1 }, weightDecay: true };
    const arena = initialized([bias, odd], 1);
    expect([...arena.get('bias').data]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(arena.get('odd').data.every((value) => value !== 0 && Number.isFinite(value))).toBe(true);
  });

  it('hangs on the seed, the name and the position, and on nothing else', () => {
    const arena = initialized([table('weight')], 5);
    expect(hasSameBits(initialized([table('weight')], 5).data, arena.data)).toBe(true);
    expect(hasSameBits(initialized([table('weight')], 6).data, arena.data)).toBe(false);
    const larger = initialized([table('other'), table('weight', 500)], 5).get('weight').data;
    expect(hasSameBits(larger.subarray(0, ELEMENTS), arena.get('weight').data)).toBe(true);
  });
});
