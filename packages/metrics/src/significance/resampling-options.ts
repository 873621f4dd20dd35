import { ConfigError } from '@bertsmith/tensor';

/** How often to draw, and from which random numbers. */
export interface ResamplingOptions {
  /** Default 2000. The interval's ends, or the p-value, become steadier with the square root of it. */
  readonly resamples?: number;
  /** Whole number from 0; same seed, same answer. Default 0. */
  readonly seed?: number;
}

/** How wide an interval is to be. */
export interface IntervalOptions extends ResamplingOptions {
  /** The share of intervals, above 0 and below 1, that are to hold the true value. Default 0.95. */
  readonly confidence?: number;
}

const DEFAULT_RESAMPLES = 2000;
const MAXIMUM_RESAMPLES = 10_000_000;
const DEFAULT_CONFIDENCE = 0.95;

/** The options with their defaults. @throws ConfigError when one is out of range */
export function completeOptions({
  resamples = DEFAULT_RESAMPLES,
  seed = 0,
  confidence = DEFAULT_CONFIDENCE,
}: IntervalOptions): Required<IntervalOptions> {
  if (!Number.isInteger(resamples) || resamples < 1 || resamples > MAXIMUM_RESAMPLES) {
    throw new ConfigError(`resamples is ${resamples}, expected a whole number from 1 to ${MAXIMUM_RESAMPLES}`, {
      resamples,
    });
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new ConfigError(`confidence is ${confidence}, expected a number above 0 and below 1`, { confidence });
  }
  return { resamples, seed, confidence };
}
