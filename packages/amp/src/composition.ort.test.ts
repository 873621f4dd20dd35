/** Mixed precision beside the other optimizations of a step. */
import { distillation } from '@bertsmith/distill';
import { holdZeros, pruneWeights, weightMagnitude } from '@bertsmith/prune';
import type { TrainingPlugin } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../test/has-same-bits.js';
import { backend, tinyModel, train } from '../test/tiny-task.js';
import { mixedPrecision } from './mixed-precision.js';
import { FP16_POLICY } from './policy/standard-policies.js';

const MASKED = 'bert.encoder.layer.0.intermediate.dense.weight';

describe.each(['int8', 'fp16'] as const)('%s', (policy) => {
  const distilled = () =>
    distillation({ teacher: tinyModel({ hiddenDropoutProb: 0 }), backend, threads: 1, hidden: {} });
  const orders: [string, (low: TrainingPlugin, other: TrainingPlugin) => TrainingPlugin[]][] = [
    ['before', (low, other) => [low, other]],
    ['behind', (low, other) => [other, low]],
  ];

  it('keeps zeros of pruning where they are', async () => {
    const model = tinyModel();
    await pruneWeights(model, { criterion: weightMagnitude(), sparsity: 0.5 });
    const before = Float32Array.from(model.arena.get(MASKED).data);
    const { model: trained, result } = await train({ model, plugins: [mixedPrecision({ policy }), holdZeros()] });
    const after = trained.arena.get(MASKED).data;
    expect(result.evaluation.loss).toBeLessThan(1.5);
    expect(hasSameBits(before, after)).toBe(false);
    expect(before.some((weight) => weight === 0)).toBe(true);
    before.forEach((weight, index) => void (weight === 0 && expect(after[index]).toBe(0)));
  });

  it('learns from a teacher, whatever the order', async () => {
    const runs = [];
    for (const [, order] of orders) runs.push(await train({ plugins: order(mixedPrecision({ policy }), distilled()) }));
    const [one, other] = runs as [(typeof runs)[0], (typeof runs)[0]];
    expect(hasSameBits(one.model.arena.data, other.model.arena.data)).toBe(true);
    const plain = await train({ plugins: [distilled()] });
    expect(Math.abs(one.result.evaluation.loss - plain.result.evaluation.loss)).toBeLessThan(0.05);
  });
});

it.each(['before', 'behind'])(
  "a plugin of one's own that reads gradients and is given %s sees those of the loss, not of the scaled one",
  async (place) => {
    const seen: number[] = [];
    const reader: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'reader',
      transformGradients: ({ dense }) => {
        seen.push(dense.reduce((sum, each) => sum + Math.abs(each), 0));
        return 'proceed';
      },
    };
    const low = mixedPrecision({ policy: { ...FP16_POLICY, name: 'nothing', allow: [] }, lossScaling: 2 ** 12 });
    await train({ plugins: place === 'before' ? [reader, low] : [low, reader], maxSteps: 1 });
    await train({ plugins: [reader], maxSteps: 1 });
    expect(seen[0]).toBe(seen[1]);
  },
);
