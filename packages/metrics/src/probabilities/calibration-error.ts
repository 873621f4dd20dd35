/**
 * Whether a model that is 80 % sure is right 8 times of 10: M. Naeini, G. Cooper, M. Hauskrecht, AAAI 2015; C. Guo, G.
 * Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, equation 3.
 */
import { ConfigError, indexOfLargest } from '@bertsmith/tensor';
import type { Metric } from '../metric.js';
import { checkProbabilities, type ProbabilityPredictions } from './probability-predictions.js';

/** Guo et al. take as many. */
const DEFAULT_BINS = 15;

/** Beyond, the bins of any real data set have one example each. */
const MAXIMUM_BINS = 10_000;

/** The examples whose confidence, the largest probability, is above `from` and up to `to`. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly examples: number;
  /** Mean confidence of the examples; 0 without any. */
  readonly confidence: number;
  /** Share of them that are right; 0 without any. */
  readonly accuracy: number;
}

/**
 * What a reliability diagram shows: confidence and accuracy in bins of equal width.
 *
 * @param bins how many. Default 15
 * @throws InputError when the outcome is none (see {@link ProbabilityPredictions})
 * @throws ConfigError when `bins` is no whole number from 1 to 10,000
 */
export function calibrationBins(input: ProbabilityPredictions, bins = DEFAULT_BINS): CalibrationBin[] {
  checkProbabilities(input);
  if (!Number.isInteger(bins) || bins < 1 || bins > MAXIMUM_BINS) {
    throw new ConfigError(`bins is ${bins}, expected a whole number from 1 to ${MAXIMUM_BINS}`, { bins });
  }
  const sums = Array.from({ length: bins }, () => ({ examples: 0, confidence: 0, right: 0 }));
  const probabilities = Float64Array.from(input.probabilities);
  for (let row = 0; row < input.labels.length; row++) {
    const ofRow = probabilities.subarray(row * input.numLabels, (row + 1) * input.numLabels);
    const predicted = indexOfLargest(ofRow);
    const confidence = ofRow[predicted] as number;
    const sum = sums[binOf(confidence, bins)] as (typeof sums)[number];
    sum.examples++;
    sum.confidence += confidence;
    if (predicted === input.labels[row]) sum.right++;
  }
  return sums.map(({ examples, confidence, right }, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    examples,
    confidence: examples === 0 ? 0 : confidence / examples,
    accuracy: examples === 0 ? 0 : right / examples,
  }));
}

/** The bin with `bin / bins < confidence <= (bin + 1) / bins`, whatever the product was rounded to. */
function binOf(confidence: number, bins: number): number {
  const near = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
  if (near > 0 && confidence <= near / bins) return near - 1;
  return near < bins - 1 && confidence > (near + 1) / bins ? near + 1 : near;
}

/**
 * The expected calibration error, 0 to 1: the mean over the examples of the difference between the accuracy and the
 * mean confidence of their bin.
 *
 * @param bins how many of equal width. Default 15
 * @throws InputError when the outcome is none (see {@link ProbabilityPredictions})
 * @throws ConfigError when `bins` is no whole number from 1 to 10,000
 * @example
 * expectedCalibrationError({ probabilities: [0.2, 0.8, 0.2, 0.8], labels: [1, 0], numLabels: 2 }); // 0.30000000000000004
 */
export function expectedCalibrationError(input: ProbabilityPredictions, bins = DEFAULT_BINS): number {
  const differences = calibrationBins(input, bins).map(({ examples, accuracy, confidence }) => {
    return examples * Math.abs(accuracy - confidence);
  });
  return differences.reduce((sum, difference) => sum + difference, 0) / input.labels.length;
}

/** {@link expectedCalibrationError} in 15 bins as a metric object. */
export const expectedCalibrationErrorMetric: Metric<ProbabilityPredictions> = {
  specificationVersion: 'v1',
  name: 'expectedCalibrationError',
  higherIsBetter: false,
  compute: (input) => ({ score: expectedCalibrationError(input) }),
};
