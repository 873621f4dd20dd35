import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForPreTraining } from '@bertsmith/bert-core';
import { type Batch, IGNORED_LABEL } from '@bertsmith/data';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { DOMINANT_CLASS_CONFIG } from '../../test/dominant-class.js';
import { GradientAccumulator } from '../accumulation/gradient-accumulator.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { GradientStep } from '../step/gradient-step.js';
import { createGradientSource } from './gradient-source.js';

const LENGTH = 8;
/** Words that are asked for in each row, and whether its second text follows the first. */
const ROWS = [
  { asked: 5, label: 0 },
  { asked: 1, label: 1 },
  { asked: 1, label: 1 },
  { asked: 2, label: 0 },
  { asked: 6, label: 1 },
];
/** Float32 sums in another order; gradients here are around 0.1. */
const TOLERANCE = 1e-6;

/** Some of the rows: all tokens are real, and the first ones of a row are asked for. */
function batchOf(numbers: readonly number[]): Batch {
  const rows = numbers.map((number) => ROWS[number] as (typeof ROWS)[number]);
  const tokens = (idOf: (row: number, place: number) => number) =>
    tensor(
      'int32',
      [rows.length, LENGTH],
      Int32Array.from({ length: rows.length * LENGTH }, (_, at) => idOf(Math.floor(at / LENGTH), at % LENGTH)),
    ) as Tensor as Batch['inputIds'];
  const labelOf = (row: number, place: number) =>
    place < (rows[row]?.asked as number) ? 1 + (((numbers[row] as number) + place) % 7) : IGNORED_LABEL;
  return {
    inputIds: tokens((row, place) => 1 + (((numbers[row] as number) * 5 + place * 3) % 9)),
    attentionMask: tokens(() => 1),
    tokenTypeIds: tokens((_, place) => Number(place > LENGTH / 2)),
    targets: {
      labels: tokens(labelOf),
      next_sentence_label: tensor(
        'int32',
        [rows.length],
        Int32Array.from(rows, ({ label }) => label),
      ),
    },
    lossWeight: rows.reduce((sum, { asked }) => sum + asked, 0),
    rowNumbers: Int32Array.from(numbers),
    realTokens: rows.length * LENGTH,
  };
}

it('takes batches as one, of words and of pairs, however many words there are for each pair', async () => {
  const config = { ...DOMINANT_CLASS_CONFIG, hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 };
  const model = BertForPreTraining.initialize(config, { seed: 1 });
  using kernels = new FlatKernels(model.arena.heap, { threads: 1 });
  await using step = await GradientStep.compile({ model, backend: createOnnxRuntimeBackend(), kernels, threads: 1 });
  const parts = { step, seed: 0, plugins: [], accumulator: new GradientAccumulator(model.arena, kernels) };
  const source = createGradientSource(parts);
  const state = { epoch: 0, step: 0 } as Parameters<typeof source>[2];
  const run = async (groups: readonly (readonly number[])[]) => {
    const { loss, gradients } = await source(groups.map(batchOf), 0, state);
    return { loss, dense: gradients.dense.slice() };
  };
  const whole = await run([[0, 1, 2, 3, 4]]);
  const inParts = await run([[0], [1, 2], [3, 4]]);
  expect(inParts.loss).toBeCloseTo(whole.loss, 5);
  expect(largestDifference(inParts.dense, whole.dense)).toBeLessThan(TOLERANCE);
});
