import { ConfigError, InputError } from '@bertsmith/tensor';

/**
 * The figure below which a share of the figures lies, between two figures on the line that joins them: R. J. Hyndman,
 * Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996, definition 7, which is
 * NumPy's `quantile` and the default of most programs.
 *
 * @param figures at least one, none of them NaN; left as they are
 * @param share 0 to 1: 0.5 is the median, 0.99 what is called p99
 * @throws InputError when there are no figures, or one is not a number
 * @throws ConfigError when the share is not from 0 to 1
 * @example
 * quantile([4, 1, 3, 2], 0.25); // 1.75
 */
export function quantile(figures: ArrayLike<number>, share: number): number {
  return quantileOfSorted(Float64Array.from(figures).sort(), share);
}

/** {@link quantile} of figures that are sorted already. */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  if (!(share >= 0 && share <= 1)) throw new ConfigError(`the quantile of ${share}: expected 0 to 1`, { share });
  const largest = sorted.at(-1);
  if (largest === undefined || Number.isNaN(largest)) {
    throw new InputError(`the quantile of ${sorted.length} figures: expected at least one, and numbers only`, {
      count: sorted.length,
    });
  }
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)] as number;
  const upper = sorted[Math.ceil(place)] as number;
  return lower === upper ? lower : lower + (upper - lower) * (place - Math.floor(place));
}
