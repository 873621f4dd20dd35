import { InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedExamples, rowLengths } from '../examples/encoded-examples.js';
import { collate } from './collate.js';
import { planTrainingBatches } from './plan-batches.js';

const PAD = 9;

/** Three rows: a text, a pair that starts at its third id, a longer text. */
const examples: EncodedExamples = {
  inputIds: Int32Array.of(1, 2, 11, 12, 13, 14, 21, 22, 23, 24, 25),
  offsets: Int32Array.of(0, 2, 6, 11),
  pairStarts: Int32Array.of(2, 2, 5),
  labels: Int32Array.of(0, 1, 2),
  padTokenId: PAD,
};

describe('collate', () => {
  it('pads, masks, and marks the second text', () => {
    const batch = collate(examples, { rowNumbers: Int32Array.of(1, 0), sequenceLength: 5 });
    expect(batch.inputIds.shape).toEqual([2, 5]);
    expect([...batch.inputIds.data]).toEqual([11, 12, 13, 14, PAD, 1, 2, PAD, PAD, PAD]);
    expect([...batch.attentionMask.data]).toEqual([1, 1, 1, 1, 0, 1, 1, 0, 0, 0]);
    expect([...batch.tokenTypeIds.data]).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect([...batch.labels.data]).toEqual([1, 0]);
    expect([...batch.rowNumbers]).toEqual([1, 0]);
    expect(batch.realTokens).toBe(6);
  });

  it('loses nothing: the rows come back from the batches', () => {
    const rows = fc.array(fc.array(fc.integer({ min: 10 }), { minLength: 1, maxLength: 20 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), fc.nat(), (ids, batchSize, seed) => {
        const encoded = encodedRows(ids);
        const batches = planTrainingBatches({
          lengths: rowLengths(encoded),
          batchSize,
          maxLength: 20,
          seed,
          epoch: 0,
        }).map((planned) => collate(encoded, planned));
        for (const { inputIds, rowNumbers, labels } of batches) {
          rowNumbers.forEach((row, position) => {
            const [, width = 0] = inputIds.shape;
            const padded = [...inputIds.data.subarray(position * width, (position + 1) * width)];
            expect(padded.filter((id) => id !== PAD)).toEqual(ids[row]);
            expect(labels.data[position]).toBe(row);
          });
        }
        expect(batches.reduce((sum, batch) => sum + batch.realTokens, 0)).toBe(ids.flat().length);
      }),
    );
  });

  it('refuses a row that is not there, and one that is longer than planned', () => {
    expect(() => collate(examples, { rowNumbers: Int32Array.of(3), sequenceLength: 8 })).toThrow(InputError);
    expect(() => collate(examples, { rowNumbers: Int32Array.of(2), sequenceLength: 4 })).toThrow(/row 2 .* longer/);
  });
});

function encodedRows(ids: readonly number[][]): EncodedExamples {
  let end = 0;
  return {
    inputIds: Int32Array.from(ids.flat()),
    offsets: Int32Array.from([0, ...ids.map((row) => (end += row.length))]),
    pairStarts: Int32Array.from(ids, (row) => row.length),
    labels: Int32Array.from(ids, (_, row) => row),
    padTokenId: PAD,
  };
}
