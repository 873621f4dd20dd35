import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { padRows } from './batch-encoding.js';
import type { PaddingOptions } from './encode-options.js';

const rows = [
  { inputIds: Int32Array.of(5, 6, 7), runs: [{ end: 3, typeId: 0, sequence: 0 }] },
  {
    inputIds: Int32Array.of(8, 9),
    runs: [
      { end: 1, typeId: 0, sequence: -1 },
      { end: 2, typeId: 1, sequence: 1 },
    ],
  },
] as const;

const pad = (options: PaddingOptions = {}) => padRows(rows, 99, options);

describe('padRows', () => {
  it('pads to the longest row', () => {
    expect(pad()).toEqual({
      batchSize: 2,
      sequenceLength: 3,
      inputIds: Int32Array.of(5, 6, 7, 8, 9, 99),
      attentionMask: Int32Array.of(1, 1, 1, 1, 1, 0),
      tokenTypeIds: Int32Array.of(0, 0, 0, 0, 1, 0),
      specialTokensMask: Int32Array.of(0, 0, 0, 1, 0, 1),
      lengths: Int32Array.of(3, 2),
    });
  });

  it('pads to a length, a multiple, on the left', () => {
    const batch = pad({ padToLength: 2, padToMultipleOf: 4, paddingSide: 'left' });
    expect(batch.sequenceLength).toBe(4);
    expect(batch.inputIds).toEqual(Int32Array.of(99, 5, 6, 7, 99, 99, 8, 9));
    expect(batch.attentionMask).toEqual(Int32Array.of(0, 1, 1, 1, 0, 0, 1, 1));
    expect(batch.tokenTypeIds).toEqual(Int32Array.of(0, 0, 0, 0, 0, 0, 0, 1));
  });

  it('pads with another token type, and in int64', () => {
    const batch = pad({ padTokenTypeId: 4, dtype: 'int64' });
    expect(batch.tokenTypeIds).toEqual(BigInt64Array.of(0n, 0n, 0n, 0n, 1n, 4n));
    expect(batch.specialTokensMask).toEqual(BigInt64Array.of(0n, 0n, 0n, 1n, 0n, 1n));
    expect(batch.lengths).toEqual(Int32Array.of(3, 2));
  });

  it('makes nothing of no rows', () => {
    expect(padRows([], 0, {})).toMatchObject({ batchSize: 0, sequenceLength: 0, inputIds: new Int32Array(0) });
  });

  it.each([0, -1, 0.5])('refuses a multiple or length of %s', (value) => {
    expect(() => pad({ padToMultipleOf: value })).toThrow(ConfigError);
    expect(() => pad({ padTokenTypeId: value - 1 })).toThrow('padTokenTypeId must be an integer from 0');
    expect(() => pad({ padToLength: value })).toThrow(
      `padToLength must be an integer from 1 to 9007199254740991, it is ${value}`,
    );
  });
});
