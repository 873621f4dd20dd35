import { InputError, tensor } from '@bertsmith/tensor';
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
  targets: {
    labels: { per: 'row', dtype: 'int32', data: Int32Array.of(0, 1, 2) },
    scores: { per: 'row', dtype: 'float32', data: Float32Array.of(0, 0.5, 1) },
  },
  padTokenId: PAD,
};

describe('collate', () => {
  it('pads, masks, and marks the second text', () => {
    const batch = collate(examples, { rowNumbers: Int32Array.of(1, 0), sequenceLength: 5 });
    expect(batch.inputIds.shape).toEqual([2, 5]);
    expect([...batch.inputIds.data]).toEqual([11, 12, 13, 14, PAD, 1, 2, PAD, PAD, PAD]);
    expect([...batch.attentionMask.data]).toEqual([1, 1, 1, 1, 0, 1, 1, 0, 0, 0]);
    expect([...batch.tokenTypeIds.data]).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(batch.targets).toEqual({
      labels: tensor('int32', [2], Int32Array.of(1, 0)),
      scores: tensor('float32', [2], Float32Array.of(0.5, 0)),
    });
    expect(batch.lossWeight).toBe(2);
    expect([...batch.rowNumbers]).toEqual([1, 0]);
    expect(batch.realTokens).toBe(6);
  });

  it('pads the labels of tokens, and counts them', () => {
    const data = Int32Array.of(7, -100, 3, -100, 4, 4, -100, 5, -100, 6, -100);
    const tagged = { ...examples, targets: { labels: { per: 'token', dtype: 'int32', data } } } as const;
    const batch = collate(tagged, { rowNumbers: Int32Array.of(1, 0), sequenceLength: 5 });
    expect(batch.targets.labels?.shape).toEqual([2, 5]);
    expect(batch.targets.labels?.data).toEqual(Int32Array.of(3, -100, 4, 4, -100, 7, -100, -100, -100, -100));
    expect(batch.lossWeight).toBe(4);
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
        for (const { inputIds, rowNumbers, targets } of batches) {
          rowNumbers.forEach((row, position) => {
            const [, width = 0] = inputIds.shape;
            const padded = [...inputIds.data.subarray(position * width, (position + 1) * width)];
            expect(padded.filter((id) => id !== PAD)).toEqual(ids[row]);
            expect(targets.labels?.data[position]).toBe(row);
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
    targets: { labels: { per: 'row', dtype: 'int32', data: Int32Array.from(ids, (_, row) => row) } },
    padTokenId: PAD,
  };
}
