import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { readTrainingRun, type TrainingRun } from '../../test/training-run.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { AdamW } from '../optimizers/adamw.js';
import { linearSchedule } from '../schedules/linear-schedule.js';
import { updateParameters } from '../trainer/update-parameters.js';
import { GradientStep } from './gradient-step.js';

/** Losses and norms are around 1; in float32, sums in another order. 2e-7 was seen, other processors differ more. */
const FIGURE_TOLERANCE = 1e-5;

/** Parameters are around 0.2, and take steps of a thousandth. 6e-8 was seen. */
const PARAMETER_TOLERANCE = 1e-5;

/**
 * A bias of the keys moves all scores of a query alike, which softmax does not see. Its exact gradient is 0; what both sides have there is
 * rounding, which AdamW divides by its own size. So it wanders, by a learning rate in a step at most, and nothing hangs on it.
 */
const WANDERS = /attention\.self\.key\.bias$/;

/** The figures of every step and the parameters at the end, with our parts put together by hand. */
async function repeat({ directory, settings, steps }: TrainingRun) {
  const { warmupSteps, totalSteps, weightDecay, maxGradientNorm } = settings;
  const model = await loadSequenceClassifier(directory);
  const { arena } = model;
  using kernels = new FlatKernels(arena.heap, { threads: 2 });
  await using step = await GradientStep.compile({ model, backend: createOnnxRuntimeBackend(), kernels });
  const optimizer = new AdamW(arena, kernels, { weightDecay });
  const schedule = linearSchedule({ warmupSteps, totalSteps });
  const figures: { loss: number; gradientNorm: number; learningRate: number }[] = [];
  for (const [number, { batch }] of steps.entries()) {
    const { loss, gradients } = await step.run(batch, { seed: 0, step: number });
    const learningRate = settings.learningRate * schedule(number, 0);
    const state = { step: number, totalSteps, epoch: 0, arena, loss };
    const parts = { plugins: [], optimizer, kernels, maxGradientNorm };
    const refuse = (what: string) => Promise.reject(new Error(what));
    const input = { gradients, learningRate, state, refuse };
    const { gradientNorm } = await updateParameters(parts, input);
    figures.push({ loss, gradientNorm, learningRate });
  }
  return { figures, parameters: new Map(arena.parts()) };
}

describe('20 steps of GradientStep, clipping, AdamW and the linear schedule', async () => {
  const run = await readTrainingRun();
  const { figures, parameters } = await repeat(run);

  it('have the losses, gradient norms and learning rates of transformers and PyTorch', () => {
    const clipped = run.steps.filter(({ gradientNorm }) => gradientNorm > run.settings.maxGradientNorm);
    expect(clipped.length).toBeGreaterThan(5);
    expect(clipped.length).toBeLessThan(15);
    for (const figure of ['loss', 'gradientNorm', 'learningRate'] as const) {
      const ours = figures.map((each) => each[figure]);
      const theirs = run.steps.map((each) => each[figure]);
      expect(largestDifference(ours, theirs), figure).toBeLessThan(FIGURE_TOLERANCE);
    }
  });

  it('end at the same parameters', () => {
    expect([...parameters.keys()].sort()).toEqual([...run.trained.keys()].sort());
    const longestWay = run.steps.reduce((sum, { learningRate }) => sum + learningRate, 0);
    for (const [name, { data }] of run.trained) {
      const difference = largestDifference(parameters.get(name)?.data, data as Float32Array);
      expect(difference, name).toBeLessThan(WANDERS.test(name) ? longestWay : PARAMETER_TOLERANCE);
    }
  });
});
