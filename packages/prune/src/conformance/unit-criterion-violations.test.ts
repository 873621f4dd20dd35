/** Our own criteria keep the contract; and each check must be able to fail, on criteria that break it in one way each. */
import type { Gradients } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { maskFisher } from '../structured/importance/mask-fisher.js';
import { maskGradient } from '../structured/importance/mask-gradient.js';
import { maskDerivatives } from '../structured/importance/output-matrices.js';
import { randomUnits } from '../structured/importance/random-units.js';
import type { UnitCriterion } from '../structured/importance/unit-criterion.js';
import { unitMagnitude } from '../structured/importance/unit-magnitude.js';
import { addScores, emptyScores, mapScores } from '../structured/importance/unit-scores.js';
import {
  UNIT_CRITERION_CHECKS,
  type UnitCriterionCheckName,
  unitCriterionViolations,
} from './unit-criterion-violations.js';

const criterion = (changes: Partial<UnitCriterion>): UnitCriterion => ({
  specificationVersion: 'v1',
  name: 'broken',
  score: ({ model }) => emptyScores(model.config),
  ...changes,
});

it.each<[string, () => UnitCriterion]>([
  ['maskFisher', () => maskFisher()],
  ['maskGradient', () => maskGradient()],
  ['maskGradient with normalized layers', () => maskGradient({ normalizeLayers: true })],
  ['unitMagnitude', () => unitMagnitude()],
  ['randomUnits', () => randomUnits({ seed: 1 })],
  ['the least there can be', () => criterion({})],
])('%s keeps the contract', async (_, create) => {
  expect(await unitCriterionViolations(create)).toEqual([]);
});

/** The violations that one check finds. */
async function violationsOf(check: UnitCriterionCheckName, create: () => UnitCriterion): Promise<string[]> {
  const others = UNIT_CRITERION_CHECKS.filter((name) => name !== check);
  return await unitCriterionViolations(create, {
    skip: Object.fromEntries(others.map((name) => [name, `this test is of ${check}`])),
  });
}

const random = () => randomUnits({ seed: 1 });

/** Sums up gradients that it has only kept. */
const hoarding = () =>
  criterion({
    needsGradients: true,
    async score({ model: { config, arena }, gradients = none() }) {
      const kept: Gradients[] = [];
      for await (const each of gradients) kept.push(each);
      const sums = emptyScores(config);
      for (const { dense } of kept) addScores(sums, maskDerivatives(config, arena, dense), Math.abs);
      return mapScores(sums, (values) => values.map((value) => (Number.isNaN(value) ? 0 : value)));
    },
  });

async function* none(): AsyncGenerator<never> {}

describe('criteria that break the contract', () => {
  const shared = criterion({});
  let made = 0;
  let asked = 0;

  it.each<[UnitCriterionCheckName, string, () => UnitCriterion, RegExp]>([
    [
      'contract',
      'of another version',
      () => criterion({ specificationVersion: 'v2' as 'v1' }),
      /must be 'v1', not 'v2'/,
    ],
    ['contract', 'without a proper name', () => criterion({ name: 'My.Criterion' }), /is not in kebab-case/],
    ['contract', 'that there is one of', () => shared, /must make a criterion of its own/],
    ['contract', 'with another name each time', () => criterion({ name: `broken-${made++}` }), /the next time/],
    [
      'contract',
      'that needs what it does not know',
      () => criterion({ needsGradients: 1 as never }),
      /needsGradients is 1/,
    ],
    [
      'scores',
      'that scores what a model had at first',
      wholeModels,
      /layers of other sizes: .* expected scores of \[2,1\] heads/,
    ],
    [
      'scores',
      'that divides by a norm',
      () =>
        criterion({
          async score(context) {
            const scores = await unitMagnitude().score(context);
            return mapScores(scores, (values) => values.map((value) => value / Math.hypot(...values)));
          },
        }),
      /a model of zeros: .* the score of heads 0 of layer 0 is NaN/,
    ],
    [
      'scores',
      'of another type',
      () => criterion({ score: ({ model }) => mapScores(emptyScores(model.config), (each) => [...each] as never) }),
      /does not score with Float64Arrays/,
    ],
    [
      'sameModel',
      'that throws dice',
      () =>
        criterion({
          score: ({ model }) => mapScores(emptyScores(model.config), (each) => each.map(() => Math.random())),
        }),
      /another one of it scores otherwise/,
    ],
    ['sameModel', 'that counts how often it is asked', countingCriterion, /it scores otherwise when it is asked again/],
    [
      'model',
      'that scores in the parameters',
      () =>
        criterion({
          score(context) {
            context.model.arena.get('classifier.bias').data.fill(3);
            return random().score(context);
          },
        }),
      /it changes 'classifier.bias'/,
    ],
    [
      'model',
      'that writes into the configuration',
      () =>
        criterion({
          score(context) {
            Object.assign(context.model.config, { unknownFields: { asked: asked++ } });
            return random().score(context);
          },
        }),
      /it changes the configuration/,
    ],
    [
      'gradients',
      'that reads gradients in secret',
      () => criterion({ ...maskGradient(), needsGradients: false }),
      /reads `gradients` and does not say needsGradients/,
    ],
    [
      'gradients',
      'that asks for them in vain',
      () => criterion({ needsGradients: true }),
      /needsGradients, and looks at none/,
    ],
    ['gradients', 'that keeps them', hoarding, /keeps gradients that the next batch overwrites/],
    [
      'order',
      'whose scores have no order',
      () =>
        criterion({
          score: ({ model }) =>
            mapScores(emptyScores(model.config), (each) => each.map((_, at) => (at === 0 ? Number.NaN : at))),
        }),
      /of layer 0 a score is not a number, and has no place/,
    ],
    [
      'order',
      'that throws',
      () =>
        criterion({
          score() {
            throw new RangeError('too deep');
          },
        }),
      /it ended in 'RangeError: too deep'/,
    ],
  ])('%s finds one %s', async (check, _, create, message) => {
    const violations = await violationsOf(check, create);
    expect(violations.join('\n')).toMatch(message);
    for (const violation of violations) expect(violation.startsWith(`${check}: `)).toBe(true);
  });

  it('a check that is not there, or left out without a reason', async () => {
    expect(await unitCriterionViolations(random, { skip: { luck: 'none' } as never })).toEqual([
      `skip: there is no check 'luck'; there are ${UNIT_CRITERION_CHECKS.join(', ')}`,
    ]);
    expect(await unitCriterionViolations(random, { skip: { scores: ' ' } })).toEqual([`skip: 'scores' needs a reason`]);
  });
});

function wholeModels(): UnitCriterion {
  return criterion({
    score: ({ model: { config } }) => emptyScores({ ...config, prunedHeads: {}, intermediateSizes: null }),
  });
}

function countingCriterion(): UnitCriterion {
  let calls = 0;
  return criterion({
    score({ model }) {
      calls++;
      return mapScores(emptyScores(model.config), (each) => each.map(() => calls));
    },
  });
}
