/**
 * How what is pruned while a model trains goes: much while much is redundant, little at the end (M. Zhu, S. Gupta, "To prune, or not to prune",
 * 2017, section 3.1; with a time before and after in which nothing goes as in V. Sanh et al., "Movement pruning", 2020).
 */
import { ConfigError } from '@bertsmith/tensor';

/** Shares of all steps, from 0, below 1 together. */
export interface CubicCourse {
  /** Before anything goes. */
  readonly warmupRatio: number;
  /** At the end, in which no more goes and the model recovers. */
  readonly cooldownRatio: number;
}

/**
 * The share of all that goes that is still there: `(1 - t)^3`, where `t` runs from 0 at the end of the warm-up to 1 at the beginning of the cool-down.
 *
 * @param progress the share of all steps that are done, 0 to 1
 */
export function shareToGo(progress: number, { warmupRatio, cooldownRatio }: CubicCourse): number {
  const course = (progress - warmupRatio) / (1 - warmupRatio - cooldownRatio);
  // Sums of ratios may miss 1 by a rounding.
  const remaining = course > 1 - 1e-9 ? 0 : 1 - Math.max(0, course);
  return remaining ** 3;
}

/**
 * Checks that there is time to prune.
 *
 * @param what whose course it is, for the message
 * @throws ConfigError when a ratio is out of range, or both reach 1 together
 */
export function checkCubicCourse(what: string, { warmupRatio, cooldownRatio }: CubicCourse): void {
  if (warmupRatio >= 0 && cooldownRatio >= 0 && warmupRatio + cooldownRatio < 1) return;
  throw new ConfigError(
    `${what}: warmupRatio and cooldownRatio are ${warmupRatio} and ${cooldownRatio}, expected numbers from 0 that are below 1 together`,
    { warmupRatio, cooldownRatio },
  );
}
