/** Ranges that cut rare values off: three ways to say which, all on a histogram of what was seen. */
import { ConfigError } from '@bertsmith/tensor';
import type { ActivationRange } from '../schemes/quantization-scheme.js';
import { BINS, Histogram } from './histogram.js';
import { lossOfInformation } from './loss-of-information.js';
import { type RangeMethod, withZero } from './range-method.js';

/**
 * The range that a share of the values is within, as much cut off below as above.
 *
 * @param options.share above 0.5, at most 1. Default 0.9999
 * @throws ConfigError when it is out of range
 */
export function percentile({ share = 0.9999 }: { readonly share?: number } = {}): RangeMethod {
  if (!(share > 0.5 && share <= 1)) {
    throw new ConfigError(`percentile: share is above 0.5 and at most 1, found ${share}`, { actual: share });
  }
  return ofHistogram('percentile', (histogram) => {
    const cut = ((1 - share) / 2) * sumOf(histogram.counts);
    const bins = [...histogram.counts];
    const first = firstBeyond(bins, cut);
    const last = BINS - 1 - firstBeyond(bins.reverse(), cut);
    const half = histogram.limit / BINS;
    return within(histogram, histogram.middle(first) - half, histogram.middle(last) + half);
  });
}

/** The symmetric bound at which 8 bits lose least information, by the Kullback-Leibler divergence (Migacz 2017, of TensorRT). */
export function entropy(): RangeMethod {
  return ofHistogram('entropy', (histogram) => best(histogram, candidates(), lossOfInformation));
}

/** The bound at which rounding and cutting off together have the smallest mean squared error, of 255 steps. */
export function meanSquaredError(): RangeMethod {
  return ofHistogram('mse', (histogram) => best(histogram, candidates(), squaredError));
}

function ofHistogram(name: string, choose: (histogram: Histogram) => ActivationRange): RangeMethod {
  return {
    name,
    create: () => {
      const histogram = new Histogram();
      return {
        observe: (values) => histogram.add(values),
        range: () => (histogram.limit === 0 ? withZero(0, 0) : choose(histogram)),
      };
    },
  };
}

/** Half widths in bins, from a sixteenth of all on. */
function candidates(): number[] {
  const smallest = BINS / 32;
  return Array.from({ length: 62 }, (_, index) => smallest + (index * (BINS / 2 - smallest)) / 61).map(Math.round);
}

/** The candidate with the smallest loss, of several the widest. */
function best(
  histogram: Histogram,
  halves: readonly number[],
  lossOf: (histogram: Histogram, half: number) => number,
): ActivationRange {
  let [chosen, smallest] = [BINS / 2, Number.POSITIVE_INFINITY];
  for (const half of halves) {
    const loss = lossOf(histogram, half);
    if (loss <= smallest) [chosen, smallest] = [half, loss];
  }
  const bound = (chosen / (BINS / 2)) * histogram.limit;
  return within(histogram, -bound, bound);
}

/** Of all values, when those beyond `half` bins are cut to the range and the others rounded to one of its 255 steps. */
function squaredError(histogram: Histogram, half: number): number {
  const bound = (half / (BINS / 2)) * histogram.limit;
  const { minimum, maximum } = within(histogram, -bound, bound);
  const step = (maximum - minimum) / 255;
  let error = 0;
  for (const [bin, count] of histogram.counts.entries()) {
    if (count === 0) continue;
    const value = histogram.middle(bin);
    const beyond = Math.max(0, value - maximum, minimum - value);
    // Rounding is uniform within a step.
    error += count * (beyond > 0 ? beyond * beyond : (step * step) / 12);
  }
  return error;
}

/** No range is wider than what was seen. */
function within(histogram: Histogram, minimum: number, maximum: number): ActivationRange {
  const [least, most] = histogram.extent();
  return withZero(Math.max(minimum, least), Math.min(maximum, most));
}

function firstBeyond(counts: readonly number[], cut: number): number {
  let passed = 0;
  const found = counts.findIndex((count) => {
    passed += count;
    return passed > cut;
  });
  return Math.max(0, found);
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
