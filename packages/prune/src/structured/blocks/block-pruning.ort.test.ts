import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { ConfigError } from '@bertsmith/tensor';
import { keepBest, Trainer, type TrainingPlugin } from '@bertsmith/train';
import { pluginViolations } from '@bertsmith/train/conformance';
import { expect, it } from 'vitest';
import { learner, MAX_LENGTH, tinyExamples } from '../../../test/structured/tiny-examples.js';
import { largestDifference, outputsOf } from '../../../test/structured/tiny-models.js';
import { applyStructure } from '../surgery/apply-structure.js';
import { type BlockPruningOptions, blockPruning } from './block-pruning.js';

/** The conformance kit trains more than ten times. */
const TIMEOUT_MS = 120_000;

/** The interpreter computes in float64; what is left are sums in another order. */
const TOLERANCE = 1e-9;

const backend = createOnnxRuntimeBackend();
const OPTIONS: BlockPruningOptions = { headDensity: 0.5, unitDensity: 0.25, unitMultiple: 4 };

const trainerOf = (plugins: readonly TrainingPlugin[]) =>
  new Trainer({
    model: learner(),
    backend,
    train: tinyExamples(64, 1),
    validation: tinyExamples(40, 2),
    maxLength: MAX_LENGTH,
    epochs: 8,
    batchSize: 8,
    learningRate: 1e-2,
    threads: 1,
    plugins,
  });

it('ends in a model that is smaller, says the same as the masked one, and has learned', async () => {
  const blocks = blockPruning(OPTIONS);
  const { model, evaluation } = await trainerOf([blocks]).train();
  const plan = blocks.plan();
  const smaller = applyStructure(model, plan);
  expect(plan.layers.flatMap(({ heads }) => heads)).toHaveLength(4);
  expect(plan.layers.flatMap(({ units }) => units)).toHaveLength(16);
  expect(plan.layers.every(({ units }) => units.length % 4 === 0)).toBe(true);
  expect(smaller.arena.parameterCount).toBeLessThan(model.arena.parameterCount);
  expect(largestDifference(outputsOf(smaller as never), outputsOf(model as never))).toBeLessThan(TOLERANCE);
  // Of two classes.
  expect(evaluation.metrics.accuracy).toBeGreaterThan(0.8);
});

it('does not work beside keepBest', () => {
  const create = () => trainerOf([blockPruning(OPTIONS), keepBest({ metric: 'loss' })]);
  expect(create).toThrow(ConfigError);
  expect(create).toThrow(/'block-pruning' and 'keep-best' cannot work together/);
});

it(
  'keeps the contract of a plugin',
  async () => {
    const create = () => blockPruning({ headDensity: 0.5, unitDensity: 0.25, unitMultiple: 4, warmupRatio: 0 });
    expect(await pluginViolations(create, { backend })).toEqual([]);
  },
  TIMEOUT_MS,
);
