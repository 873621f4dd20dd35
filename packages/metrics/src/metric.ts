/**
 * The interface of a metric: what a contributor writes to have their own figure beside ours.
 *
 * A metric is a plain object that turns the outcome of an evaluation into one number. It knows no model and no
 * file, so it can be tested against a published implementation with nothing but two lists.
 */

/** The outcome of a classification: what was predicted, and what was right. Both lists have one entry an example. */
export interface ClassPredictions {
  /** Predicted class of each example, whole numbers from 0 to `numLabels - 1`. */
  readonly predictions: ArrayLike<number>;
  /** True class of each example, whole numbers from 0 to `numLabels - 1`. */
  readonly labels: ArrayLike<number>;
  /** Number of classes that the task has. Default: the largest class that occurs, plus one. */
  readonly numLabels?: number;
}

/** What a metric answers. */
export interface MetricResult {
  /** The figure itself. Ratios are 0 to 1, never per cent. */
  readonly score: number;
}

/**
 * A figure of merit over an input of type `Input`.
 *
 * `compute` is pure: it keeps no state between calls and changes nothing that it is given.
 *
 * @example
 * const errorRate: Metric = {
 *   specificationVersion: 'v1',
 *   name: 'errorRate',
 *   higherIsBetter: false,
 *   compute: (input) => ({ score: 1 - accuracy(input) }),
 * };
 */
export interface Metric<Input = ClassPredictions> {
  readonly specificationVersion: 'v1';
  /** How results and `--json` call it: camelCase, as in `macroF1`. */
  readonly name: string;
  /** Which way is up when the best model is kept. Default true. */
  readonly higherIsBetter?: boolean;
  /** @throws InputError when the input is empty, or its lists differ in length or hold what the metric cannot take */
  compute(input: Input): MetricResult;
}
