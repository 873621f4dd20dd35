import type { MatrixRanks } from '@bertsmith/bert-core';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleUnits } from '../../../test/structured/silence.js';
import {
  fillParameters,
  fraction,
  largestDifference,
  MODEL_CLASSES,
  outputsOf,
  TINY_CONFIG,
} from '../../../test/structured/tiny-models.js';
import { removeHeads } from '../surgery/remove-heads.js';
import { removeIntermediateUnits } from '../surgery/remove-intermediate-units.js';
import { removeLayers } from '../surgery/remove-layers.js';
import { factorizeMatrices } from './factorize-matrices.js';
import { truncatedFactors } from './truncated-factors.js';

/** Factors are float32, numbers are around 1. */
const TOLERANCE = 1e-5;

function randomMatrix(rows: number, columns: number, seed: number): Tensor<'float32'> {
  return tensor(
    'float32',
    [rows, columns],
    Float32Array.from({ length: rows * columns }, (_, index) => 2 * fraction(seed, index) - 1),
  ) as Tensor<'float32'>;
}

/** `second first` of `[outputs, rank]` and `[rank, inputs]`. */
function product(first: Float32Array, second: Float32Array, rank: number): Float32Array {
  const inputs = first.length / rank;
  return Float32Array.from({ length: (second.length / rank) * inputs }, (_, at) => {
    const [row, column] = [Math.floor(at / inputs), at % inputs];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += (second[row * rank + k] as number) * (first[k * inputs + column] as number);
    return sum;
  });
}

const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
const distance = (a: Float32Array, b: Float32Array) => norm(a.map((value, index) => value - (b[index] as number)));

describe('truncatedFactors', () => {
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 0, max: 99 }),
  );

  it('are exact at full rank, as far off as they say, and never farther off with a higher rank', () => {
    fc.assert(
      fc.property(sizes, ([rows, columns, seed]) => {
        const matrix = randomMatrix(rows, columns, seed);
        const full = Math.min(rows, columns);
        let last = 1;
        for (let rank = 1; rank <= full; rank++) {
          const { first, second, relativeError } = truncatedFactors(matrix, rank);
          const actual = distance(product(first, second, rank), matrix.data) / norm(matrix.data);
          expect(Math.abs(actual - relativeError)).toBeLessThan(TOLERANCE);
          expect(relativeError).toBeLessThanOrEqual(last + TOLERANCE);
          last = relativeError;
        }
        expect(last).toBeLessThan(TOLERANCE);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it('are the best of their rank: no step away is better', () => {
    const matrix = randomMatrix(5, 6, 3);
    const { first, second } = truncatedFactors(matrix, 2);
    const best = distance(product(first, second, 2), matrix.data);
    for (let trial = 0; trial < 50; trial++) {
      const moved = first.map((value, index) => value + 0.05 * (fraction(trial, index) - 0.5));
      expect(distance(product(moved, second, 2), matrix.data)).toBeGreaterThan(best);
    }
  });

  it('of a matrix that has fewer dimensions than asked for are exact', () => {
    const [first, second] = [randomMatrix(1, 6, 1), randomMatrix(4, 1, 2)];
    const matrix = tensor('float32', [4, 6], product(first.data, second.data, 1)) as Tensor<'float32'>;
    const { first: a, second: b } = truncatedFactors(matrix, 3);
    expect(distance(product(a, b, 3), matrix.data)).toBeLessThan(TOLERANCE);
    const nothing = tensor('float32', [2, 3], new Float32Array(6)) as Tensor<'float32'>;
    expect(truncatedFactors(nothing, 1)).toEqual({
      first: new Float32Array(3),
      second: expect.any(Float32Array),
      relativeError: 0,
    });
  });

  it.each([0, 3, 1.5])('have no rank %f of a matrix with two rows', (rank) => {
    expect(() => truncatedFactors(randomMatrix(2, 5, 1), rank)).toThrow(ConfigError);
  });
});

describe('factorizeMatrices', () => {
  const CONFIG = { ...TINY_CONFIG, hiddenSize: 12, numAttentionHeads: 4, intermediateSize: 20 };
  const modelOf = (name = 'BertForSequenceClassification') => fillParameters(MODEL_CLASSES[name]!(CONFIG), 5);
  const RANKS = { 0: { 'intermediate.dense': 7, 'output.dense': 6 }, 1: { 'attention.output.dense': 5 } };

  it.each(Object.keys(MODEL_CLASSES))('says the same where matrices have the rank: %s', (name) => {
    const model = modelOf(name);
    for (const [layer, matrices] of Object.entries(RANKS)) {
      for (const [matrix, rank] of Object.entries(matrices)) {
        const weight = model.arena.get(`bert.encoder.layer.${layer}.${matrix}.weight`);
        const { first, second } = truncatedFactors(weight, rank);
        weight.data.set(product(first, second, rank));
      }
    }
    const { model: thinner, relativeErrors } = factorizeMatrices(model, RANKS);
    expect(thinner.constructor).toBe(model.constructor);
    expect(thinner.config.matrixRanks).toEqual(RANKS);
    expect(thinner.arena.parameterCount).toBeLessThan(model.arena.parameterCount);
    expect([...relativeErrors.values()].every((error) => error < 1e-3)).toBe(true);
    expect(largestDifference(outputsOf(thinner), outputsOf(model))).toBeLessThan(TOLERANCE);
  });

  it('goes together with the rest of surgery', () => {
    const { model: thinner } = factorizeMatrices(modelOf(), RANKS);
    const removed = { heads: { 1: [0, 2] }, units: { 0: [3, 4], 1: [0] } };
    const smaller = removeIntermediateUnits(removeHeads(thinner, removed.heads), removed.units);
    expect(largestDifference(outputsOf(smaller), outputsOf(scaleUnits(thinner, removed)))).toBeLessThan(1e-9);
    expect(removeLayers(smaller, [0]).config.matrixRanks).toEqual({ 0: { 'attention.output.dense': 5 } });
    expect(factorizeMatrices(thinner, { 1: { 'output.dense': 2 } }).model.config.matrixRanks).toEqual({
      ...RANKS,
      1: { 'attention.output.dense': 5, 'output.dense': 2 },
    });
  });

  it.each<[MatrixRanks, RegExp]>([
    [{ 2: { 'output.dense': 2 } }, /there is no layer 2; layers are 0 to 1/],
    [
      { 0: { 'attention.self.query': 2 } as object },
      /'attention.self.query' cannot be factorized; matrices are attention.output/,
    ],
    [{ 0: { 'output.dense': 8 } }, /is 8, expected a whole number from 1 to 7: .* no fewer weights than \[12, 20\]/],
    [{ 0: { 'output.dense': 0 } }, /is 0, expected a whole number from 1/],
  ])('refuses %j', (ranks, message) => {
    expect(() => factorizeMatrices(modelOf(), ranks)).toThrow(ConfigError);
    expect(() => factorizeMatrices(modelOf(), ranks)).toThrow(message);
  });

  it('refuses a matrix twice', () => {
    const { model: thinner } = factorizeMatrices(modelOf(), RANKS);
    expect(() => factorizeMatrices(thinner, { 0: { 'output.dense': 2 } })).toThrow(/is factorized already/);
  });
});
