import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learner } from '../../../test/structured/tiny-examples.js';
import { blockPruning } from './block-pruning.js';
import { densityAt } from './density-schedule.js';
import { keepBestUnits } from './keep-best-units.js';

describe('densityAt', () => {
  const ends = { warmupRatio: 0.2, cooldownRatio: 0.3 };

  it.each([
    [0, 1],
    [0.2, 1],
    [0.45, 0.2 + 0.8 * 0.125],
    [0.7, 0.2],
    [1, 0.2],
  ])('is, with %f of the steps done, %f', (progress, expected) => {
    expect(densityAt(progress, 0.2, ends)).toBeCloseTo(expected, 12);
  });
});

describe('keepBestUnits', () => {
  const scores = [Float64Array.of(5, 1, 7, 3), Float64Array.of(2, 9, 0, 6), Float64Array.of(0.1, 0.2, 0.3, 0.4)];

  it.each([
    [{ density: 0.5, scope: 'global', multiple: 1 }, [[0, 2, 3], [1, 3], [3]]],
    [
      { density: 0.5, scope: 'layer', multiple: 1 },
      [
        [0, 2],
        [1, 3],
        [2, 3],
      ],
    ],
    [{ density: 0.1, scope: 'global', multiple: 1 }, [[2], [1], [3]]],
    [
      // Nine of twelve: in pairs eight, since ten would be more than were asked for.
      { density: 0.75, scope: 'global', multiple: 2 },
      [
        [0, 1, 2, 3],
        [1, 3],
        [2, 3],
      ],
    ],
    [
      { density: 1, scope: 'global', multiple: 3 },
      [
        [0, 1, 2, 3],
        [0, 1, 2, 3],
        [0, 1, 2, 3],
      ],
    ],
    [
      { density: 0.3, scope: 'layer', multiple: 32 },
      [
        [0, 1, 2, 3],
        [0, 1, 2, 3],
        [0, 1, 2, 3],
      ],
    ],
  ] as const)('keeps, by %j, %j', (options, expected) => {
    expect(keepBestUnits(scores, options)).toEqual(expected);
  });

  it('keeps the share that is asked for, leaves no layer empty, and breaks ties by place', () => {
    const layers = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 9 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(layers, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, density) => {
        const scores = values.map((each) => Float64Array.from(each));
        const kept = keepBestUnits(scores, { density, scope: 'global', multiple: 1 });
        const total = values.flat().length;
        expect(kept.flat().length).toBe(Math.max(values.length, Math.round(density * total)));
        for (const [layer, indices] of kept.entries()) {
          expect(indices.length).toBeGreaterThan(0);
          const gone = [...(scores[layer] ?? []).keys()].filter((index) => !indices.includes(index));
          const worst = Math.min(...indices.map((index) => scores[layer]?.[index] as number));
          for (const index of gone) {
            const score = scores[layer]?.[index] as number;
            expect(score).toBeLessThanOrEqual(worst);
            if (score === worst) {
              const equals = indices.filter((each) => scores[layer]?.[each] === worst);
              expect(Math.max(...equals)).toBeLessThan(index);
            }
          }
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

describe('blockPruning, step by step', () => {
  const NAME = 'bert.encoder.layer.1.output.dense.weight';

  it('shows zeros to the passes, and the values behind them to the optimizer', async () => {
    const model = learner();
    const blocks = blockPruning({ unitDensity: 0.5, warmupRatio: 0, cooldownRatio: 0, unitMultiple: 1 });
    blocks.ownParameters?.(model);
    const { arena } = model;
    const weight = arena.get(NAME).data;
    const before = weight.slice();
    const gradients = { dense: arena.allocateLike('dense'), rows: [] };
    // Scores: unit 0 of the last layer is to go, the others are to grow.
    const gradient = arena.view(arena.entry(NAME), gradients.dense).data;
    gradient.forEach((_, at) => {
      gradient[at] = at % 32 === 0 ? Math.sign(before[at] as number) : -Math.sign(before[at] as number) * (at % 32);
    });
    const state = { step: 0, totalSteps: 2, epoch: 0, arena, loss: 1 };
    const seen: (number | undefined)[] = [];
    const step = async (number: number) => {
      const now = { ...state, step: number };
      await blocks.transformGradients?.(gradients, now);
      await blocks.update?.(now, async () => void seen.push(weight[0]));
      await blocks.afterUpdate?.(now);
    };
    await step(0);
    expect(weight[0]).toBe(0);
    expect(weight[31]).toBe(before[31]);
    const early = () => blocks.plan({ isEarlyAllowed: true });
    expect(early().layers[1]?.units).not.toContain(0);
    expect(() => blocks.plan()).toThrow(ConfigError);
    expect(() => blocks.plan()).toThrow(
      'block-pruning: 1 of 2 steps are done, by which heads are down to a share of 1.00 and units of 0.563; 1 and 0.5 are reached at step 2',
    );
    // Now its score rises far above the others: it comes back, as it was.
    gradient.forEach((_, at) => {
      if (at % 32 === 0) gradient[at] = -1000 * Math.sign(before[at] as number);
    });
    await step(1);
    expect(seen).toEqual([before[0], before[0]]);
    expect(weight[0]).toBe(before[0]);
    expect(blocks.plan().layers.flatMap(({ units }) => units)).toHaveLength(32);
    expect(blocks.plan().layers[1]?.units).toContain(0);
  });

  it('keeps to what has gone in the cool-down, so that the model recovers with what it will have', async () => {
    const model = learner();
    const blocks = blockPruning({ unitDensity: 0.5, warmupRatio: 0, cooldownRatio: 0.5, unitMultiple: 1 });
    blocks.ownParameters?.(model);
    const { arena } = model;
    const gradients = { dense: arena.allocateLike('dense'), rows: [] };
    const gradient = arena.view(arena.entry(NAME), gradients.dense).data;
    const planned: unknown[] = [];
    const values = arena.get(NAME).data.slice();
    for (let step = 0; step < 8; step++) {
      // The loss wants half of the units smaller; from the cool-down on, and ten times as much, the other half.
      const isUnwanted = (at: number) => at % 2 === (step < 4 ? 0 : 1);
      const size = step < 4 ? 1 : 10;
      gradient.set(values.map((value, at) => Math.sign(value) * (isUnwanted(at) ? size : -size)));
      const state = { step, totalSteps: 8, epoch: 0, arena, loss: 1 };
      await blocks.transformGradients?.(gradients, state);
      await blocks.update?.(state, async () => {});
      await blocks.afterUpdate?.(state);
      if (step >= 3) planned.push(blocks.plan());
    }
    const [atCooldown, ...later] = planned;
    expect(JSON.stringify(atCooldown)).toMatch(/"units":\[1,3,5,7/);
    expect(later).toEqual([atCooldown, atCooldown, atCooldown, atCooldown]);
  });

  it('does nothing in the warm-up: no ranking, no copies, nothing in checkpoints but scores', async () => {
    const model = learner();
    const blocks = blockPruning({ unitDensity: 0.5, warmupRatio: 0.5, unitMultiple: 1 });
    blocks.ownParameters?.(model);
    const { arena } = model;
    const gradients = { dense: arena.allocateLike('dense').fill(1), rows: [] };
    const before = arena.data.slice();
    const step = async (number: number) => {
      const state = { step: number, totalSteps: 4, epoch: 0, arena, loss: 1 };
      await blocks.transformGradients?.(gradients, state);
      await blocks.update?.(state, async () => {});
      await blocks.afterUpdate?.(state);
    };
    const secrets = () => [...(blocks.stateDict?.().tensors?.keys() ?? [])].filter((name) => name.startsWith('secret'));
    await step(0);
    await step(1);
    expect(arena.data).toEqual(before);
    expect(secrets()).toEqual([]);
    expect(blocks.plan({ isEarlyAllowed: true }).layers.flatMap(({ units }) => units)).toHaveLength(64);
    await step(2);
    expect(arena.data).not.toEqual(before);
    expect(secrets()).toHaveLength(4);
  });

  it('a vetoed step changes neither scores nor weights', async () => {
    const model = learner();
    const blocks = blockPruning({ unitDensity: 0.5 });
    blocks.ownParameters?.(model);
    const gradients = { dense: model.arena.allocateLike('dense').fill(1), rows: [] };
    const before = model.arena.data.slice();
    await blocks.transformGradients?.(gradients, { step: 0, totalSteps: 2, epoch: 0, arena: model.arena, loss: 1 });
    expect(model.arena.data).toEqual(before);
    expect(blocks.stateDict?.().json).toMatchObject({ finishedSteps: 0 });
    expect(() => blocks.plan()).toThrow(/there is no plan before the first step/);
  });
});

describe('what blockPruning refuses', () => {
  it.each([
    [{ headDensity: 0 }, /headDensity is 0, expected a share above 0 and at most 1/],
    [{ unitDensity: 1.5 }, /unitDensity is 1.5/],
    [{ unitDensity: Number.NaN }, /unitDensity is NaN/],
    [{ warmupRatio: 0.5, cooldownRatio: 0.5 }, /are 0.5 and 0.5, expected numbers from 0 that are below 1 together/],
    [{ warmupRatio: -0.1 }, /are -0.1 and 0.3/],
    [{ unitMultiple: 0 }, /unitMultiple is 0, expected a whole number from 1/],
    [{ scope: 'model' as 'layer' }, /scope is 'model'/],
  ])('%j', (options, message) => {
    expect(() => blockPruning(options)).toThrow(ConfigError);
    expect(() => blockPruning(options)).toThrow(message);
  });

  it('the state of other options or of another model, and hooks without a model', () => {
    const blocks = blockPruning({ headDensity: 0.5 });
    expect(() => blocks.afterUpdate?.({} as never)).toThrow(/has no model yet/);
    blocks.ownParameters?.(learner());
    const { json: own, tensors } = blocks.stateDict?.() ?? {};
    const withoutSecrets = { json: { ...(own as object), finishedSteps: 1 }, ...(tensors && { tensors }) };
    expect(() => blocks.loadStateDict?.(withoutSecrets)).toThrow(/'secret\..*' does not fit/);
    const json = { options: { headDensity: 0.25 }, finishedSteps: 1, totalSteps: 2 };
    expect(() => blocks.loadStateDict?.({ json })).toThrow(/was made with headDensity 0.25, this run has 0.5/);
  });
});
