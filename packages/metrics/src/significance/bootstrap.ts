/**
 * How far a score might be off because the test set is a small sample: B. Efron, "Bootstrap methods: another look at
 * the jackknife", The Annals of Statistics 7, 1979; the percentile interval of B. Efron, R. Tibshirani, "An
 * Introduction to the Bootstrap", 1993, chapter 13.
 *
 * The score is computed again and again of as many rows as there are, drawn with replacement; the middle of these
 * scores is the interval. It says nothing of other seeds of training, and with few rows (below 50 or so) it is too narrow.
 */
import { InputError } from '@bertsmith/tensor';
import { checkPairs, type PredictionsAndLabels } from '../check-pairs.js';
import type { Metric } from '../metric.js';
import { quantileOfSorted } from '../statistics/quantile.js';
import { checkSameLabels } from './check-same-labels.js';
import { completeOptions, type IntervalOptions } from './resampling-options.js';
import { selectRows } from './select-rows.js';
import { SmallFastCounter } from './small-fast-counter.js';

/** A figure and where it might lie. */
export interface Interval {
  /** Of the rows as they are. */
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The percentile interval of any figure of rows; what {@link bootstrapInterval} is made of, and SciPy's
 * `bootstrap(method='percentile')`.
 *
 * @param rows how many there are
 * @param statistic the figure of the rows that it is given, int32 numbers from 0 to `rows - 1`
 * @throws InputError when there are no rows, or a figure is NaN
 * @throws ConfigError when an option is out of range
 * @example
 * const f1s = answerScores(outcome).map((score) => score.f1);
 * bootstrapStatistic(f1s.length, (rows) => rows.reduce((sum, row) => sum + f1s[row]!, 0) / rows.length);
 */
export function bootstrapStatistic(
  rows: number,
  statistic: (rows: Int32Array) => number,
  options: IntervalOptions = {},
): Interval {
  const { resamples, seed, confidence } = completeOptions(options);
  if (!Number.isInteger(rows) || rows < 1) {
    throw new InputError(`bootstrap: ${rows} rows; give at least one`, { rows });
  }
  const score = statistic(Int32Array.from({ length: rows }, (_, row) => row));
  const random = new SmallFastCounter(seed);
  const drawn = new Int32Array(rows);
  const scores = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample++) {
    for (let place = 0; place < rows; place++) drawn[place] = random.nextBelow(rows);
    scores[sample] = statistic(drawn);
  }
  scores.sort();
  const tail = (1 - confidence) / 2;
  return { score, low: quantileOfSorted(scores, tail), high: quantileOfSorted(scores, 1 - tail) };
}

/**
 * The percentile interval of a metric. For answers take {@link answerScores} and {@link bootstrapStatistic}.
 *
 * Give `numLabels` where a class may be missing from a sample. A metric that refuses a sample, as ROC-AUC one of a
 * single class, refuses the whole.
 *
 * @throws InputError when there are no rows, or the metric refuses a sample
 * @throws ConfigError when an option is out of range
 * @example
 * bootstrapInterval({ predictions, labels }, accuracyMetric); // { score: 0.89, low: 0.87, high: 0.91 }
 */
export function bootstrapInterval<Input extends PredictionsAndLabels>(
  input: NoInfer<Input>,
  metric: Metric<Input>,
  options: IntervalOptions = {},
): Interval {
  checkPairs(input);
  return bootstrapStatistic(input.labels.length, (rows) => metric.compute(selectRows(input, rows)).score, options);
}

/**
 * The percentile interval of the difference of two models on the same rows, the second's score minus the first's, both
 * scored on the same samples (P. Koehn, "Statistical significance tests for machine translation evaluation", EMNLP
 * 2004). An interval without 0 is a difference that the choice of rows does not explain.
 *
 * @throws InputError when there are no rows, the models' labels differ, or the metric refuses a sample
 * @throws ConfigError when an option is out of range
 */
export function bootstrapDifference<Input extends PredictionsAndLabels>(
  first: NoInfer<Input>,
  second: NoInfer<Input>,
  metric: Metric<Input>,
  options: IntervalOptions = {},
): Interval {
  checkSameLabels(first, second);
  const scoreOf = (input: Input, rows: Int32Array) => metric.compute(selectRows(input, rows)).score;
  return bootstrapStatistic(first.labels.length, (rows) => scoreOf(second, rows) - scoreOf(first, rows), options);
}
