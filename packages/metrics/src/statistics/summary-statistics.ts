/** What a benchmark says about repeated measurements: robust against one slow outlier, and honest about it. */
import { InputError } from '@bertsmith/tensor';

/** Median and range of a list of figures, in the unit of the figures. */
export interface SummaryStatistics {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Median, minimum and maximum.
 *
 * The median of an even number of figures is the mean of the two in the middle.
 *
 * @param figures left as they are; at least one, none of them NaN
 * @throws InputError when there are no figures, or one is not a number
 * @example
 * summarize([4, 1, 3, 2]); // { median: 2.5, minimum: 1, maximum: 4 }
 */
export function summarize(figures: ArrayLike<number>): SummaryStatistics {
  const sorted = Float64Array.from(figures).sort();
  const [minimum, maximum] = [sorted[0], sorted.at(-1)];
  if (minimum === undefined || maximum === undefined || Number.isNaN(maximum)) {
    throw new InputError(`summarizing ${sorted.length} figures: expected at least one, and numbers only`, {
      count: sorted.length,
    });
  }
  const upper = sorted[sorted.length >> 1] as number;
  const lower = sorted[(sorted.length - 1) >> 1] as number;
  return { median: (lower + upper) / 2, minimum, maximum };
}

/**
 * The figure in the middle; see {@link summarize}.
 *
 * @throws InputError when there are no figures, or one is not a number
 */
export function median(figures: ArrayLike<number>): number {
  return summarize(figures).median;
}
