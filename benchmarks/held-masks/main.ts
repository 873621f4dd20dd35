/** What pruning while training costs a step: masks that are held, and scores that are learned, against the same step without. */
import {
  blockPruning,
  optimalBrainDamage,
  softWeightMovement,
  unitMovement,
  weightMagnitude,
  weightMovement,
  weightPruning,
} from '@bertsmith/prune';
import type { TrainingPlugin } from '@bertsmith/train';
import type { Benchmark } from '../harness/benchmark.js';
import { createModel } from '../training-step/bert-case.js';
import { createPluginStep } from '../training-step/plugin-step.js';
import { STEP_CASES } from '../training-step/step-cases.js';

/** Steps of a measurement: as many as from one mask to the next, so that each has made one. */
const STEPS = 10;

/** A schedule that has nearly come to its end: at it, gradients would no longer be looked at. */
const NEAR_END = {
  name: 'near the end',
  sparsityAt: (progress: number, final: number) => (progress < 1 ? 0.999 * final : final),
};

const PLUGINS: Readonly<Record<string, () => TrainingPlugin>> = {
  'masks held, 50 %': () => weightPruning({ criterion: weightMagnitude(), sparsity: 0.5 }),
  'masks held, 90 %': () => weightPruning({ criterion: weightMagnitude(), sparsity: 0.9 }),
  'optimal brain damage, 80 %': () =>
    weightPruning({ criterion: optimalBrainDamage(), sparsity: 0.8, schedule: NEAR_END, everySteps: STEPS }),
  'movement, 80 %, a mask every 10 steps': () =>
    weightPruning({ criterion: weightMovement(), sparsity: 0.8, schedule: NEAR_END, everySteps: STEPS }),
  'soft movement, a mask every 10 steps': () =>
    weightPruning({ criterion: softWeightMovement(), threshold: 0.1, schedule: NEAR_END, everySteps: STEPS }),
  'movement of heads and units': () => unitMovement(),
  // Half are gone after the first hundred of a million steps: more than are measured, since scores are not looked at any more then.
  'blocks, half of them': () =>
    blockPruning({ headDensity: 0.5, unitDensity: 0.5, warmupRatio: 0, cooldownRatio: 0.9999 }),
};

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 1,
  repetitions: 7,
  async listCases({ threads }) {
    const sizes = STEP_CASES['6x384 32x64'];
    if (sizes === undefined) throw new Error('there is no such case');
    return Object.entries(PLUGINS).map(([name, createPlugin]) => ({
      name: `6x384 32x64, ${name}`,
      async prepare() {
        const options = { sizes, threads, steps: STEPS };
        return {
          ours: await createPluginStep('ours', { ...options, model: createModel(sizes), plugins: [createPlugin()] }),
          peers: [await createPluginStep('without', { ...options, model: createModel(sizes) })],
        };
      },
    }));
  },
};

export default benchmark;
