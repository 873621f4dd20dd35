import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { readFixture, TOLERANCE } from '../../test/read-fixture.js';
import { accuracyMetric } from '../classification/accuracy.js';
import { macroF1Metric } from '../classification/macro-f1.js';
import { entityF1Metric } from '../entities/entity-metrics.js';
import { pearsonMetric } from '../regression/pearson.js';
import { quantile } from '../statistics/quantile.js';
import { bootstrapDifference, bootstrapInterval, bootstrapStatistic, type Interval } from './bootstrap.js';
import { mcnemarTest } from './mcnemar-test.js';
import { randomizationTest } from './randomization-test.js';
import type { IntervalOptions } from './resampling-options.js';
import { SmallFastCounter } from './small-fast-counter.js';

type FixtureInterval = Interval & Required<IntervalOptions>;
type FixtureTest = { difference: number; pValue: number; resamples: number; seed: number };

const fixture = readFixture<{
  labels: number[];
  first: number[];
  second: number[];
  accuracy: FixtureInterval;
  macroF1: FixtureInterval;
  difference: FixtureInterval;
  numbers: { predictions: number[]; labels: number[] };
  pearson: FixtureInterval;
  randomization: { accuracy: FixtureTest; macroF1: FixtureTest };
  few: { labels: number[]; first: number[]; second: number[]; exactPValue: number };
  mcnemar: { onlyFirst: number; onlySecond: number; pValue: number }[];
  quantiles: [number, number][];
}>('significance');

const { labels } = fixture;
const first = { predictions: fixture.first, labels };
const second = { predictions: fixture.second, labels };

describe('as SciPy has it', () => {
  it('percentile intervals of a score', () => {
    expectInterval(bootstrapInterval(first, accuracyMetric, fixture.accuracy), fixture.accuracy);
    expectInterval(bootstrapInterval(second, macroF1Metric, fixture.macroF1), fixture.macroF1);
    expectInterval(bootstrapInterval(fixture.numbers, pearsonMetric, fixture.pearson), fixture.pearson);
  });

  it('percentile interval of a difference', () => {
    expectInterval(bootstrapDifference(first, second, accuracyMetric, fixture.difference), fixture.difference);
  });

  it.each(fixture.mcnemar)("McNemar's test of $onlyFirst against $onlySecond", (expected) => {
    const rows = expected.onlyFirst + expected.onlySecond;
    const right = new Int32Array(rows + 1).fill(1);
    const ofFirst = right.map((label, row) => (row < expected.onlyFirst || row === rows ? label : 0));
    const ofSecond = right.map((label, row) => (row >= expected.onlyFirst ? label : 0));
    const result = mcnemarTest({ predictions: ofFirst, labels: right }, { predictions: ofSecond, labels: right });
    expect(result).toMatchObject({ onlyFirst: expected.onlyFirst, onlySecond: expected.onlySecond });
    expect(Math.abs(result.pValue - expected.pValue)).toBeLessThan(TOLERANCE);
  });

  it.each(fixture.quantiles)('the quantile of %s', (share, expected) => {
    expect(Math.abs(quantile(fixture.numbers.predictions, share) - expected)).toBeLessThan(TOLERANCE);
  });
});

function expectInterval(interval: Interval, expected: FixtureInterval): void {
  for (const field of ['score', 'low', 'high'] as const) {
    expect(Math.abs(interval[field] - expected[field])).toBeLessThan(TOLERANCE);
  }
}

describe('the randomization test', () => {
  it.each([
    ['accuracy', accuracyMetric],
    ['macroF1', macroF1Metric],
  ] as const)('of %s is as defined', (name, metric) => {
    const expected = fixture.randomization[name];
    const { difference, pValue } = randomizationTest(first, second, metric, expected);
    expect(Math.abs(difference - expected.difference)).toBeLessThan(TOLERANCE);
    expect(Math.abs(pValue - expected.pValue)).toBeLessThan(TOLERANCE);
  });

  it("comes near SciPy's test of all swaps", () => {
    const { few } = fixture;
    const [one, other] = [few.first, few.second].map((predictions) => ({ predictions, labels: few.labels }));
    const { pValue } = randomizationTest(one!, other!, accuracyMetric, { resamples: 20_000 });
    // Five standard deviations of a share of 0.125 among 20,000 are 0.0117.
    expect(Math.abs(pValue - few.exactPValue)).toBeLessThan(0.0117);
  });

  it('finds nothing between a model and itself', () => {
    expect(randomizationTest(first, first, accuracyMetric, { resamples: 50 })).toEqual({ difference: 0, pValue: 1 });
    expect(mcnemarTest(first, first)).toEqual({ onlyFirst: 0, onlySecond: 0, pValue: 1 });
  });

  it('finds no more than its level among equally good models', () => {
    const random = new SmallFastCounter(3);
    let found = 0;
    for (let trial = 0; trial < 200; trial++) {
      const draw = () => Array.from({ length: 40 }, () => (random.nextBelow(10) < 8 ? 1 : 0));
      const truth = Array.from({ length: 40 }, () => 1);
      const result = randomizationTest(
        { predictions: draw(), labels: truth },
        { predictions: draw(), labels: truth },
        accuracyMetric,
        { resamples: 99, seed: trial },
      );
      if (result.pValue <= 0.05) found++;
    }
    // At most 10 of 200 are expected; five standard deviations are 15 more.
    expect(found).toBeLessThan(25);
  });
});

describe('the bootstrap', () => {
  it('has about the width of the binomial distribution for an accuracy', () => {
    const rows = 400;
    const truth = Array.from({ length: rows }, () => 1);
    const predictions = truth.map((label, row) => (row < 320 ? label : 0));
    const { score, low, high } = bootstrapInterval({ predictions, labels: truth, numLabels: 2 }, accuracyMetric);
    const deviation = Math.sqrt((0.8 * 0.2) / rows);
    expect(score).toBe(0.8);
    // The ends have an error of about 3 % of the width from 2,000 samples, and rows are steps of 0.0025.
    expect(Math.abs(low - (0.8 - 1.96 * deviation))).toBeLessThan(0.0075);
    expect(Math.abs(high - (0.8 + 1.96 * deviation))).toBeLessThan(0.0075);
  });

  it('gives the same for a seed, and about the same for another', () => {
    const interval = (seed: number) => bootstrapInterval(first, accuracyMetric, { seed, resamples: 300 });
    expect(interval(1)).toEqual(interval(1));
    expect(interval(1)).not.toEqual(interval(2));
  });

  it('takes sentences whole, and any figure of rows', () => {
    const tags = { predictions: [['B-a'], ['O']], labels: [['B-a'], ['B-a']] };
    expect(bootstrapInterval(tags, entityF1Metric, { resamples: 50 }).score).toBe(2 / 3);
    const figures = [1, 0, 0.5];
    const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + figures[row]!, 0) / rows.length;
    expect(bootstrapStatistic(3, mean, { resamples: 50 }).score).toBe(0.5);
  });

  it('leaves what it is given as it was', () => {
    const input = { predictions: Int32Array.of(1, 0, 1), labels: [1, 1, 1] };
    const before = structuredClone(input);
    bootstrapInterval(input, accuracyMetric, { resamples: 5 });
    randomizationTest(input, { predictions: [0, 0, 0], labels: [1, 1, 1] }, accuracyMetric, { resamples: 5 });
    expect(input).toEqual(before);
  });

  it.each([
    [{ resamples: 0 }, /resamples is 0/],
    [{ resamples: 1.5 }, /resamples is 1.5/],
    [{ seed: -1 }, /seed is -1/],
    [{ confidence: 1 }, /confidence is 1/],
    [{ confidence: Number.NaN }, /confidence is NaN/],
  ])('refuses %j', (options, message) => {
    expect(() => bootstrapInterval(first, accuracyMetric, options)).toThrow(ConfigError);
    expect(() => bootstrapInterval(first, accuracyMetric, options)).toThrow(message);
  });

  it('refuses what has no rows', () => {
    expect(() => bootstrapInterval({ predictions: [], labels: [] }, accuracyMetric)).toThrow(InputError);
    expect(() => bootstrapStatistic(0, () => 1)).toThrow(/0 rows/);
  });
});

describe('two models', () => {
  const other = {
    predictions: fixture.second,
    labels: labels.map((label, row) => (row === 3 ? (label + 1) % 3 : label)),
  };

  it('are compared on the same rows only', () => {
    expect(() => mcnemarTest(first, other)).toThrow(/labels\[3\] is .* give both the same rows/);
    expect(() => randomizationTest(first, other, accuracyMetric)).toThrow(InputError);
    expect(() => bootstrapDifference(first, other, accuracyMetric)).toThrow(InputError);
    const fewer = { predictions: [1], labels: [1] };
    expect(() => mcnemarTest(first, fewer)).toThrow(InputError);
    expect(() => mcnemarTest({ predictions: [], labels: [] }, { predictions: [], labels: [] })).toThrow(InputError);
  });

  it('may be taggers', () => {
    const tags = { predictions: [['B-a']], labels: [['B-a']] };
    const same = { predictions: [['O']], labels: [['B-a']] };
    const different = { predictions: [['O']], labels: [['B-b']] };
    expect(randomizationTest(tags, same, entityF1Metric, { resamples: 9 }).difference).toBe(-1);
    expect(() => randomizationTest(tags, different, entityF1Metric)).toThrow(InputError);
  });
});

it('the quantile refuses shares and figures that are none', () => {
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
  expect(() => quantile([1], 1.1)).toThrow(ConfigError);
  expect(() => quantile([1], Number.NaN)).toThrow(ConfigError);
  expect(() => quantile([], 0.5)).toThrow(InputError);
  expect(() => quantile([1, Number.NaN], 0.5)).toThrow(InputError);
});

it('random numbers below a bound are each about equally often drawn', () => {
  const random = new SmallFastCounter(1);
  const counts = new Int32Array(7);
  for (let draw = 0; draw < 70_000; draw++) counts[random.nextBelow(7)]!++;
  // Five standard deviations of a binomial with n = 70,000 and p = 1/7 are 463.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(463);
});
