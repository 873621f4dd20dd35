import { requireNumber } from '../options/require-number.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';
import { afterWarmup, checkWarmup, decayProgress, type WarmupOptions } from './warmup.js';

/** The shape of {@link polynomialSchedule}. */
export interface PolynomialScheduleOptions extends WarmupOptions {
  /** Above 0: 1 is a straight line, 2 falls steeply at first. Default 1. */
  readonly power?: number;
  /** The share of the peak that is left after the last step, 0 to 1. Default 0. */
  readonly endFactor?: number;
}

/**
 * Linear warm-up from 0, then (1 - endFactor) (1 - x)^power + endFactor with x from 0 to 1 over the other steps, as transformers'
 * `get_polynomial_decay_schedule_with_warmup`, whose `lr_end` is `endFactor` times the peak.
 *
 * @throws ConfigError when the numbers of steps are impossible, or another option is out of range
 */
export function polynomialSchedule(options: PolynomialScheduleOptions): LearningRateSchedule {
  const { warmupSteps = 0, totalSteps, power = 1, endFactor = 0 } = options;
  const [owner, steps] = ['polynomial schedule', { warmupSteps, totalSteps }];
  checkWarmup(owner, steps);
  requireNumber({ owner, option: 'power', value: power }, { minimum: 0, isAboveMinimum: true });
  requireNumber({ owner, option: 'endFactor', value: endFactor }, { minimum: 0, maximum: 1 });
  return afterWarmup(warmupSteps, (step) => (1 - endFactor) * (1 - decayProgress(step, steps)) ** power + endFactor);
}
