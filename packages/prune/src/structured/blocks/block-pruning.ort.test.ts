import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { Evaluator, keepBest, Trainer, type TrainerOptions, type TrainingPlugin } from '@bertsmith/train';
import { pluginViolations } from '@bertsmith/train/conformance';
import { expect, it } from 'vitest';
import { learner, MAX_LENGTH, tinyExamples } from '../../../test/structured/tiny-examples.js';
import { largestDifference, outputsOf } from '../../../test/structured/tiny-models.js';
import { scoreUnits } from '../importance/score-units.js';
import { unitMovement } from '../importance/unit-movement.js';
import { applyStructure } from '../surgery/apply-structure.js';
import { removeIntermediateUnits } from '../surgery/remove-intermediate-units.js';
import { removeLayers } from '../surgery/remove-layers.js';
import { blockPruning } from './block-pruning.js';
import type { BlockPruningOptions } from './block-pruning-options.js';

/** The conformance kit trains more than ten times. */
const TIMEOUT_MS = 120_000;

/** The interpreter computes in float64; what is left are sums in another order. */
const TOLERANCE = 1e-9;

const backend = createOnnxRuntimeBackend();
const OPTIONS: BlockPruningOptions = { headDensity: 0.5, unitDensity: 0.25, unitMultiple: 4 };

const trainerOf = (plugins: readonly TrainingPlugin[], overrides: Partial<TrainerOptions> = {}) =>
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
    ...overrides,
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

it('prunes the model that a plugin behind it has made', async () => {
  const smaller = (model: BertModelWithHead) => removeIntermediateUnits(removeLayers(model, [0]), { 0: [1, 2, 3, 4] });
  const shrinking = (): TrainingPlugin => ({ specificationVersion: 'v1', name: 'shrinking', prepareModel: smaller });
  const [blocks, movement] = [blockPruning(OPTIONS), unitMovement()];
  const { model } = await trainerOf([blocks, movement, shrinking()]).train();
  const [layer, ...others] = blocks.plan().layers;
  expect(others).toEqual([]);
  expect(layer?.units.every((unit) => unit < 28)).toBe(true);
  expect(
    largestDifference(outputsOf(applyStructure(model, blocks.plan()) as never), outputsOf(model as never)),
  ).toBeLessThan(TOLERANCE);
  expect((await scoreUnits(model, movement)).units.map(({ length }) => length)).toEqual([28]);
});

it('has no plan after a run that ended before the wanted shares were reached, unless that is wanted', async () => {
  const blocks = blockPruning(OPTIONS);
  await trainerOf([blocks], { maxSteps: 20 }).train();
  expect(() => blocks.plan()).toThrow(ConfigError);
  expect(() => blocks.plan()).toThrow(/20 of 64 steps are done.*0.5 and 0.25 are reached at step 45/);
  const units = blocks.plan({ isEarlyAllowed: true }).layers.flatMap((each) => each.units);
  expect(units.length).toBeGreaterThan(16);
  expect(units.length).toBeLessThan(64);
});

it('masks averages at the end, in which what is masked only fades', async () => {
  const blocks = blockPruning(OPTIONS);
  const { model, evaluation } = await trainerOf([blocks], { averageDecay: 0.95 }).train();
  const smaller = applyStructure(model, blocks.plan());
  expect(largestDifference(outputsOf(smaller as never), outputsOf(model as never))).toBeLessThan(TOLERANCE);
  await using evaluator = await Evaluator.create({ model, backend, maxLength: MAX_LENGTH });
  expect((await evaluator.evaluate(tinyExamples(40, 2))).loss).toBe(evaluation.loss);
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
