import { ConfigError } from '@bertsmith/tensor';
import { requireNumber } from '../options/require-number.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';

/** The shape of {@link timeBudgetedSchedule}. */
export interface TimeBudgetedScheduleOptions {
  /** How long the run may train, in milliseconds, above 0. */
  readonly budgetMs: number;
  /** The share of the budget in which the rate rises from 0 to its peak, 0 to 1. Default 0.1. */
  readonly warmupRatio?: number;
  /** How the rate then falls to 0. Default `'linear'`. */
  readonly decay?: 'linear' | 'cosine';
}

/**
 * Warm-up and decay by the clock: x, from 0 to 1, is the time that the run has trained over its budget, so the rate is 0 when the
 * time is up, however many steps that took. How many a machine manages changes from run to run, and so does the result.
 *
 * Source: Izsak, Berchansky and Levy 2021, "How to Train BERT with an Academic Budget" (linear, by time).
 *
 * @throws ConfigError when an option is out of range
 */
export function timeBudgetedSchedule(options: TimeBudgetedScheduleOptions): LearningRateSchedule {
  const { budgetMs, warmupRatio = 0.1, decay = 'linear' } = options;
  const owner = 'time-budgeted schedule';
  requireNumber({ owner, option: 'budgetMs', value: budgetMs }, { minimum: 0, isAboveMinimum: true });
  requireNumber({ owner, option: 'warmupRatio', value: warmupRatio }, { minimum: 0, maximum: 1 });
  checkDecay(decay);
  const falling = decay === 'cosine' ? fallAsCosine : fallStraight;
  return (_, elapsedMs) => {
    const position = Math.min(1, elapsedMs / budgetMs);
    if (position < warmupRatio) return position / warmupRatio;
    return position === 1 ? 0 : falling((position - warmupRatio) / (1 - warmupRatio));
  };
}

function fallStraight(progress: number): number {
  return 1 - progress;
}

function fallAsCosine(progress: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * progress));
}

function checkDecay(decay: string): void {
  if (decay === 'linear' || decay === 'cosine') return;
  throw new ConfigError(`time-budgeted schedule: decay must be 'linear' or 'cosine', not '${decay}'`, { decay });
}
