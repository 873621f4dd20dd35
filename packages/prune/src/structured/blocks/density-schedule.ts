import { shareToGo } from '../../cubic-course.js';

/** When heads and units go: all stay during the warm-up, the wanted share is reached at the cool-down, and from then on it stays. */
export interface DensitySchedule {
  /** The share of all steps before anything goes, 0 to 1. Default 0.1. */
  readonly warmupRatio?: number;
  /** The share of all steps, at the end, in which no more goes and the model recovers, 0 to 1. Default 0.3. */
  readonly cooldownRatio?: number;
}

/**
 * The share that stays: `d + (1 - d) s`, where `s` is what is still to go by the cubic course of Zhu and Gupta ({@link shareToGo}).
 *
 * @param density `d`, what stays at the end, above 0 to 1
 * @param progress the share of all steps that are done, 0 to 1
 */
export function densityAt(progress: number, density: number, schedule: Required<DensitySchedule>): number {
  return density + (1 - density) * shareToGo(progress, schedule);
}
