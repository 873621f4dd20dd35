import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { ConfigError } from '@bertsmith/tensor';
import { Evaluator, keepBest, Trainer, type TrainerOptions, type TrainingPlugin } from '@bertsmith/train';
import { pluginViolations } from '@bertsmith/train/conformance';
import { describe, expect, it } from 'vitest';
import { learner, MAX_LENGTH, tinyExamples } from '../../../test/structured/tiny-examples.js';
import { hasSameBits } from '../../../test/structured/tiny-models.js';
import { removeLayers } from '../../structured/surgery/remove-layers.js';
import { optimalBertSurgeon } from '../criteria/optimal-bert-surgeon.js';
import { optimalBrainDamage } from '../criteria/optimal-brain-damage.js';
import { randomWeights } from '../criteria/random-weights.js';
import { softWeightMovement } from '../criteria/soft-weight-movement.js';
import type { WeightCriterion } from '../criteria/weight-criterion.js';
import { weightMagnitude } from '../criteria/weight-magnitude.js';
import { weightMovement } from '../criteria/weight-movement.js';
import { pruneWeights } from '../prune-weights.js';
import { prunableMatrices } from '../selection/prunable-matrices.js';
import { holdZeros } from './hold-zeros.js';
import { cubicSparsity } from './sparsity-schedule.js';
import { weightPruning } from './weight-pruning.js';
import type { WeightPruningOptions } from './weight-pruning-options.js';

/** The conformance kit trains more than ten times. */
const TIMEOUT_MS = 120_000;

const backend = createOnnxRuntimeBackend();
type Learner = ReturnType<typeof learner>;

const trainerOf = (
  plugins: readonly TrainingPlugin[],
  model: Learner = learner(),
  overrides: Partial<TrainerOptions> = {},
) =>
  new Trainer({
    ...{ model, backend, train: tinyExamples(64, 1), validation: tinyExamples(40, 2), maxLength: MAX_LENGTH },
    ...{ epochs: 8, batchSize: 8, learningRate: 1e-2, threads: 2, plugins, ...overrides },
  });

/** Places of the weights that are pruned by default and are +0. */
function zerosIn({ arena }: Pick<Learner, 'arena'>): number[] {
  return prunableMatrices(arena).flatMap(({ offset, rows, columns }) => {
    const places = Array.from({ length: rows * columns }, (_, index) => offset + index);
    return places.filter((at) => Object.is(arena.data[at], 0));
  });
}

describe('zeros while training', () => {
  it('stay the same zeros from the first step to the last, whatever moments and weight decay do', async () => {
    const model = learner();
    await pruneWeights(model, { criterion: weightMagnitude(), sparsity: 0.6 });
    const before = zerosIn(model);
    const seen: number[][] = [];
    const spy: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'spy',
      order: { after: ['hold-zeros'] },
      afterUpdate: ({ arena }) => void seen.push(zerosIn({ arena } as Learner)),
    };
    const { evaluation } = await trainerOf([holdZeros(), spy], model).train();
    expect(before).toHaveLength(Math.round(0.6 * 4096));
    expect(seen).toHaveLength(64);
    for (const zeros of seen) expect(zeros).toEqual(before);
    expect(evaluation.metrics.accuracy).toBeGreaterThan(0.8);
  });

  it('are not moved by moments from before they were pruned', async () => {
    const model = learner();
    const schedule = cubicSparsity({ warmupRatio: 0.5, cooldownRatio: 0.2 });
    const counts: number[] = [];
    const spy: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'spy',
      order: { after: ['weight-pruning'] },
      afterUpdate: ({ arena }) => void counts.push(zerosIn({ arena } as Learner).length),
    };
    const pruning = weightPruning({ criterion: weightMagnitude(), sparsity: 0.8, schedule, everySteps: 4 });
    await trainerOf([pruning, spy], model).train();
    expect(counts.slice(0, 32).every((count) => count === 0)).toBe(true);
    expect(counts.every((count, step) => step === 0 || count >= (counts[step - 1] as number))).toBe(true);
    expect(counts.at(-1)).toBe(Math.round(0.8 * 4096));
    expect(pruning.report().zeros).toBe(Math.round(0.8 * 4096));
  });

  it('are the same by the kernels and by plain loops', async () => {
    const run = async (hidesKernels: boolean) => {
      const model = learner();
      const pruning = weightPruning({ criterion: weightMovement(), sparsity: 0.7, everySteps: 3 });
      const { transformGradients, update, afterUpdate } = pruning;
      const hide = <State extends object>(state: State) => ({ ...state, kernels: undefined }) as unknown as State;
      const wrapped: TrainingPlugin = {
        ...pruning,
        transformGradients: (gradients, state) => transformGradients?.(gradients, hide(state)) ?? 'proceed',
        update: async (state, next) => await update?.(hide(state), next),
        afterUpdate: (state) => afterUpdate?.(hide(state)),
      };
      await trainerOf([hidesKernels ? wrapped : pruning], model).train();
      return model.arena.data;
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('are the same where another plugin has parameters of its own, and the run an arena of its own', async () => {
    const extra: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'extra',
      ownParameters: () => [{ name: 'extra.first', shape: [3], initialization: { constant: 0 }, weightDecay: false }],
    };
    const run = async (others: readonly TrainingPlugin[]) => {
      const model = learner();
      const pruning = weightPruning({ criterion: weightMovement(), sparsity: 0.7, everySteps: 3 });
      await trainerOf([pruning, ...others], model).train();
      expect(pruning.report().zeros).toBe(Math.round(0.7 * 4096));
      return model.arena.data;
    };
    expect(await run([extra])).toEqual(await run([]));
  });

  it.each([
    ['movement', () => weightPruning({ criterion: weightMovement(), sparsity: 0.7, everySteps: 2 })],
    ['optimal brain damage', () => weightPruning({ criterion: optimalBrainDamage(), sparsity: 0.7, everySteps: 4 })],
    [
      'the optimal BERT surgeon',
      () => weightPruning({ criterion: optimalBertSurgeon(), sparsity: 0.7, everySteps: 8 }),
    ],
  ])('are as many as asked for, and the model learns, by %s', async (_, create) => {
    const pruning = create();
    const model = learner();
    const { evaluation } = await trainerOf([pruning], model).train();
    expect(zerosIn(model)).toHaveLength(Math.round(0.7 * 4096));
    expect(pruning.report().zeros).toBe(Math.round(0.7 * 4096));
    expect(evaluation.metrics.accuracy).toBeGreaterThan(0.8);
  });

  it('are as many as the regularization makes them, by soft movement', async () => {
    const zerosBy = async (regularization: number) => {
      const criterion = softWeightMovement({ regularization, learningRate: 0.1 });
      const pruning = weightPruning({ criterion, threshold: 0.1, everySteps: 1 });
      await trainerOf([pruning]).train();
      return pruning.report().zeros;
    };
    const [few, many] = [await zerosBy(1e-6), await zerosBy(1)];
    expect(many).toBeGreaterThan(few);
    expect(many).toBeGreaterThan(0);
  });
});

describe('criteria that observe by kernels', () => {
  const withoutLoops = (criterion: WeightCriterion) => ({ ...criterion, observe: () => expect.unreachable() });
  const withoutKernels = ({ observeAll: _, ...criterion }: WeightCriterion) => criterion;
  const soft = softWeightMovement({ regularization: 1e-4, learningRate: 0.03 });

  it.each<[string, WeightPruningOptions, Partial<TrainerOptions>]>([
    ['soft movement', { criterion: soft, threshold: 0.3 }, {}],
    [
      'soft movement of accumulated gradients',
      { criterion: soft, threshold: 0.3 },
      { accumulationSteps: 2, epochs: 16 },
    ],
    ['movement', { criterion: weightMovement(), sparsity: 0.3 }, {}],
  ])('do so in a run, and come to the same zeros as loops: %s', async (_, options, overrides) => {
    const zerosBy = async (criterion: WeightCriterion) => {
      const model = learner();
      await trainerOf([weightPruning({ ...options, criterion, everySteps: 4 })], model, overrides).train();
      return new Set(zerosIn(model));
    };
    const byKernels = await zerosBy(withoutLoops(options.criterion));
    const inLoops = await zerosBy(withoutKernels(options.criterion));
    expect(inLoops.size).toBeGreaterThan(400);
    expect(inLoops.size).toBeLessThan(3600);
    // Scores that are within float32's rounding of the threshold may go either way.
    const same = [...byKernels].filter((place) => inLoops.has(place)).length;
    expect(same / Math.max(byKernels.size, inLoops.size)).toBeGreaterThan(0.97);
  });

  it('take no more memory for the next run of the same model, and keep what they learned', async () => {
    const model = learner();
    const train = async () => {
      const pruning = weightPruning({ criterion: soft, threshold: 0.3 });
      await trainerOf([pruning], model, { epochs: 1 }).train();
      return pruning;
    };
    const statisticsOf = ({ stateDict }: TrainingPlugin) =>
      [...(stateDict?.().tensors ?? [])].flatMap(([name, { data }]) =>
        name.startsWith('statistics') ? [...data] : [],
      );
    const first = await train();
    const [before, learned] = [model.arena.heap.usedBytes, statisticsOf(first)];
    expect(learned.some((number) => number !== 0)).toBe(true);
    await train();
    const maskBytes = Math.ceil(model.arena.data.length / 8 / 64) * 64;
    expect(model.arena.heap.usedBytes - before).toBeLessThanOrEqual(maskBytes);
    expect(statisticsOf(first)).toEqual(learned);
  });
});

describe('pruning beside other things', () => {
  it('changes nothing, bit for bit, while nothing is to be pruned', async () => {
    const never = { name: 'never', sparsityAt: () => 0 };
    const after = async (plugins: readonly TrainingPlugin[]) => (await trainerOf(plugins).train()).model.arena.data;
    const plain = await after([]);
    for (const criterion of [weightMagnitude(), weightMovement(), optimalBrainDamage()]) {
      const pruning = weightPruning({ criterion, sparsity: 0.5, schedule: never, everySteps: 3 });
      expect(hasSameBits(await after([pruning]), plain)).toBe(true);
    }
  });

  it('ends with zeros also when averages are what a run ends with', async () => {
    const pruning = weightPruning({ criterion: weightMagnitude(), sparsity: 0.7, schedule: cubicSparsity() });
    const model = learner();
    const { evaluation } = await trainerOf([pruning], model, { averageDecay: 0.95 }).train();
    expect(zerosIn(model)).toHaveLength(Math.round(0.7 * 4096));
    await using evaluator = await Evaluator.create({ model, backend, maxLength: MAX_LENGTH });
    expect((await evaluator.evaluate(tinyExamples(40, 2))).loss).toBeCloseTo(evaluation.loss, 6);
  });

  it('prunes the model that a plugin behind it has made', async () => {
    const shrinking: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'shrinking',
      prepareModel: (model) => removeLayers(model, [1]),
    };
    const given = learner();
    const pruning = weightPruning({ criterion: weightMagnitude(), sparsity: 0.5 });
    const { model } = await trainerOf([pruning, shrinking], given).train();
    expect(pruning.report()).toMatchObject({ weights: 2048, zeros: 1024 });
    expect(zerosIn(model as Learner)).toHaveLength(1024);
    expect(zerosIn(given)).toEqual([]);
  });
});

describe('the contract of a plugin', () => {
  it('does not let keepBest bring back what was pruned later', () => {
    const gradual = () =>
      trainerOf([weightPruning({ criterion: weightMovement(), sparsity: 0.5 }), keepBest({ metric: 'loss' })]);
    expect(gradual).toThrow(ConfigError);
    expect(gradual).toThrow(/'weight-pruning' and 'keep-best' cannot work together/);
    const fixed = () =>
      trainerOf([weightPruning({ criterion: weightMagnitude(), sparsity: 0.5 }), keepBest({ metric: 'loss' })]);
    expect(fixed).not.toThrow();
  });

  const early = cubicSparsity({ warmupRatio: 0, cooldownRatio: 0.3 });
  it.each<[string, () => TrainingPlugin]>([
    ['holdZeros', () => holdZeros()],
    ['fixed masks', () => weightPruning({ criterion: weightMagnitude(), sparsity: 0.5 })],
    [
      'gradual magnitude',
      () => weightPruning({ criterion: weightMagnitude(), sparsity: 0.8, schedule: early, everySteps: 2 }),
    ],
    [
      'random',
      () => weightPruning({ criterion: randomWeights({ seed: 1 }), sparsity: 0.5, schedule: early, everySteps: 3 }),
    ],
    [
      'optimal brain damage',
      () => weightPruning({ criterion: optimalBrainDamage(), sparsity: 0.6, schedule: early, everySteps: 3 }),
    ],
    [
      'the optimal BERT surgeon',
      () =>
        weightPruning({
          criterion: optimalBertSurgeon({ blockSize: 4 }),
          pattern: '2:4',
          schedule: early,
          everySteps: 3,
        }),
    ],
    ['movement', () => weightPruning({ criterion: weightMovement(), sparsity: 0.6, schedule: early, everySteps: 2 })],
    [
      'soft movement',
      () =>
        weightPruning({
          criterion: softWeightMovement({ learningRate: 0.5, regularization: 1e-4 }),
          threshold: 0.3,
          schedule: early,
          everySteps: 1,
        }),
    ],
  ])(
    'is kept by %s',
    async (_, create) => {
      expect(await pluginViolations(create, { backend })).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
