import type { LearningRateSchedule } from './learning-rate-schedule.js';
import { afterWarmup, checkWarmup, type WarmupOptions } from './warmup.js';

/** The shape of {@link linearSchedule}. */
export interface LinearScheduleOptions extends WarmupOptions {}

/**
 * Linear warm-up from 0, then linear decay to 0 (Devlin et al. 2019, appendix A.2), step for step as transformers'
 * `get_linear_schedule_with_warmup`: the very first step has a rate of 0 when there is a warm-up.
 *
 * @throws ConfigError when the numbers of steps are impossible
 */
export function linearSchedule({ warmupSteps = 0, totalSteps }: LinearScheduleOptions): LearningRateSchedule {
  checkWarmup('linear schedule', { warmupSteps, totalSteps });
  const decaySteps = Math.max(1, totalSteps - warmupSteps);
  return afterWarmup(warmupSteps, (step) => Math.max(0, (totalSteps - step) / decaySteps));
}
