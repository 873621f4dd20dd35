import { ConfigError } from '@bertsmith/tensor';
import { checkCubicCourse, shareToGo } from '../../cubic-course.js';
import type { Settings } from '../settings.js';

/** How many weights are to be 0 at a step of a run. */
export interface SparsitySchedule {
  readonly name: string;
  /** What it hangs on beside its name: a run that is resumed must have the same. As JSON has them. Default: nothing. */
  readonly settings?: Settings;
  /**
   * The share of all steps from which on masks that are learned stay as they are, so that the model recovers with what it will have. Default 1: they change
   * to the end.
   */
  readonly settledFrom?: number;
  /**
   * Asked at every step, for that step and for the end.
   *
   * @param progress the share of all steps that are done, 0 to 1
   * @param final what is wanted at the end, 0 to below 1
   * @returns 0 to below 1; `final` at the latest when `progress` is 1
   */
  sparsityAt(progress: number, final: number): number;
}

/** How {@link cubicSparsity} runs. */
export interface CubicSparsityOptions {
  /** What is 0 from the begin. Default 0. */
  readonly initialSparsity?: number;
  /** The share of all steps before anything more goes, 0 to 1. Default 0.1. */
  readonly warmupRatio?: number;
  /** The share of all steps, at the end, in which masks stay as they are and the model recovers, 0 to 1. Default 0.3. */
  readonly cooldownRatio?: number;
}

/**
 * `s_f + (s_i - s_f) s`, where `s` is what is still to go by the cubic course of Zhu and Gupta ({@link shareToGo}).
 *
 * @throws ConfigError when an option is out of range
 */
export function cubicSparsity(options: CubicSparsityOptions = {}): SparsitySchedule {
  const { initialSparsity = 0, warmupRatio = 0.1, cooldownRatio = 0.3 } = options;
  const course = { warmupRatio, cooldownRatio };
  checkCubicCourse('cubic sparsity', course);
  if (!(initialSparsity >= 0 && initialSparsity < 1)) {
    const message = `cubic sparsity: initialSparsity is ${initialSparsity}, expected a share from 0 to below 1`;
    throw new ConfigError(message, { initialSparsity });
  }
  return {
    name: 'cubic',
    settings: { initialSparsity, ...course },
    settledFrom: 1 - cooldownRatio,
    sparsityAt(progress, final) {
      return final + (Math.min(initialSparsity, final) - final) * shareToGo(progress, course);
    },
  };
}
