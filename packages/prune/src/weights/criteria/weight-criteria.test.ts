/** Each criterion against its formula, in plain numbers. */
import { ConfigError } from '@bertsmith/tensor';
import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { fraction } from '../../../test/structured/tiny-models.js';
import { optimalBertSurgeon } from './optimal-bert-surgeon.js';
import { optimalBrainDamage } from './optimal-brain-damage.js';
import { randomWeights } from './random-weights.js';
import { softWeightMovement } from './soft-weight-movement.js';
import type { ScoredMatrix, WeightCriterion } from './weight-criterion.js';
import { weightMagnitude } from './weight-magnitude.js';
import { weightMovement } from './weight-movement.js';

const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, index) => fraction(seed, index) - 0.5);

/** A row of weights, after some gradients. */
function observed(
  criterion: WeightCriterion,
  weights: Float32Array,
  gradients: readonly Float32Array[] = [],
): ScoredMatrix {
  const statistics = new Float32Array(weights.length * (criterion.statisticsPerWeight ?? 1));
  const size = { name: 'row', rows: 1, columns: weights.length };
  for (const [observations, gradient] of gradients.entries()) {
    criterion.observe?.({ ...size, weights, statistics, observations }, gradient);
  }
  return { ...size, weights, statistics, observations: gradients.length };
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));

it('weightMagnitude is the absolute value', () => {
  const criterion = weightMagnitude();
  expect(criterion.score(observed(criterion, Float32Array.of(-2, 0, 1)))).toEqual(Float32Array.of(2, 0, 1));
});

it('randomWeights draws by seed and name, evenly', () => {
  const scores = (seed: number, name: string) => {
    const criterion = randomWeights({ seed });
    return criterion.score({ ...observed(criterion, new Float32Array(4000)), name });
  };
  expect(scores(1, 'a')).toEqual(scores(1, 'a'));
  expect(scores(1, 'a')).not.toEqual(scores(1, 'b'));
  expect(scores(1, 'a')).not.toEqual(scores(2, 'a'));
  const mean = scores(1, 'a').reduce((sum, score) => sum + score / 4000, 0);
  // Of 4000 even draws: 0.5 with a deviation of 0.0046.
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
});

it('optimalBrainDamage is half the squared weight times the mean of squared gradients', () => {
  const criterion = optimalBrainDamage();
  const matrix = observed(criterion, Float32Array.of(2, -1, 3), [Float32Array.of(1, 2, 0), Float32Array.of(3, 0, 0)]);
  expect([...criterion.score(matrix)]).toEqual(close([(4 * 10) / 4, (1 * 4) / 4, 0]));
});

describe('weightMovement', () => {
  const weights = Float32Array.of(2, -1, 3, 0.5);
  // Towards 0 and away from it; both times away; not at all; twice towards it.
  const gradients = [Float32Array.of(1, 2, 0, 1), Float32Array.of(-3, 0.5, 0, 100)];
  const scores = (stepSize?: number) => {
    const criterion = weightMovement(stepSize === undefined ? {} : { stepSize });
    return [...criterion.score(observed(criterion, weights, gradients))];
  };

  it('is the magnitude, and a step for each time that a weight moves away from 0 or towards it', () => {
    expect(scores(0.25)).toEqual(close([2, 1.5, 3, 0]));
  });

  it('goes by magnitudes where steps are small, and by movement where they are large', () => {
    const order = (values: readonly number[]) =>
      [...values.keys()].sort((a, b) => (values[b] as number) - (values[a] as number));
    expect(order(scores())).toEqual([2, 0, 1, 3]);
    expect(order(scores(100))).toEqual([1, 2, 0, 3]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a step size of %d', (stepSize) => {
    expect(() => weightMovement({ stepSize })).toThrow(ConfigError);
    expect(() => weightMovement({ stepSize })).toThrow(`movement: stepSize is ${stepSize}, expected a number above 0`);
  });
});

describe('softWeightMovement', () => {
  it('is pulled down by the derivative of the sigmoid, wherever a score is', () => {
    const scores = Float32Array.from({ length: 801 }, (_, index) => (index - 400) / 20.3);
    const statistics = new Float32Array(3 * scores.length);
    for (const [index, score] of scores.entries()) statistics[index] = score;
    const weights = new Float32Array(scores.length);
    const matrix = { name: 'row', rows: 1, columns: weights.length, weights, statistics, observations: 0 };
    softWeightMovement({ regularization: 1 }).observe?.(matrix, weights);
    for (const [index, score] of scores.entries()) {
      const kept = 1 / (1 + Math.exp(-score));
      // What Adam's mean has of it after a step.
      expect(statistics[scores.length + index]).toBeCloseTo(0.1 * kept * (1 - kept), 7);
    }
  });

  it('begins at a half, and moves by the learning rate in the first step', () => {
    const criterion = softWeightMovement({ learningRate: 0.1, regularization: 1e-9 });
    const weights = Float32Array.of(1, 1);
    expect([...criterion.score(observed(criterion, weights))]).toEqual([0.5, 0.5]);
    const scores = criterion.score(observed(criterion, weights, [Float32Array.of(0.5, -0.5)]));
    expect([...scores]).toEqual(close([1 / (1 + Math.exp(0.1)), 1 / (1 + Math.exp(-0.1))]));
  });

  it('pulls down what the loss does not care for', () => {
    const criterion = softWeightMovement({ learningRate: 0.1, regularization: 1e-3 });
    const [score = 1] = criterion.score(observed(criterion, Float32Array.of(1), Array(60).fill(Float32Array.of(0))));
    // The threshold of the paper.
    expect(score).toBeLessThan(0.1);
  });

  it.each([
    [{ learningRate: 0 }, /learningRate is 0, expected a number above 0/],
    [{ regularization: Number.NaN }, /regularization is NaN/],
  ])('refuses %j', (options, message) => {
    expect(() => softWeightMovement(options)).toThrow(ConfigError);
    expect(() => softWeightMovement(options)).toThrow(message);
  });
});

describe('optimalBertSurgeon', () => {
  const DAMPENING = 0.05;
  /** float32 beside float64, some recursions on. */
  const DIGITS = 3;
  const gradients = Array.from({ length: 12 }, (_, seed) => numbers(7, seed));
  const weights = numbers(7, 100);

  /** The inverse of the dampened sum of a block, at once. */
  function inverseOf(from: number, to: number): Matrix {
    const size = to - from;
    const sum = Matrix.eye(size).mul(DAMPENING);
    for (const gradient of gradients) {
      const column = Matrix.columnVector([...gradient.subarray(from, to)]);
      sum.add(column.mmul(column.transpose()));
    }
    return inverse(sum);
  }

  // A block of four, and what is left.
  const blocks = [
    [0, 4],
    [4, 7],
  ] as const;

  it('has the inverses of the blocks, and scores with their diagonals', () => {
    const criterion = optimalBertSurgeon({ blockSize: 4, dampening: DAMPENING });
    const scores = criterion.score(observed(criterion, weights, gradients));
    const expected = blocks.flatMap(([from, to]) =>
      inverseOf(from, to)
        .diagonal()
        .map((value, index) => (weights[from + index] as number) ** 2 / (2 * value * gradients.length)),
    );
    expect([...scores]).toEqual(expected.map((value) => expect.closeTo(value, DIGITS)));
  });

  it('moves what stays to where the quadratic loss is least with the others 0', () => {
    const criterion = optimalBertSurgeon({ blockSize: 4, dampening: DAMPENING });
    const matrix = observed(criterion, weights.slice(), gradients);
    const isKept = (index: number) => ![1, 2, 6].includes(index);
    criterion.compensate?.(matrix, isKept);
    for (const [from, to] of blocks) {
      const block = [...weights.subarray(from, to)];
      const places = [...block.keys()];
      const left = places.filter((index) => isKept(from + index));
      const gone = places.filter((index) => !isKept(from + index));
      // At the least of (v - w)^T F (v - w) / 2 over what stays, F_ll (v_l - w_l) = F_lg w_g.
      const fisher = inverse(inverseOf(from, to));
      const right = fisher.selection(left, gone).mmul(Matrix.columnVector(gone.map((index) => block[index] as number)));
      const change = inverse(fisher.selection(left, left)).mmul(right).to1DArray();
      for (const [place, index] of left.entries()) {
        const expected = (block[index] as number) + (change[place] as number);
        expect(matrix.weights[from + index]).toBeCloseTo(expected, DIGITS);
      }
    }
  });

  it('leaves blocks alone of which all stays, or all goes', () => {
    const criterion = optimalBertSurgeon({ blockSize: 4, dampening: DAMPENING });
    const matrix = observed(criterion, weights.slice(), gradients);
    criterion.compensate?.(matrix, (index) => index >= 4);
    expect(matrix.weights).toEqual(weights);
  });

  it.each([
    [{ blockSize: 0 }, /blockSize is 0, expected a whole number from 1 to 256/],
    [{ blockSize: 2.5 }, /blockSize is 2.5/],
    [{ dampening: 0 }, /dampening is 0, expected a number above 0/],
  ])('refuses %j', (options, message) => {
    expect(() => optimalBertSurgeon(options)).toThrow(ConfigError);
    expect(() => optimalBertSurgeon(options)).toThrow(message);
  });
});
