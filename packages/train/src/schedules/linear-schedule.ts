import { ConfigError } from '@bertsmith/tensor';

/** What share of the peak learning rate a step has, 0 to 1; steps count from 0. */
export type LearningRateSchedule = (step: number) => number;

/** The shape of {@link linearSchedule}. */
export interface LinearScheduleOptions {
  /** Steps in which the rate rises from 0 to its peak. */
  readonly warmupSteps: number;
  /** All steps; after the last the rate is 0. */
  readonly totalSteps: number;
}

/**
 * Linear warm-up from 0, then linear decay to 0 (Devlin et al. 2019, appendix A.2), step for step as transformers'
 * `get_linear_schedule_with_warmup`: the very first step has a rate of 0 when there is a warm-up.
 *
 * @throws ConfigError when the numbers of steps are impossible
 */
export function linearSchedule({ warmupSteps, totalSteps }: LinearScheduleOptions): LearningRateSchedule {
  if (!(warmupSteps >= 0 && warmupSteps <= totalSteps)) {
    throw new ConfigError(`the warm-up of ${warmupSteps} steps does not fit into ${totalSteps} steps`, {
      warmupSteps,
      totalSteps,
    });
  }
  return (step) => {
    if (step < warmupSteps) return step / warmupSteps;
    return Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmupSteps));
  };
}
