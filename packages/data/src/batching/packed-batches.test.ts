import { ConfigError, InputError, tensor } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedExamples, IGNORED_LABEL } from '../examples/encoded-examples.js';
import type { Batch } from './collate.js';
import { collatePacked } from './collate-packed.js';
import { packedBatches } from './packed-batches.js';
import { planPackedBatches } from './plan-packed-batches.js';

const PAD = 9;
const MAX_LENGTH = 20;

/** Three examples: a text, a pair that starts at its third id, a longer text. */
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
const planned = { rows: [Int32Array.of(1, 0), Int32Array.of(2)], rowLength: 7 };

describe('collatePacked', () => {
  it('puts examples side by side, numbers them, and begins positions anew', () => {
    const batch = collatePacked(examples, planned);
    expect(batch.inputIds.shape).toEqual([2, 7]);
    expect([...batch.inputIds.data]).toEqual([11, 12, 13, 14, 1, 2, PAD, 21, 22, 23, 24, 25, PAD, PAD]);
    expect([...batch.attentionMask.data]).toEqual([1, 1, 1, 1, 2, 2, 0, 1, 1, 1, 1, 1, 0, 0]);
    expect([...batch.tokenTypeIds.data]).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...(batch.packed?.positionIds.data ?? [])]).toEqual([0, 1, 2, 3, 0, 1, 0, 0, 1, 2, 3, 4, 0, 0]);
    expect([...(batch.packed?.exampleStarts.data ?? [])]).toEqual([0, 4, 7, -1, -1, -1, -1, -1]);
    expect(batch.targets).toEqual({
      labels: tensor('int32', [8], Int32Array.of(1, 0, 2, -100, -100, -100, -100, -100)),
      scores: tensor('float32', [8], Float32Array.of(0.5, 0, 1, 0, 0, 0, 0, 0)),
    });
    expect([batch.lossWeight, batch.realTokens]).toEqual([3, 11]);
    expect([...batch.rowNumbers]).toEqual([1, 0, 2]);
  });

  it('moves the labels of tokens with them, and counts them', () => {
    const data = Int32Array.of(7, -100, 3, -100, 4, 4, -100, 5, -100, 6, -100);
    const tagged = { ...examples, targets: { labels: { per: 'token', dtype: 'int32', data } } } as const;
    const { targets, lossWeight } = collatePacked(tagged, planned);
    const expected = [3, -100, 4, 4, 7, -100, -100, -100, 5, -100, 6, -100, -100, -100];
    expect(targets.labels).toEqual(tensor('int32', [2, 7], Int32Array.from(expected)));
    expect(lossWeight).toBe(6);
  });

  it('refuses an example that is not there, and rows that are too full', () => {
    const of = (...row: number[]) => ({ rows: [Int32Array.from(row)], rowLength: 7 });
    expect(() => collatePacked(examples, of(3))).toThrow(InputError);
    expect(() => collatePacked(examples, of(2, 1))).toThrow(/row 1 .* longer/);
  });
});

const textIds = fc.array(fc.integer({ min: 10 }), { minLength: 1, maxLength: MAX_LENGTH });

function encodedRows(ids: readonly number[][]): EncodedExamples {
  let end = 0;
  return {
    inputIds: Int32Array.from(ids.flat()),
    offsets: Int32Array.from([0, ...ids.map((row) => (end += row.length))]),
    pairStarts: Int32Array.from(ids, (row) => row.length - 1),
    targets: { labels: { per: 'row', dtype: 'int32', data: Int32Array.from(ids, (_, row) => row) } },
    padTokenId: PAD,
  };
}

const batchesOf = (ids: readonly number[][], batchSize: number, seed: number, batchTokens?: number) => {
  const limits = batchTokens === undefined ? {} : { batchTokens };
  const source = packedBatches(encodedRows(ids), { batchSize, maxLength: MAX_LENGTH, seed, ...limits });
  return [...(source.batches(0) as Iterable<Batch>)];
};

/** The examples as the inputs of a batch have them, read by example numbers and starts alone. */
function unpack({ inputIds, attentionMask, tokenTypeIds, packed, targets }: Batch) {
  const starts = [...(packed?.exampleStarts.data ?? [])].filter((start) => start >= 0);
  return starts.map((start, index) => {
    const number = attentionMask.data[start] as number;
    const [, width = 0] = attentionMask.shape;
    let end = start;
    while (end < start - (start % width) + width && attentionMask.data[end] === number) end++;
    return {
      ids: [...inputIds.data.subarray(start, end)],
      positions: [...(packed?.positionIds.data.subarray(start, end) ?? [])],
      types: [...tokenTypeIds.data.subarray(start, end)],
      row: targets.labels?.data[index] as number,
    };
  });
}

describe('packedBatches', () => {
  it('loses nothing: every example comes back once, with positions from 0', () => {
    fc.assert(
      fc.property(fc.array(textIds, { minLength: 1 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (ids, size, seed) => {
        const batches = batchesOf(ids, size, seed);
        const examples = batches.flatMap(unpack);
        expect(examples.map(({ row }) => row).sort((a, b) => a - b)).toEqual([...ids.keys()]);
        expect(batches.flatMap(({ rowNumbers }) => [...rowNumbers])).toEqual(examples.map(({ row }) => row));
        for (const { ids: actual, positions, types, row } of examples) {
          expect(actual).toEqual(ids[row]);
          expect(positions).toEqual([...actual.keys()]);
          expect(types).toEqual(actual.map((_, position) => Number(position === actual.length - 1)));
        }
        const sum = (count: (batch: Batch) => number) => batches.reduce((total, batch) => total + count(batch), 0);
        expect(sum(({ realTokens }) => realTokens)).toBe(ids.flat().length);
        expect(sum(({ lossWeight }) => lossWeight)).toBe(ids.length);
      }),
    );
  });

  it('has rows of one length, padding that is marked, and few numbers of examples', () => {
    fc.assert(
      fc.property(fc.array(textIds, { minLength: 1 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (ids, size, seed) => {
        const batches = batchesOf(ids, size, seed);
        const longest = Math.max(...ids.map((row) => row.length));
        const width = Math.min(MAX_LENGTH, Math.ceil(longest / 8) * 8);
        for (const { inputIds, attentionMask, realTokens, packed, targets, rowNumbers } of batches) {
          expect(inputIds.shape[1]).toBe(width);
          expect(attentionMask.data.filter((number) => number > 0)).toHaveLength(realTokens);
          expect(inputIds.data.filter((id) => id === PAD)).toHaveLength(inputIds.data.length - realTokens);
          const { data: starts } = packed?.exampleStarts ?? { data: [] };
          expect(starts.length).toBe(Math.ceil(rowNumbers.length / 8) * 8);
          expect(targets.labels?.data.length).toBe(starts.length);
          expect([...(targets.labels?.data ?? [])].map((label) => label === IGNORED_LABEL)).toEqual(
            Array.from(starts, (start) => start === -1),
          );
        }
      }),
    );
  });

  const lengths = Array.from({ length: 600 }, (_, row) => 1 + ((row * row) % MAX_LENGTH));
  const many = lengths.map((length, row) => Array.from({ length }, (_, place) => 10 + row + place));

  it('has batches of about so many examples, however long they are', () => {
    const counts = batchesOf(many, 32, 1).map(({ rowNumbers }) => rowNumbers.length);
    const full = counts.slice(0, -1);
    const mean = full.reduce((sum, count) => sum + count) / full.length;
    expect(Math.abs(mean - 32)).toBeLessThan(2);
    expect(Math.max(...full) - Math.min(...full)).toBeLessThan(16);
  });

  it('keeps to a number of tokens, but for a single row', () => {
    for (const [batchTokens, rows] of [
      [65, 3],
      [20, 1],
      [5, 1],
    ] as const) {
      const shapes = batchesOf(many, 32, 1, batchTokens).map(({ inputIds }) => inputIds.shape);
      expect(Math.max(...shapes.map(([count = 0]) => count))).toBe(rows);
    }
  });

  it('has another order in each epoch, the same one when asked again, and goes on in the middle', () => {
    const source = packedBatches(encodedRows(many), { batchSize: 16, maxLength: MAX_LENGTH, seed: 4 });
    const rowsOf = (epoch: number, skip?: number) =>
      [...(source.batches(epoch, skip) as Iterable<Batch>)].map(({ rowNumbers }) => [...rowNumbers]);
    expect(rowsOf(1)).toEqual(rowsOf(1));
    expect(rowsOf(1)).not.toEqual(rowsOf(0));
    expect(rowsOf(1, 3)).toEqual(rowsOf(1).slice(3));
    expect([source.rowCount, source.batchCount(2)]).toEqual([600, rowsOf(2).length]);
    expect(source.fingerprint()).toMatch(/^[0-9a-f]{40}$/);
  });

  it('refuses what cannot be', () => {
    const plan = (options: object) =>
      planPackedBatches({ lengths: [3, 4], batchSize: 2, maxLength: 8, seed: 0, epoch: 0, ...options });
    expect(() => plan({ batchSize: 0 })).toThrow(ConfigError);
    expect(() => plan({ batchTokens: 1.5 })).toThrow(ConfigError);
    expect(() => plan({ maxLength: 0 })).toThrow(ConfigError);
    expect(() => plan({ lengths: [] })).toThrow(InputError);
    expect(() => plan({ lengths: [3, 9] })).toThrow('row 1 has 9 tokens, but packed rows have 1 to 8');
  });
});
