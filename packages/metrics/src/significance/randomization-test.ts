/**
 * Whether two models differ by more than luck: E. W. Noreen, "Computer-Intensive Methods for Testing Hypotheses",
 * 1989; for language processing A. Yeh, "More accurate tests for the statistical significance of result differences",
 * COLING 2000.
 *
 * If the models were equally good, whose prediction of a row is whose would not matter. So swap them, row by row as a
 * coin falls, and see how often the difference is then as large as the real one.
 */
import type { PredictionsAndLabels } from '../check-pairs.js';
import type { Metric } from '../metric.js';
import { checkSameLabels } from './check-same-labels.js';
import { completeOptions, type ResamplingOptions } from './resampling-options.js';
import { SmallFastCounter } from './small-fast-counter.js';

/** What a test of two models found. */
export interface ComparisonResult {
  /** The second model's score minus the first's. */
  readonly difference: number;
  /** How likely a difference this large, in either direction, is among equally good models; above 0, up to 1. */
  readonly pValue: number;
}

/** Differences that only rounding tells apart count as equal. */
const ROUNDING = 1e-12;

/**
 * The approximate randomization test of two models' predictions of the same rows, two-sided, for any metric.
 *
 *     p = (1 + number of swaps with |difference| at least the real one) / (1 + resamples)
 *
 * @throws InputError when there are no rows, the models' labels differ, or the metric refuses a sample
 * @throws ConfigError when an option is out of range
 * @example
 * randomizationTest(plain, pruned, macroF1Metric); // { difference: -0.004, pValue: 0.31 }
 */
export function randomizationTest<Input extends PredictionsAndLabels>(
  first: NoInfer<Input>,
  second: NoInfer<Input>,
  metric: Metric<Input>,
  options: ResamplingOptions = {},
): ComparisonResult {
  checkSameLabels(first, second);
  const { resamples, seed } = completeOptions(options);
  const difference = metric.compute(second).score - metric.compute(first).score;
  const random = new SmallFastCounter(seed);
  let asLarge = 0;
  for (let sample = 0; sample < resamples; sample++) {
    const [one, other] = swapped(first, second, random);
    const sampled = metric.compute(other).score - metric.compute(one).score;
    if (Math.abs(sampled) >= Math.abs(difference) - ROUNDING) asLarge++;
  }
  return { difference, pValue: (1 + asLarge) / (1 + resamples) };
}

/** Both with some rows exchanged: those for which the random number's lowest bit is 1. */
function swapped<Input extends PredictionsAndLabels>(
  first: Input,
  second: Input,
  random: SmallFastCounter,
): readonly [Input, Input] {
  const ones = Array.from(first.predictions);
  const others = Array.from(second.predictions);
  for (let row = 0; row < ones.length; row++) {
    if (random.nextUint32() % 2 === 1) [ones[row], others[row]] = [others[row], ones[row]];
  }
  return [
    { ...first, predictions: ones },
    { ...second, predictions: others },
  ];
}
