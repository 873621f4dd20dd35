import { requireNumber } from '../options/require-number.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';
import { afterWarmup } from './warmup.js';

/** The shape of {@link constantSchedule}. */
export interface ConstantScheduleOptions {
  /** Steps in which the rate rises from 0 to its peak, a whole number. Default 0. */
  readonly warmupSteps?: number;
}

/**
 * Linear warm-up from 0, then the peak for ever, as transformers' `get_constant_schedule_with_warmup`.
 *
 * @throws ConfigError when `warmupSteps` is no whole number from 0
 */
export function constantSchedule({ warmupSteps = 0 }: ConstantScheduleOptions = {}): LearningRateSchedule {
  const warmup = { owner: 'constant schedule', option: 'warmupSteps', value: warmupSteps };
  requireNumber(warmup, { minimum: 0, isWhole: true });
  return afterWarmup(warmupSteps, () => 1);
}
