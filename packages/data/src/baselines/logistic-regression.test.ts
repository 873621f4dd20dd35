import { ConfigError, InputError, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type JsonMatrix, largestDistance, readFixture, toSparseMatrix } from '../../test/fixtures/read-fixture.js';
import { LogisticRegression, type LogisticRegressionOptions } from './logistic-regression.js';

interface Fixture {
  readonly features: JsonMatrix;
  readonly labels: number[];
  readonly numLabels: number;
  readonly cases: {
    readonly inverseRegularization: number;
    readonly weights: number[];
    readonly probabilities: number[];
    readonly predictions: number[];
  }[];
}

/**
 * With a mean divergence of 1e-13, 60 rows and C up to 30 the squared distance of the weights from the optimum is at
 * most twice the gap, 2 * 30 * 60 * 1e-13 = 4e-10, so the distance is at most 2e-5.
 */
const CONVERGED = { tolerance: 1e-13, maxEpochs: 20_000 };
const TOLERANCE = 2e-5;

const { features: json, labels: list, numLabels, cases } = readFixture<Fixture>('logistic-regression.json');
const features = toSparseMatrix(json);
const labels = Int32Array.from(list);

describe("scikit-learn's logistic regression", () => {
  it.each(cases)('with C = $inverseRegularization', (expected) => {
    const { inverseRegularization } = expected;
    const model = new LogisticRegression({ numLabels, inverseRegularization, ...CONVERGED }).fit(features, labels);
    expect(model.warnings).toEqual([]);
    expect(largestDistance(model.weights, expected.weights)).toBeLessThan(TOLERANCE);
    expect(largestDistance(model.predictProbabilities(features), expected.probabilities)).toBeLessThan(TOLERANCE);
    expect([...model.predict(features)]).toEqual(expected.predictions);
  });
});

describe('LogisticRegression', () => {
  it('has the same weights for the same seed, to the bit', () => {
    const weights = (seed: number) => new LogisticRegression({ numLabels, seed }).fit(features, labels).weights;
    expect(weights(5)).toEqual(weights(5));
    expect(weights(5)).not.toEqual(weights(6));
  });

  it('says when it did not converge', () => {
    const model = new LogisticRegression({ numLabels, tolerance: 1e-9, maxEpochs: 2 }).fit(features, labels);
    expect(model.warnings).toEqual([expect.stringMatching(/^not converged after 2 epochs: .* nats/)]);
  });

  it('refuses labels and features that do not fit', () => {
    const model = new LogisticRegression({ numLabels: 2 });
    expect(() => model.predict(features)).toThrow('has no weights yet');
    expect(() => model.fit(features, labels)).toThrow(InputError);
    expect(() => model.fit(features, labels.subarray(1))).toThrow(ShapeError);
    const fitted = new LogisticRegression({ numLabels }).fit(features, labels);
    expect(() => fitted.predict({ ...features, shape: [60, 13] })).toThrow('fitted on 12 features, these rows have 13');
  });

  const refused: LogisticRegressionOptions[] = [
    { numLabels: 0 },
    { numLabels: 2, inverseRegularization: 0 },
    { numLabels: 2, tolerance: Number.NaN },
    { numLabels: 2, maxEpochs: 0.5 },
  ];

  it.each(refused)('refuses %j', (options) => {
    expect(() => new LogisticRegression(options)).toThrow(ConfigError);
  });
});
