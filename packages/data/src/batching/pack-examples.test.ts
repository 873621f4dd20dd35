import { ConfigError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { packExamples } from './pack-examples.js';

const pack = (lengths: readonly number[], rowLength: number, seed = 1) =>
  packExamples({ lengths, rowLength, generator: Xoshiro128.fromSeed(seed, 0) }).map((row) => [...row]);

describe('packExamples', () => {
  it('fills up the row with the least room that suffices, the longest first', () => {
    expect(pack([3, 9, 4, 8], 12)).toEqual([
      [1, 0],
      [3, 2],
    ]);
    expect(pack([7, 6, 2, 1], 9)).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('has every example once, and no row is too long or could go into another', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 40, max: 90 }), fc.nat(), (lengths, rowLength, seed) => {
        const rows = pack(lengths, rowLength, seed);
        expect(rows.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
        const used = rows.map((row) => row.reduce((sum, example) => sum + (lengths[example] as number), 0));
        expect(Math.max(...used)).toBeLessThanOrEqual(rowLength);
        const [shortest = 0, next = rowLength] = used.sort((a, b) => a - b);
        expect(shortest + next).toBeGreaterThan(used.length > 1 ? rowLength : 0);
        expect(rows.length).toBe(pack(lengths, rowLength, seed + 1).length);
      }),
    );
  });

  it('draws which of the examples of one length goes where', () => {
    const lengths = Array.from({ length: 40 }, (_, example) => 1 + (example % 4));
    expect(pack(lengths, 10, 1)).toEqual(pack(lengths, 10, 1));
    expect(pack(lengths, 10, 2)).not.toEqual(pack(lengths, 10, 1));
  });

  it('packs a hundred thousand examples in a moment', () => {
    const generator = Xoshiro128.fromSeed(3, 0);
    const lengths = Array.from({ length: 100_000 }, () => 1 + generator.nextBelow(60));
    const tokens = lengths.reduce((sum, length) => sum + length);
    const rows = packExamples({ lengths, rowLength: 64, generator });
    expect(tokens / (rows.length * 64)).toBeGreaterThan(0.98);
  });

  it('names an example that is too long, or has nothing in it', () => {
    expect(() => pack([4, 13], 12)).toThrow(InputError);
    expect(() => pack([4, 13], 12)).toThrow('row 1 has 13 tokens, but packed rows have 1 to 12');
    expect(() => pack([0], 12)).toThrow(InputError);
  });

  it.each([0, 2.5, Number.NaN])('refuses rows of %s tokens', (rowLength) => {
    expect(() => pack([1], rowLength)).toThrow(ConfigError);
  });
});
