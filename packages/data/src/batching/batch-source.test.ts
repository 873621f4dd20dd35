import { describe, expect, it } from 'vitest';
import type { EncodedExamples } from '../examples/encoded-examples.js';
import { exampleBatches } from './batch-source.js';

const LENGTHS = [3, 9, 4, 8, 2];

const examples: EncodedExamples = {
  inputIds: Int32Array.from({ length: 26 }, (_, token) => token),
  offsets: Int32Array.of(0, 3, 12, 16, 24, 26),
  pairStarts: Int32Array.from(LENGTHS),
  targets: {},
  padTokenId: 0,
};

describe('exampleBatches', () => {
  const source = exampleBatches(examples, { batchSize: 2, maxLength: 12, seed: 4 });
  const rowsOf = (epoch: number, skip?: number) =>
    [...source.batches(epoch, skip)].map(({ rowNumbers }) => [...rowNumbers]);

  it('has all rows in each epoch, in another order', () => {
    expect(source.rowCount).toBe(5);
    expect(source.batchCount(0)).toBe(3);
    expect(rowsOf(0).flat().sort()).toEqual([0, 1, 2, 3, 4]);
    expect([rowsOf(0), rowsOf(1), rowsOf(2), rowsOf(3)].map(String)).not.toEqual(Array(4).fill(String(rowsOf(0))));
  });

  it('goes on in the middle of an epoch as if it had not stopped', () => {
    expect(rowsOf(1, 1)).toEqual(rowsOf(1).slice(1));
    expect(rowsOf(1, 3)).toEqual([]);
  });
});
