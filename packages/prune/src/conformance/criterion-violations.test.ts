/** Our own criteria keep the contract; and each check must be able to fail, on criteria that break it in one way each. */
import { describe, expect, it } from 'vitest';
import { optimalBertSurgeon } from '../weights/criteria/optimal-bert-surgeon.js';
import { optimalBrainDamage } from '../weights/criteria/optimal-brain-damage.js';
import { randomWeights } from '../weights/criteria/random-weights.js';
import { softWeightMovement } from '../weights/criteria/soft-weight-movement.js';
import type { WeightCriterion } from '../weights/criteria/weight-criterion.js';
import { weightMagnitude } from '../weights/criteria/weight-magnitude.js';
import { weightMovement } from '../weights/criteria/weight-movement.js';
import { CRITERION_CHECKS, type CriterionCheckName, criterionViolations } from './criterion-violations.js';

it.each<[string, () => WeightCriterion]>([
  ['weightMagnitude', weightMagnitude],
  ['randomWeights', () => randomWeights({ seed: 1 })],
  ['optimalBrainDamage', optimalBrainDamage],
  ['weightMovement', weightMovement],
  ['softWeightMovement', softWeightMovement],
  ['optimalBertSurgeon', optimalBertSurgeon],
  ['optimalBertSurgeon in blocks of 5', () => optimalBertSurgeon({ blockSize: 5 })],
])('%s keeps the contract', (_, create) => {
  expect(criterionViolations(create)).toEqual([]);
});

const criterion = (changes: Partial<WeightCriterion>): WeightCriterion => ({
  specificationVersion: 'v1',
  name: 'broken',
  needs: 'weights',
  score: ({ weights }) => weights.slice(),
  ...changes,
});

/** One that learns, properly but for the changes. */
const learning = (changes: Partial<WeightCriterion> = {}): WeightCriterion => ({
  ...weightMovement(),
  name: 'broken',
  ...changes,
});

/** The violations that one check finds. */
function violationsOf(check: CriterionCheckName, create: () => WeightCriterion): string[] {
  const others = CRITERION_CHECKS.filter((name) => name !== check);
  return criterionViolations(create, {
    skip: Object.fromEntries(others.map((name) => [name, `this test is of ${check}`])),
  });
}

describe('criteria that break the contract', () => {
  const shared = criterion({});
  let made = 0;

  it.each<[CriterionCheckName, string, () => WeightCriterion, RegExp]>([
    [
      'contract',
      'of another version',
      () => criterion({ specificationVersion: 'v2' as 'v1' }),
      /specificationVersion 'v2'/,
    ],
    ['contract', 'without a proper name', () => criterion({ name: 'My.Criterion' }), /is not in kebab-case/],
    ['contract', 'that there is one of', () => shared, /must make a criterion of its own/],
    ['contract', 'with another name each time', () => criterion({ name: `broken-${made++}` }), /the next time/],
    [
      'contract',
      'with a setting that no checkpoint can have',
      () => criterion({ settings: { share: Number.NaN } }),
      /has the setting share NaN, which JSON does not have/,
    ],
    [
      'contract',
      'with other settings each time',
      () => criterion({ settings: { made: made++ } }),
      /has other settings the next time/,
    ],
    [
      'contract',
      'that learns of nothing',
      () => criterion({ needs: 'training' }),
      /needs training and has no `observe`/,
    ],
    [
      'scores',
      'with a score too many',
      () => criterion({ score: () => new Float32Array(7) }),
      /7 scores for 96 weights/,
    ],
    [
      'scores',
      'that divides by weights',
      () => criterion({ score: ({ weights }) => weights.map((weight) => weight / weight) }),
      /half zeros: the score of weight 0 is not a number/,
    ],
    [
      'scores',
      'of another type',
      () => criterion({ score: ({ weights }) => Float64Array.from(weights) as unknown as Float32Array }),
      /does not score with a Float32Array/,
    ],
    [
      'sameInput',
      'that throws dice',
      () => criterion({ score: ({ weights }) => weights.map(() => Math.random()) }),
      /another one of it scores otherwise/,
    ],
    ['sameInput', 'that counts how often it is asked', countingCriterion, /scores otherwise when it is asked again/],
    ['statistics', 'with a memory', rememberingCriterion, /remembers what is not in `statistics`/],
    [
      'inputs',
      'that changes gradients',
      () => learning({ observe: (_, gradient) => void gradient.fill(0) }),
      /`observe` changes the gradient/,
    ],
    [
      'inputs',
      'that changes weights',
      () => learning({ observe: ({ weights }) => void weights.fill(0) }),
      /`observe` changes the weights/,
    ],
    [
      'inputs',
      'that scores in the weights',
      () => criterion({ score: ({ weights }) => weights.fill(1) }),
      /`score` changes the weights/,
    ],
    [
      'inputs',
      'that scores in the statistics',
      () => learning({ score: ({ statistics }) => statistics.fill(1) }),
      /`score` changes the statistics/,
    ],
    [
      'compensation',
      'that changes what goes',
      () => criterion({ compensate: ({ weights }) => void weights.fill(1) }),
      /changes weights that go/,
    ],
    [
      'compensation',
      'that divides by 0',
      () =>
        criterion({
          compensate: ({ weights }, isKept) =>
            weights.forEach((_, index) => void (isKept(index) && fillOne(weights, index))),
        }),
      /weights that are not finite/,
    ],
    [
      'compensation',
      'that unlearns',
      () => learning({ compensate: ({ statistics }) => void statistics.fill(1) }),
      /`compensate` changes the statistics/,
    ],
    [
      'selection',
      'whose scores are not numbers',
      () => criterion({ score: ({ weights }) => weights.map(() => Number.NaN) }),
      /it ended in 'ConfigError: .* is not a number/,
    ],
  ])('%s finds one %s', (check, _, create, message) => {
    const violations = violationsOf(check, create);
    expect(violations.join('\n')).toMatch(message);
    for (const violation of violations) expect(violation.startsWith(`${check}: `)).toBe(true);
  });

  it('a check that is not there, or left out without a reason', () => {
    expect(criterionViolations(weightMagnitude, { skip: { luck: 'none' } as never })).toEqual([
      `skip: there is no check 'luck'; there are ${CRITERION_CHECKS.join(', ')}`,
    ]);
    expect(criterionViolations(weightMagnitude, { skip: { scores: ' ' } })).toEqual([`skip: 'scores' needs a reason`]);
  });
});

function countingCriterion(): WeightCriterion {
  let calls = 0;
  return criterion({
    score({ weights }) {
      calls++;
      return weights.map(() => calls);
    },
  });
}

function rememberingCriterion(): WeightCriterion {
  let sum = 0;
  return learning({
    observe(_, gradient) {
      sum += gradient[0] as number;
    },
    score: ({ weights }) => weights.map((weight) => weight * sum),
  });
}

function fillOne(weights: Float32Array, index: number): void {
  weights[index] = Number.POSITIVE_INFINITY;
}
