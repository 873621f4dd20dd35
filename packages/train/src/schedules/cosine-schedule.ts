import { requireBoolean } from '../options/require-boolean.js';
import { requireNumber } from '../options/require-number.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';
import { afterWarmup, checkWarmup, decayProgress, type WarmupOptions } from './warmup.js';

/** The shape of {@link cosineSchedule}. */
export interface CosineScheduleOptions extends WarmupOptions {
  /**
   * Waves of the cosine, above 0. Default 0.5, from the peak down to 0 once. With hard restarts: descents, a whole number.
   * Default then 1.
   */
  readonly cycles?: number;
  /** Whether the rate jumps back to its peak after each descent, where otherwise it would climb. Default false. */
  readonly hardRestarts?: boolean;
}

/**
 * Linear warm-up from 0, then (1 + cos(2 pi cycles x)) / 2 with x from 0 to 1 over the other steps: as transformers'
 * `get_cosine_schedule_with_warmup`, or with hard restarts as its `get_cosine_with_hard_restarts_schedule_with_warmup`, where x
 * starts again with each of the `cycles`. After the last step x stays 1, where transformers without restarts goes on along the wave.
 *
 * Source: Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts", equation 5.
 *
 * @throws ConfigError when the numbers of steps are impossible, or `cycles` is out of range
 */
export function cosineSchedule(options: CosineScheduleOptions): LearningRateSchedule {
  const { warmupSteps = 0, totalSteps, hardRestarts = false, cycles = hardRestarts ? 1 : 0.5 } = options;
  const steps = { warmupSteps, totalSteps };
  checkWarmup('cosine schedule', steps);
  checkCycles(cycles, hardRestarts);
  const factorAt = hardRestarts ? restartingWave : wave;
  return afterWarmup(warmupSteps, (step) => factorAt(decayProgress(step, steps), cycles));
}

function wave(progress: number, cycles: number): number {
  return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress)));
}

function restartingWave(progress: number, cycles: number): number {
  if (progress >= 1) return 0;
  return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((cycles * progress) % 1))));
}

function checkCycles(cycles: number, hardRestarts: boolean): void {
  const owner = 'cosine schedule';
  requireBoolean({ owner, option: 'hardRestarts', value: hardRestarts });
  requireNumber(
    { owner, option: 'cycles', value: cycles },
    { minimum: 0, isAboveMinimum: true, isWhole: hardRestarts },
  );
}
