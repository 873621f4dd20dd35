import { ConfigError } from '@bertsmith/tensor';
import type { Gradients, PluginState, TrainingPlugin, TrainingState } from '@bertsmith/train';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learner } from '../../../test/structured/tiny-examples.js';
import { hasSameBits } from '../../../test/structured/tiny-models.js';
import { optimalBertSurgeon } from '../criteria/optimal-bert-surgeon.js';
import { optimalBrainDamage } from '../criteria/optimal-brain-damage.js';
import { randomWeights } from '../criteria/random-weights.js';
import { softWeightMovement } from '../criteria/soft-weight-movement.js';
import type { WeightCriterion } from '../criteria/weight-criterion.js';
import { weightMagnitude } from '../criteria/weight-magnitude.js';
import { weightMovement } from '../criteria/weight-movement.js';
import { holdZeros } from './hold-zeros.js';
import { cubicSparsity } from './sparsity-schedule.js';
import { weightPruning } from './weight-pruning.js';
import type { WeightPruningOptions } from './weight-pruning-options.js';

const NAME = 'bert.encoder.layer.1.output.dense.weight';
const ONE = { matrices: [NAME] };

/** Steps by hand: gradients and an update of the arena, with the hooks in the trainer's order. */
async function runSteps(
  plugin: TrainingPlugin,
  model: ReturnType<typeof learner>,
  steps: number,
  work: (step: number, gradients: Gradients) => undefined | (() => void),
): Promise<void> {
  plugin.ownParameters?.(model);
  const { arena } = model;
  for (let step = 0; step < steps; step++) {
    const state: TrainingState = { step, totalSteps: steps, epoch: 0, arena, loss: 1 };
    const gradients = { dense: arena.allocateLike('dense'), rows: [] };
    const update = work(step, gradients);
    await plugin.transformGradients?.(gradients, state);
    const next = async () => void update?.();
    if (plugin.update === undefined) await next();
    else await plugin.update(state, next);
    await plugin.afterUpdate?.(state);
  }
}

describe('cubicSparsity', () => {
  const schedule = cubicSparsity({ initialSparsity: 0.1, warmupRatio: 0.2, cooldownRatio: 0.3 });

  it.each([
    [0, 0.1],
    [0.2, 0.1],
    [0.45, 0.8 - 0.7 * 0.125],
    [0.7, 0.8],
    [1, 0.8],
  ])('is, with %f of the steps done, %f', (progress, expected) => {
    expect(schedule.sparsityAt(progress, 0.8)).toBeCloseTo(expected, 12);
  });

  it('never falls, and ends at exactly what is wanted', () => {
    const share = fc.double({ min: 0, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(share, share, share, (initialSparsity, final, warmup) => {
        const each = cubicSparsity({ initialSparsity, warmupRatio: warmup / 2, cooldownRatio: 0.4 });
        const course = Array.from({ length: 50 }, (_, step) => each.sparsityAt((step + 1) / 50, final));
        expect(course.at(-1)).toBe(final);
        for (const [step, sparsity] of course.entries()) {
          expect(sparsity).toBeGreaterThanOrEqual((course[step - 1] ?? 0) - 1e-12);
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it.each([
    [{ warmupRatio: 0.5, cooldownRatio: 0.5 }, /are 0.5 and 0.5, expected numbers from 0 that are below 1 together/],
    [{ warmupRatio: -0.1 }, /are -0.1 and 0.3/],
    [{ initialSparsity: 1 }, /initialSparsity is 1, expected a share/],
  ])('refuses %j', (options, message) => {
    expect(() => cubicSparsity(options)).toThrow(ConfigError);
    expect(() => cubicSparsity(options)).toThrow(message);
  });
});

describe('holdZeros', () => {
  it('keeps zeros at +0, bit for bit, whatever the update makes of them, and changes nothing else', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    for (let at = 0; at < weight.length; at += 3) weight[at] = at % 2 === 0 ? 0 : -0;
    const zeros = holdZeros(ONE);
    const seen: number[][] = [];
    await runSteps(zeros, model, 3, (step, { dense }) => {
      dense.fill(0.5);
      return () => {
        seen.push([...model.arena.view(model.arena.entry(NAME), dense).data.subarray(0, 4)]);
        // A moment of earlier steps would move all of them.
        for (const [at, value] of weight.entries()) weight[at] = value - 0.25 * (step + 1);
      };
    });
    expect(seen).toEqual(Array(3).fill([0, 0.5, 0.5, 0]));
    const before = learner().arena.get(NAME).data;
    const expected = before.map((value, at) => {
      if (at % 3 === 0) return 0;
      return [0.25, 0.5, 0.75].reduce((sum, change) => Math.fround(sum - change), value);
    });
    expect(hasSameBits(weight, expected)).toBe(true);
    expect(zeros.report()).toMatchObject({ weights: 512, zeros: 171 });
  });

  it('needs a model, and a checkpoint with masks of it', () => {
    const zeros = holdZeros(ONE);
    expect(() => zeros.report()).toThrow(/hold-zeros: the plugin has no model yet/);
    zeros.ownParameters?.(learner());
    expect(() => zeros.loadStateDict?.({ tensors: new Map() })).toThrow(ConfigError);
    expect(() => zeros.loadStateDict?.({ tensors: new Map() })).toThrow(/the checkpoint has no mask of/);
    const other = holdZeros(ONE);
    other.ownParameters?.(learner({ intermediateSize: 40 }));
    const state = other.stateDict?.() ?? {};
    expect(() => zeros.loadStateDict?.(state)).toThrow(/has 80 bytes, expected 64: it is of another model/);
  });
});

describe('weightPruning, step by step', () => {
  it('masks at once by a criterion that needs only weights', async () => {
    const model = learner();
    const pruning = weightPruning({ criterion: weightMagnitude(), sparsity: 0.75, ...ONE });
    await runSteps(pruning, model, 4, () => () => {
      // The masked weights were 0 in the pass before, too.
      expect([...model.arena.get(NAME).data].filter((value) => value === 0)).toHaveLength(384);
      model.arena.get(NAME).data.fill(1);
    });
    expect([...model.arena.get(NAME).data].filter((value) => value === 0)).toHaveLength(384);
    expect(pruning.report().sparsity).toBe(0.75);
  });

  it('prunes more and more by a schedule, and what has gone stays gone', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    const schedule = cubicSparsity({ warmupRatio: 0.2, cooldownRatio: 0.2 });
    const pruning = weightPruning({ criterion: weightMagnitude(), sparsity: 0.5, schedule, everySteps: 2, ...ONE });
    const zerosAt: number[][] = [];
    await runSteps(pruning, model, 11, () => {
      zerosAt.push([...weight.keys()].filter((at) => weight[at] === 0));
      // The smallest are made the largest: another order at every step.
      return () => void weight.set(weight.map((value) => (value === 0 ? 0.001 : 0.2 / value)));
    });
    const counts = zerosAt.map(({ length }) => length);
    const expected = (steps: number) => Math.round(512 * schedule.sparsityAt(steps / 11, 0.5));
    expect(counts).toEqual([0, 0, 0, 0, ...[4, 4, 6, 6, 8, 8].map(expected), 256]);
    for (const [step, zeros] of zerosAt.entries())
      expect(zeros).toEqual(expect.arrayContaining(zerosAt[step - 1] ?? []));
  });

  it('makes masks, and lets the rest recover from them, in a run of few steps, too', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    const pruning = weightPruning({ criterion: weightMagnitude(), sparsity: 0.5, schedule: cubicSparsity(), ...ONE });
    const counts: number[] = [];
    await runSteps(pruning, model, 8, () => void counts.push(weight.filter((value) => value === 0).length));
    // The last three steps in ten are those of the cool-down.
    expect(counts.slice(-2)).toEqual([256, 256]);
    expect(counts.filter((count) => count > 0 && count < 256).length).toBeGreaterThan(2);
  });

  it('has what was asked for after the last step, wherever masks were made before, by any criterion', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    // What is 0 has the highest score of all, and must not come back.
    const largestFirst: WeightCriterion = {
      ...weightMagnitude(),
      name: 'largest-first',
      score: ({ weights }) => weights.map((value) => -Math.abs(value)),
    };
    const schedule = cubicSparsity({ warmupRatio: 0, cooldownRatio: 0 });
    const pruning = weightPruning({ criterion: largestFirst, sparsity: 0.5, schedule, everySteps: 4, ...ONE });
    const zerosAt: number[][] = [];
    await runSteps(pruning, model, 6, () => {
      zerosAt.push([...weight.keys()].filter((at) => weight[at] === 0));
      return undefined;
    });
    const last = [...weight.keys()].filter((at) => weight[at] === 0);
    expect(last).toHaveLength(256);
    expect(zerosAt[5]?.length).toBe(Math.round(512 * schedule.sparsityAt(4 / 6, 0.5)));
    expect(last).toEqual(expect.arrayContaining(zerosAt[5] as number[]));
  });

  it('looks at the gradients of training since the last mask', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    weight.fill(1);
    const schedule = { name: 'halves', sparsityAt: (progress: number) => (progress <= 0.5 ? 0.25 : 0.5) };
    const pruning = weightPruning({ criterion: optimalBrainDamage(), sparsity: 0.5, schedule, everySteps: 2, ...ONE });
    await runSteps(pruning, model, 4, (step, { dense }) => {
      // In the first half the first rows do not matter, in the second the last ones.
      const gradient = model.arena.view(model.arena.entry(NAME), dense).data;
      gradient.set(gradient.map((_, at) => (step < 2 ? at : 2 * (511 - at)) + 1));
      return undefined;
    });
    const gone = [...weight.keys()].filter((at) => weight[at] === 0);
    expect(gone).toEqual([...Array(128).keys(), ...Array.from({ length: 128 }, (_, index) => 384 + index)]);
  });

  it('movement: what moves to 0 goes, and comes back with its value when it is wanted again', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    weight.set(weight.map((_, at) => 1 + at / 1000));
    const before = weight.slice();
    const schedule = { name: 'half', sparsityAt: () => 0.5 };
    const pruning = weightPruning({
      criterion: weightMovement({ stepSize: 1 }),
      sparsity: 0.5,
      schedule,
      everySteps: 1,
      ...ONE,
    });
    const seen: Float32Array[] = [];
    await runSteps(pruning, model, 3, (step, { dense }) => {
      seen.push(weight.slice());
      // First the loss wants the first half smaller and the second larger; then, twice, the other way round.
      const gradient = model.arena.view(model.arena.entry(NAME), dense).data;
      const [first, second] = step === 0 ? [1, -1] : [-1, 1];
      gradient.set(gradient.map((_, at) => (at < 256 ? first : second)));
      return () => {
        // The optimizer finds all values, and no gradient of those that are masked.
        expect(weight).toEqual(before);
        expect(gradient[0]).toBe(step === 0 ? 1 : 0);
        expect(gradient[300]).toBe(second);
      };
    });
    expect(seen[1]).toEqual(before.map((value, at) => (at < 256 ? 0 : value)));
    expect(weight).toEqual(before.map((value, at) => (at < 256 ? value : 0)));
  });

  it('movement: masks stay as they are in the cool-down, so that the model recovers with what it will have', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    weight.set(weight.map((_, at) => 1 + at / 1000));
    const schedule = cubicSparsity({ warmupRatio: 0, cooldownRatio: 0.5 });
    const options = { criterion: weightMovement({ stepSize: 1 }), sparsity: 0.5, schedule, everySteps: 1, ...ONE };
    const gone: number[][] = [];
    await runSteps(weightPruning(options), model, 10, (step, { dense }) => {
      gone.push([...weight.keys()].filter((at) => weight[at] === 0));
      // The loss wants the first half smaller and the second larger; from the middle of the run on, and much more, the other way round.
      const gradient = model.arena.view(model.arena.entry(NAME), dense).data;
      const [first, second] = step < 4 ? [1, -1] : [-1, 1];
      gradient.set(gradient.map((_, at) => (at < 256 ? first : second)));
      return undefined;
    });
    // After five steps half are gone.
    const [atCooldown, ...later] = gone.slice(5);
    expect(atCooldown).toEqual(Array.from({ length: 256 }, (_, at) => at));
    for (const each of later) expect(each).toEqual(atCooldown);
  });

  /** A criterion whose observations are counted. */
  function counted(criterion: WeightCriterion): { readonly criterion: WeightCriterion; count: number } {
    const counter = {
      count: 0,
      criterion: {
        ...criterion,
        observe(...seen: Parameters<NonNullable<WeightCriterion['observe']>>) {
          counter.count++;
          criterion.observe?.(...seen);
        },
      },
    };
    return counter;
  }

  const ofOnes =
    (work: () => void) =>
    (_: number, { dense }: Gradients): undefined => {
      work();
      dense.fill(1);
      return undefined;
    };

  it.each([
    { criterion: optimalBrainDamage(), everySteps: 2, made: 6 },
    { criterion: weightMovement(), everySteps: 2, made: 6 },
    // The first mask that is made at half of the steps, or later.
    { criterion: optimalBrainDamage(), everySteps: 5, made: 10 },
    { criterion: weightMovement(), everySteps: 5, made: 10 },
  ])(
    '$criterion.name, a mask every $everySteps steps: observes no gradient once it is the one of the end',
    async ({ criterion, everySteps, made }) => {
      const counter = counted(criterion);
      const schedule = cubicSparsity({ warmupRatio: 0, cooldownRatio: 0.5 });
      const pruning = weightPruning({ criterion: counter.criterion, sparsity: 0.5, schedule, everySteps, ...ONE });
      const before: number[] = [];
      await runSteps(
        pruning,
        learner(),
        12,
        ofOnes(() => before.push(counter.count)),
      );
      const expected = Array.from({ length: 13 }, (_, step) => Math.min(step, made));
      expect([...before, counter.count]).toEqual(expected);
      expect(pruning.report().sparsity).toBe(0.5);
    },
  );

  it('soft movement: observes no gradient once the mask is the one of the end', async () => {
    const counter = counted(softWeightMovement());
    const schedule = cubicSparsity({ warmupRatio: 0, cooldownRatio: 0.5 });
    const pruning = weightPruning({ criterion: counter.criterion, threshold: 0.1, schedule, everySteps: 2, ...ONE });
    await runSteps(
      pruning,
      learner(),
      12,
      ofOnes(() => undefined),
    );
    expect(counter.count).toBe(6);
  });

  it('observes gradients again where a run goes on for longer', async () => {
    const counter = counted(optimalBrainDamage());
    const schedule = cubicSparsity({ warmupRatio: 0, cooldownRatio: 0.5 });
    const options = { criterion: counter.criterion, sparsity: 0.5, schedule, everySteps: 1, ...ONE };
    const model = learner();
    const first = weightPruning(options);
    await runSteps(
      first,
      model,
      8,
      ofOnes(() => undefined),
    );
    expect(counter.count).toBe(4);
    const saved = first.stateDict?.() as PluginState;
    const longer = weightPruning(options);
    longer.ownParameters?.(model);
    longer.loadStateDict?.(saved);
    const { arena } = model;
    for (let step = 8; step < 20; step++) {
      const state: TrainingState = { step, totalSteps: 20, epoch: 0, arena, loss: 1 };
      await longer.transformGradients?.({ dense: arena.allocateLike('dense').fill(1), rows: [] }, state);
      await longer.update?.(state, async () => {});
      await longer.afterUpdate?.(state);
    }
    // Of steps 9 and 10; then half of the steps are done.
    expect(counter.count).toBe(6);
    expect(longer.report().sparsity).toBe(0.5);
  });

  it('a pattern begins where the schedule asks for zeros', async () => {
    const model = learner();
    const weight = model.arena.get(NAME).data;
    const schedule = cubicSparsity({ warmupRatio: 0.5, cooldownRatio: 0.1 });
    const pruning = weightPruning({ criterion: weightMagnitude(), pattern: '1:4', schedule, everySteps: 1, ...ONE });
    const counts: number[] = [];
    await runSteps(pruning, model, 4, () => void counts.push([...weight].filter((value) => value === 0).length));
    expect(counts).toEqual([0, 0, 0, 384]);
  });

  it('a vetoed step changes neither weights nor what is learned', async () => {
    const model = learner();
    const pruning = weightPruning({ criterion: weightMovement(), sparsity: 0.5, ...ONE });
    pruning.ownParameters?.(model);
    const before = pruning.stateDict?.().tensors?.get(`statistics.${NAME}`)?.data.slice();
    const gradients = { dense: model.arena.allocateLike('dense').fill(1), rows: [] };
    await pruning.transformGradients?.(gradients, { step: 0, totalSteps: 2, epoch: 0, arena: model.arena, loss: 1 });
    expect(pruning.stateDict?.().tensors?.get(`statistics.${NAME}`)?.data).toEqual(before);
    expect(model.arena.data).toEqual(learner().arena.data);
  });
});

describe('what weightPruning refuses', () => {
  const criterion = weightMagnitude();
  const broken = (changes: object) => ({ ...criterion, ...changes }) as WeightCriterion;

  it.each<[object, RegExp]>([
    [{ criterion, sparsity: 1 }, /sparsity is 1, expected a share from 0 to below 1/],
    [{ criterion, sparsity: 0.5, everySteps: 0 }, /everySteps is 0, expected a whole number from 1/],
    [{ criterion }, /how many weights go is said by .*, found nothing/],
    [
      { criterion: broken({ specificationVersion: 'v2' }), sparsity: 0.5 },
      /has specificationVersion 'v2', expected 'v1'/,
    ],
    [{ criterion: broken({ needs: 'luck' }), sparsity: 0.5 }, /needs 'luck', expected weights, gradients or training/],
    [{ criterion: broken({ needs: 'gradients' }), sparsity: 0.5 }, /needs gradients and has no `observe`/],
    [{ criterion: broken({ observe: () => {} }), sparsity: 0.5 }, /has an `observe` and needs only weights/],
    [
      { criterion: broken({ needs: 'gradients', observeAll: () => Promise.resolve() }), sparsity: 0.5 },
      /has an `observeAll` and no `observe`/,
    ],
    [
      { criterion: { ...optimalBrainDamage(), statisticsPerWeight: 0.5 }, sparsity: 0.5 },
      /has statisticsPerWeight 0.5, expected a whole number from 1/,
    ],
  ])('%j', (options, message) => {
    expect(() => weightPruning(options as WeightPruningOptions)).toThrow(ConfigError);
    expect(() => weightPruning(options as WeightPruningOptions)).toThrow(message);
  });

  it('matrices that are unknown, or have no gradient that the criterion needs', () => {
    const prepare = (options: WeightPruningOptions) => weightPruning(options).ownParameters?.(learner());
    expect(() => prepare({ criterion, sparsity: 0.5, matrices: ['x'] })).toThrow(/has no matrix 'x'/);
    const words = ['bert.embeddings.word_embeddings.weight'];
    expect(() => prepare({ criterion: weightMovement(), sparsity: 0.5, matrices: words })).toThrow(/row by row/);
    expect(() => prepare({ criterion, sparsity: 0.5, matrices: words })).not.toThrow();
  });

  it.each<[string, WeightCriterion, WeightCriterion]>([
    ['random', randomWeights({ seed: 1 }), randomWeights({ seed: 2 })],
    ['movement', weightMovement(), weightMovement({ stepSize: 1 })],
    ['soft movement', softWeightMovement(), softWeightMovement({ regularization: 1 })],
    ['blocks', optimalBertSurgeon(), optimalBertSurgeon({ blockSize: 2 })],
  ])('checkpoints of a criterion with other settings: %s', (_, one, other) => {
    const [saved, resumed] = [one, other].map((each) => {
      const pruning = weightPruning({ criterion: each, sparsity: 0.5 });
      pruning.ownParameters?.(learner());
      return pruning;
    });
    expect(() => resumed?.loadStateDict?.(saved?.stateDict?.() ?? {})).toThrow(/resume with the same/);
  });

  it('checkpoints of other settings', () => {
    const state = (options: WeightPruningOptions) => {
      const pruning = weightPruning(options);
      pruning.ownParameters?.(learner());
      return { pruning, saved: pruning.stateDict?.() ?? {} };
    };
    const { saved } = state({ criterion, sparsity: 0.5 });
    for (const other of [
      { criterion, sparsity: 0.6 },
      { criterion, sparsity: 0.5, everySteps: 7 },
      { criterion, sparsity: 0.5, scope: 'row' as const },
      { criterion, sparsity: 0.5, schedule: cubicSparsity() },
      { criterion: randomWeights({ seed: 1 }), sparsity: 0.5 },
    ]) {
      expect(() => state(other).pruning.loadStateDict?.(saved)).toThrow(
        /the checkpoint was made with .*: resume with the same/,
      );
    }
    const scheduled = state({ criterion, sparsity: 0.5, schedule: cubicSparsity() });
    expect(scheduled.saved.json).toMatchObject({
      settings: { schedule: { name: 'cubic', settings: { warmupRatio: 0.1, cooldownRatio: 0.3 } } },
    });
    const slower = state({ criterion, sparsity: 0.5, schedule: cubicSparsity({ warmupRatio: 0.2 }) });
    expect(() => slower.pruning.loadStateDict?.(scheduled.saved)).toThrow(/resume with the same/);
    const movement = state({ criterion: weightMovement(), sparsity: 0.5 });
    for (const prefix of ['hidden', 'statistics']) {
      const kept = [...(movement.saved.tensors ?? [])].filter(([name]) => !name.startsWith(prefix));
      const withoutSome = { ...movement.saved, tensors: new Map(kept) };
      expect(() => movement.pruning.loadStateDict?.(withoutSome)).toThrow(new RegExp(`'${prefix}\\..*' does not fit`));
    }
  });
});
