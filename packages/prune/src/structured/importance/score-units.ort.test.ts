import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { Trainer } from '@bertsmith/train';
import { pluginViolations } from '@bertsmith/train/conformance';
import { describe, expect, it } from 'vitest';
import { learner, MAX_LENGTH, tinyBatches, tinyExamples } from '../../../test/structured/tiny-examples.js';
import { hasSameBits } from '../../../test/structured/tiny-models.js';
import { maskFisher } from './mask-fisher.js';
import { maskGradient } from './mask-gradient.js';
import { randomUnits } from './random-units.js';
import { scoreLayers } from './score-layers.js';
import { scoreUnits } from './score-units.js';
import { unitMagnitude } from './unit-magnitude.js';
import { unitMovement } from './unit-movement.js';
import { normalizeScores, type UnitScores } from './unit-scores.js';

/** The conformance kit trains more than ten times. */
const TIMEOUT_MS = 120_000;

const backend = createOnnxRuntimeBackend();
const data = (batchSize = 4) => ({ backend, batches: tinyBatches(12, 1, batchSize), threads: 1 });
const shapeOf = ({ heads, units }: UnitScores) => [heads, units].map((each) => each.map(({ length }) => length));
const flat = ({ heads, units }: UnitScores) => [...heads, ...units].flatMap((each) => [...each]);

describe('scoreUnits', () => {
  it.each([maskFisher(), maskGradient(), unitMagnitude(), randomUnits({ seed: 1 })])(
    'has a score for each head and unit, the same each time, and leaves the model alone: $name',
    async (criterion) => {
      const model = learner({ prunedHeads: { 1: [2] }, intermediateSizes: [32, 5], hiddenDropoutProb: 0.1 });
      const before = model.arena.data.slice();
      const scores = await scoreUnits(model, criterion, data());
      expect(shapeOf(scores)).toEqual([
        [4, 3],
        [32, 5],
      ]);
      expect(flat(scores).every((score) => score >= 0)).toBe(true);
      expect(new Set(flat(scores)).size).toBeGreaterThan(40);
      expect(await scoreUnits(model, criterion, data())).toEqual(scores);
      expect(hasSameBits(model.arena.data, before)).toBe(true);
    },
  );

  it('gives 0 to a head that gives nothing, by its gradient', async () => {
    const model = learner();
    const { data: columns } = model.arena.get('bert.encoder.layer.0.attention.output.dense.weight');
    columns.forEach((_, at) => {
      if (at % 16 >= 8 && at % 16 < 12) columns[at] = 0;
    });
    const { heads } = await scoreUnits(model, maskGradient(), data());
    expect(Array.from(heads[0] ?? [], (score) => score === 0)).toEqual([false, false, true, false]);
  });

  it('is, by Fisher information, the mean of the squares of what a mask does, which of one batch is the square of its gradient', async () => {
    const oneBatch = () => data(12);
    const [fisher, gradient] = [maskFisher(), maskGradient()].map((each) => scoreUnits(learner(), each, oneBatch()));
    const squares = flat(await (gradient as Promise<UnitScores>)).map((value) => value * value);
    for (const [index, score] of flat(await (fisher as Promise<UnitScores>)).entries()) {
      expect(score).toBeCloseTo(squares[index] as number, 12);
    }
    // Of several batches it is not the square of their mean, which would cancel.
    const many = flat(await scoreUnits(learner(), maskFisher(), data(1)));
    const mean = flat(await scoreUnits(learner(), maskGradient(), data(1)));
    expect(many.every((score, index) => score >= (mean[index] as number) ** 2 * (1 - 1e-9))).toBe(true);
    expect(many.some((score, index) => score > 1.1 * (mean[index] as number) ** 2)).toBe(true);
  });

  it('drops nothing, whatever the model does in training', async () => {
    const dropping = await scoreUnits(learner({ hiddenDropoutProb: 0.5 }), maskGradient(), data());
    expect(dropping).toEqual(await scoreUnits(learner(), maskGradient(), data()));
  });

  it('takes no memory of the model a second time', async () => {
    const model = learner();
    await scoreUnits(model, maskGradient(), data());
    const { usedBytes } = model.arena.heap;
    await scoreUnits(model, maskGradient(), data());
    expect(model.arena.heap.usedBytes).toBe(usedBytes);
  });

  it('can give each layer a norm of 1', async () => {
    const plain = await scoreUnits(learner(), maskGradient(), data());
    const normalized = await scoreUnits(learner(), maskGradient({ normalizeLayers: true }), data());
    expect(normalized).toEqual(normalizeScores(plain));
    for (const values of [...normalized.heads, ...normalized.units]) {
      expect(Math.hypot(...values)).toBeCloseTo(1, 12);
    }
    const nothing = { heads: [new Float64Array(2)], units: [] };
    expect(normalizeScores(nothing)).toEqual(nothing);
  });

  it('refuses to look at gradients without data', async () => {
    const scoring = scoreUnits(learner(), maskGradient());
    await expect(scoring).rejects.toThrow(ConfigError);
    await expect(scoring).rejects.toThrow(/'mask-gradient' looks at gradients, and so needs data/);
    const empty = scoreUnits(learner(), maskGradient(), { backend, batches: [] });
    await expect(empty).rejects.toThrow(InputError);
  });

  it.each([
    [{ heads: [], units: [] }, /expected scores of \[4,4\] heads in the layers, found \[\]/],
    [
      {
        heads: [new Float64Array(4), Float64Array.of(1, 2, Number.NaN, 4)],
        units: [new Float64Array(32), new Float64Array(32)],
      },
      /the score of heads 2 of layer 1 is NaN, expected a number/,
    ],
  ])('refuses scores that are none', async (scores, message) => {
    const criterion = { specificationVersion: 'v1', name: 'mine', score: () => scores } as const;
    const scoring = scoreUnits(learner(), criterion);
    await expect(scoring).rejects.toThrow(ConfigError);
    await expect(scoring).rejects.toThrow(message);
  });
});

describe('scoreLayers', () => {
  it('says by how much the loss rises without a layer', async () => {
    const model = learner({ numHiddenLayers: 3 });
    const idle = ['attention.output.dense', 'output.dense'].flatMap((name) => [`${name}.weight`, `${name}.bias`]);
    for (const name of idle) model.arena.get(`bert.encoder.layer.1.${name}`).data.fill(0);
    const options = { backend, examples: tinyExamples(20, 3), maxLength: MAX_LENGTH };
    const scores = await scoreLayers(model, options);
    expect(scores.length).toBe(3);
    // A layer that adds nothing only normalizes again what is normalized.
    expect(Math.abs(scores[1] as number)).toBeLessThan(1e-6);
    expect(Math.abs(scores[0] as number)).toBeGreaterThan(1e-5);
    await expect(scoreLayers(learner({ numHiddenLayers: 1 }), options)).rejects.toThrow(ConfigError);
  });
});

describe('unitMovement', () => {
  const run = (plugins: ReturnType<typeof unitMovement>[]) => {
    const model = learner();
    const [train, validation] = [tinyExamples(24, 1), tinyExamples(8, 2)];
    const sizes = { maxLength: MAX_LENGTH, epochs: 2, batchSize: 8, threads: 1 };
    return new Trainer({ model, backend, train, validation, ...sizes, plugins }).train();
  };

  it('collects minus the derivatives of all steps, and changes nothing of the training', async () => {
    const movement = unitMovement();
    const { model } = await run([movement]);
    expect(hasSameBits(model.arena.data, (await run([])).model.arena.data)).toBe(true);
    const scores = flat(await scoreUnits(model, movement));
    expect(scores.some((score) => score > 0)).toBe(true);
    expect(scores.some((score) => score < 0)).toBe(true);
    const again = unitMovement();
    await run([again]);
    expect(flat(await scoreUnits(model, again))).toEqual(scores);
  });

  it('has no scores before it was trained with', async () => {
    await expect(scoreUnits(learner(), unitMovement())).rejects.toThrow(/there are no scores yet/);
  });

  it(
    'keeps the contract of a plugin',
    async () => {
      expect(await pluginViolations(unitMovement, { backend })).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('refuses the state of another model', () => {
    const [small, large] = [unitMovement(), unitMovement()];
    small.ownParameters?.(learner({ intermediateSize: 8 }));
    large.ownParameters?.(learner());
    expect(() => large.loadStateDict?.(small.stateDict?.() ?? {})).toThrow(ConfigError);
    expect(() => large.loadStateDict?.({})).toThrow(/'scores.heads.0' should have 4 numbers, found none/);
  });
});
