import { ConfigError, InputError, indexOfLargest, ShapeError } from '@bertsmith/tensor';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { shuffledRows } from '../random/shuffle.js';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { DualCoordinateAscent } from './dual-coordinate-ascent.js';
import { rowLogits } from './linear-scores.js';
import { softmaxInPlace } from './softmax.js';

/** How a logistic regression is trained. */
export interface LogisticRegressionOptions {
  /** Classes: labels are whole numbers from 0 to `numLabels - 1`. */
  readonly numLabels: number;
  /** Scikit-learn's `C`: the larger, the closer the rows are fitted. Default 1. */
  readonly inverseRegularization?: number;
  /**
   * Training ends when predictions are this close to the optimum's, in nats (mean divergence, see
   * `dual-coordinate-ascent.ts`). Default 0.002.
   */
  readonly tolerance?: number;
  /** Training ends after this many visits to each row. Default 50. */
  readonly maxEpochs?: number;
  /** Of the order in which rows are visited. Default 0. */
  readonly seed?: number;
}

/**
 * Multinomial logistic regression with an L2 penalty over sparse features.
 *
 * The minimum is that of scikit-learn's `LogisticRegression` with the same `C`, but for the bias, which is penalized
 * here like every other weight (as in liblinear). Same seed, same weights, bit for bit.
 *
 * @example
 * const model = new LogisticRegression({ numLabels: 2 }).fit(vectorizer.fitTransform(texts), labels);
 * model.predict(vectorizer.transform(['a new text'])); // Int32Array [1]
 */
export class LogisticRegression {
  /** What went worse than asked in the last {@link fit}; empty when nothing did. */
  readonly warnings: string[] = [];
  readonly #options: Required<LogisticRegressionOptions>;
  #weights: Float64Array = new Float64Array(0);

  /** @throws ConfigError when an option is out of range */
  constructor(options: LogisticRegressionOptions) {
    this.#options = { inverseRegularization: 1, tolerance: 0.002, maxEpochs: 50, seed: 0, ...options };
    checkOptions(this.#options);
  }

  /** `[columns + 1, numLabels]`, row-major, the bias last; empty before {@link fit}. */
  get weights(): Float64Array {
    return this.#weights;
  }

  /**
   * Learns weights, on the calling thread until it is done.
   *
   * @param labels `[rows]`
   * @throws ShapeError when there is not one label for each row, and at least one
   * @throws InputError when a label is out of range
   */
  fit(features: SparseMatrix, labels: Int32Array): this {
    const { numLabels, inverseRegularization, tolerance, maxEpochs, seed } = this.#options;
    checkLabels(features, labels, numLabels);
    const ascent = new DualCoordinateAscent({ features, labels, numLabels, inverseRegularization });
    this.warnings.length = 0;
    let divergence = Number.POSITIVE_INFINITY;
    for (let epoch = 0; epoch < maxEpochs && divergence > tolerance; epoch++) {
      divergence = ascent.visitAll(shuffledRows(labels.length, Xoshiro128.fromSeed(seed, epoch)));
    }
    if (divergence > tolerance) {
      this.warnings.push(`not converged after ${maxEpochs} epochs: ${divergence} nats from the optimum`);
    }
    this.#weights = ascent.weights;
    return this;
  }

  /** The likeliest class of each row, `[rows]`. */
  predict(features: SparseMatrix): Int32Array {
    return Int32Array.from({ length: features.shape[0] }, (_, row) => indexOfLargest(this.#logits(features, row)));
  }

  /** The probability of each class for each row, `[rows, numLabels]`, row-major. */
  predictProbabilities(features: SparseMatrix): Float64Array {
    const { numLabels } = this.#options;
    const probabilities = new Float64Array(features.shape[0] * numLabels);
    for (let row = 0; row < features.shape[0]; row++) {
      const logits = this.#logits(features, row);
      softmaxInPlace(logits);
      probabilities.set(logits, row * numLabels);
    }
    return probabilities;
  }

  #logits(features: SparseMatrix, row: number): Float64Array {
    const { numLabels } = this.#options;
    const expected = this.#weights.length / numLabels - 1;
    if (features.shape[1] !== expected) {
      throw new ShapeError(
        expected < 0
          ? 'logistic regression has no weights yet: call fit(features, labels) first'
          : `logistic regression was fitted on ${expected} features, these rows have ${features.shape[1]}`,
        { expected, actual: features.shape[1] },
      );
    }
    const logits = new Float64Array(numLabels);
    rowLogits(features, row, this.#weights, logits);
    return logits;
  }
}

function checkLabels(features: SparseMatrix, labels: Int32Array, numLabels: number): void {
  if (labels.length !== features.shape[0] || labels.length === 0) {
    throw new ShapeError(
      `logistic regression: ${features.shape[0]} rows of features, ${labels.length} labels; give one for each row, and at least one`,
      { rows: features.shape[0], labels: labels.length },
    );
  }
  const row = labels.findIndex((label) => label < 0 || label >= numLabels);
  if (row >= 0) {
    throw new InputError(
      `row ${row}: the label is ${labels[row]}, expected a whole number from 0 to ${numLabels - 1}`,
      { row, label: labels[row], numLabels },
    );
  }
}

function checkOptions(options: Required<LogisticRegressionOptions>): void {
  const { numLabels, inverseRegularization, tolerance, maxEpochs } = options;
  const wrong = Object.entries({
    numLabels: Number.isSafeInteger(numLabels) && numLabels >= 1,
    inverseRegularization: inverseRegularization > 0 && Number.isFinite(inverseRegularization),
    tolerance: tolerance >= 0,
    maxEpochs: Number.isSafeInteger(maxEpochs) && maxEpochs >= 1,
  }).find(([, inRange]) => !inRange)?.[0] as keyof LogisticRegressionOptions | undefined;
  if (wrong !== undefined) {
    throw new ConfigError(`logistic regression: ${wrong} is ${options[wrong]}, which is out of range`, {
      [wrong]: options[wrong],
    });
  }
}
