import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { collate } from '@bertsmith/data';
import { expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { dominantClassExamples, dominantClassModel } from '../../test/dominant-class.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { GradientStep } from '../step/gradient-step.js';
import { GradientAccumulator } from './gradient-accumulator.js';

/** Float32 sums in another order; gradients here are around 0.01. */
const TOLERANCE = 1e-6;

it('gives the gradient of a large batch from small ones of different sizes, tables included', async () => {
  const model = dominantClassModel({ hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 });
  const examples = dominantClassExamples(20, 1);
  using kernels = new FlatKernels(model.arena.heap, { threads: 1 });
  const backend = createOnnxRuntimeBackend();
  await using step = await GradientStep.compile({ model, backend, kernels, threads: 1 });
  const accumulator = new GradientAccumulator(model.arena, kernels);
  const run = (rows: readonly number[]) => {
    const batch = collate(examples, { rowNumbers: Int32Array.from(rows), sequenceLength: 16 });
    return step.run(batch, { seed: 0, step: 0 });
  };
  for (const rows of [[0, 1, 2], [3], [4, 5, 6, 7]]) await accumulator.add((await run(rows)).gradients, rows.length);
  const sum = accumulator.gradients();
  const whole = (await run([0, 1, 2, 3, 4, 5, 6, 7])).gradients;
  const mean = (values: Float32Array | undefined) => values?.map((value) => value * accumulator.gradientScale);
  expect(largestDifference(mean(sum.dense), whole.dense)).toBeLessThan(TOLERANCE);
  expect(whole.rows.length).toBeGreaterThan(2);
  for (const { name, rows, values } of whole.rows) {
    const table = sum.rows.find((each) => each.name === name);
    expect([...(table?.rows ?? [])]).toEqual([...rows]);
    expect(largestDifference(mean(table?.values), values)).toBeLessThan(TOLERANCE);
  }
});
