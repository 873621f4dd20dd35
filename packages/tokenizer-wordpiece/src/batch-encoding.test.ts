import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { padRows } from './batch-encoding.js';
import type { BatchOptions } from './encode-options.js';

const rows = { inputIds: Int32Array.of(5, 6, 7, 8, 9), rowSplits: Int32Array.of(0, 3, 5) };
const runs = [
  [{ end: 3, typeId: 0, sequence: 0 }],
  [
    { end: 1, typeId: 0, sequence: 0 },
    { end: 2, typeId: 1, sequence: 1 },
  ],
] as const;

const pad = (options?: BatchOptions) => padRows(rows, runs, 99, options);

describe('padRows', () => {
  it('pads to the longest row', () => {
    expect(pad()).toEqual({
      batchSize: 2,
      sequenceLength: 3,
      inputIds: Int32Array.of(5, 6, 7, 8, 9, 99),
      attentionMask: Int32Array.of(1, 1, 1, 1, 1, 0),
      tokenTypeIds: Int32Array.of(0, 0, 0, 0, 1, 0),
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

  it('makes nothing of no rows', () => {
    const empty = { inputIds: new Int32Array(0), rowSplits: Int32Array.of(0) };
    expect(padRows(empty, [], 0)).toMatchObject({ batchSize: 0, sequenceLength: 0, inputIds: new Int32Array(0) });
  });

  it.each([0, -1, 1.5])('refuses a multiple or length of %s', (value) => {
    expect(() => pad({ padToMultipleOf: value })).toThrow(ConfigError);
    expect(() => pad({ padToLength: value })).toThrow(`padToLength must be an integer from 1 to 9007199254740991, it is ${value}`);
  });
});
