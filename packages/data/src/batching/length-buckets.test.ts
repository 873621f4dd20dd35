import { ConfigError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignBuckets, lengthBuckets } from './length-buckets.js';

describe('lengthBuckets', () => {
  it('are multiples of 4, then of 8, of 16, and so on', () => {
    expect(lengthBuckets(128)).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128]);
    expect(lengthBuckets(512)).toHaveLength(24);
  });

  it('end at the longest sequence, whatever it is', () => {
    expect(lengthBuckets(50)).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 50]);
    expect(lengthBuckets(1)).toEqual([1]);
  });

  it.each([0, -8, 12.5, Number.NaN, Number.POSITIVE_INFINITY])('refuse %s', (maxLength) => {
    expect(() => lengthBuckets(maxLength)).toThrow(ConfigError);
  });
});

describe('assignBuckets', () => {
  it('adds fewer than 4 positions, or less than a quarter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 1, max: 4096 }), (a, b) => {
        const [length, maxLength] = [Math.min(a, b), Math.max(a, b)];
        const buckets = lengthBuckets(maxLength);
        const padded = buckets[assignBuckets([length], buckets)[0] as number] as number;
        expect(padded).toBeGreaterThanOrEqual(length);
        expect(padded - length).toBeLessThan(Math.max(4, length / 4));
      }),
    );
  });

  it('names a row that is too long', () => {
    expect(() => assignBuckets([4, 51], lengthBuckets(50))).toThrow(InputError);
    expect(() => assignBuckets([4, 51], lengthBuckets(50))).toThrow('row 1 has 51 tokens, but sequences end at 50');
  });
});
