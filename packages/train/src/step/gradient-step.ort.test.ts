import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import { type Batch, collate, Xoshiro128 } from '@bertsmith/data';
import { describe, expect, it } from 'vitest';
import { hasSameBits, largestDifference } from '../../test/distance.js';
import { dominantClassExamples, dominantClassModel } from '../../test/dominant-class.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { GradientStep } from './gradient-step.js';

/** Float32 sums in another order; gradients here are around 0.01. */
const TOLERANCE = 1e-6;

const examples = dominantClassExamples(20, 1);

const batchOf = (rows: readonly number[], sequenceLength = 16): Batch =>
  collate(examples, { rowNumbers: Int32Array.from(rows), sequenceLength });

async function withStep<T>(model: BertForSequenceClassification, use: (step: GradientStep) => Promise<T>): Promise<T> {
  using kernels = new FlatKernels(model.arena.heap, { threads: 1 });
  const backend = createOnnxRuntimeBackend();
  await using step = await GradientStep.compile({ model, backend, kernels, threads: 1 });
  return await use(step);
}

describe('GradientStep', () => {
  it('gives a batch the mean of the gradients of its rows', async () => {
    const without = { hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 };
    await withStep(dominantClassModel(without), async (step) => {
      const run = async (rows: readonly number[]) => {
        const { loss, gradients } = await step.run(batchOf(rows), { seed: 0, step: 0 });
        return { loss, dense: gradients.dense.slice() };
      };
      const rows = [3, 8, 11];
      const whole = await run(rows);
      const alone = [await run([3]), await run([8]), await run([11])];
      expect(whole.loss).toBeCloseTo(
        alone.reduce((sum, { loss }) => sum + loss / 3, 0),
        5,
      );
      const mean = whole.dense.map((_, index) =>
        alone.reduce((sum, { dense }) => sum + (dense[index] as number) / 3, 0),
      );
      expect(largestDifference(whole.dense, mean)).toBeLessThan(TOLERANCE);
    });
  });

  it('lists the rows of tables that the batch touched, each once', async () => {
    await withStep(dominantClassModel(), async (step) => {
      const batch = batchOf([0, 1], 12);
      const { gradients } = await step.run(batch, { seed: 0, step: 0 });
      const rowsOf = (table: string) => gradients.rows.find(({ name }) => name.includes(table))?.rows;
      expect([...(rowsOf('word_embeddings') ?? [])]).toEqual([...new Set(batch.inputIds.data)].sort((a, b) => a - b));
      expect([...(rowsOf('position_embeddings') ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect([...(rowsOf('token_type_embeddings') ?? [])]).toEqual([0]);
    });
  });

  it('drops by seed and step: the same two, the same loss', async () => {
    await withStep(dominantClassModel(), async (step) => {
      const lossOf = async (seed: number, number: number) =>
        (await step.run(batchOf([1, 2, 3]), { seed, step: number })).loss;
      const first = await lossOf(1, 1);
      expect(await lossOf(1, 2)).not.toBe(first);
      expect(await lossOf(2, 1)).not.toBe(first);
      expect(await lossOf(1, 1)).toBe(first);
    });
  });

  it('needs no key for a model without dropout', async () => {
    const model = dominantClassModel({ hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 });
    await withStep(model, async (step) => {
      const [a, b] = [
        await step.run(batchOf([1]), { seed: 1, step: 1 }),
        await step.run(batchOf([1]), { seed: 9, step: 9 }),
      ];
      expect(a.loss).toBe(b.loss);
    });
  });

  it('leaves the parameters alone', async () => {
    const model = dominantClassModel();
    const before = model.arena.data.slice();
    await withStep(model, (step) => step.run(batchOf([1, 2]), { seed: 0, step: 0 }));
    expect(hasSameBits(model.arena.data, before)).toBe(true);
  });
});

describe('60 steps of random lengths and rows', () => {
  const STEPS = 60;

  it('take no more of the shared heap once the largest batch was seen', async () => {
    const model = dominantClassModel();
    const generator = Xoshiro128.fromSeed(1);
    const tokensOf = ({ inputIds: { data } }: Batch) => data.length;
    const batches = Array.from({ length: STEPS }, () => {
      const rows = Array.from({ length: 1 + generator.nextBelow(8) }, () => generator.nextBelow(20));
      const longest = Math.max(
        ...rows.map((row) => (examples.offsets[row + 1] as number) - (examples.offsets[row] as number)),
      );
      return batchOf(rows, longest + generator.nextBelow(17 - longest));
    });
    batches.splice(10, 0, batchOf([0, 1, 2, 3, 4, 5, 6, 7], 16));
    expect(Math.max(...batches.map(tokensOf))).toBe(tokensOf(batches[10] as Batch));
    const usedBytes: number[] = [];
    await withStep(model, async (step) => {
      for (const [number, batch] of batches.entries()) {
        await step.run(batch, { seed: 0, step: number });
        usedBytes.push(model.arena.heap.usedBytes);
      }
    });
    expect(usedBytes.slice(0, 11).some((bytes, index) => bytes > (usedBytes[index - 1] ?? bytes))).toBe(true);
    expect(new Set(usedBytes.slice(10)).size).toBe(1);
  });
});
