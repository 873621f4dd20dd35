/** What schedules have in common: a rise from 0 before anything else, and a number of steps to fit into. */
import { ConfigError } from '@bertsmith/tensor';
import { requireNumber } from '../options/require-number.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';

/** How long the rate rises, and how long all of it takes. */
export interface WarmupOptions {
  /** Steps in which the rate rises from 0 to its peak, a whole number. Default 0. */
  readonly warmupSteps?: number;
  /** All steps, a whole number. */
  readonly totalSteps: number;
}

/** @throws ConfigError when the numbers of steps are none, or the warm-up does not fit */
export function checkWarmup(owner: string, { warmupSteps, totalSteps }: Required<WarmupOptions>): void {
  requireNumber({ owner, option: 'totalSteps', value: totalSteps }, { minimum: 0, isWhole: true });
  requireNumber({ owner, option: 'warmupSteps', value: warmupSteps }, { minimum: 0, isWhole: true });
  if (warmupSteps <= totalSteps) return;
  throw new ConfigError(`${owner}: the warm-up of ${warmupSteps} steps does not fit into ${totalSteps} steps`, {
    warmupSteps,
    totalSteps,
  });
}

/** Rises in a straight line for `warmupSteps`, from 0 in the first of them; then `decay` of the step. */
export function afterWarmup(warmupSteps: number, decay: (step: number) => number): LearningRateSchedule {
  return (step) => (step < warmupSteps ? step / warmupSteps : decay(step));
}

/** The share of the steps behind the warm-up that came before `step`: 0 in the first of them, 1 after the last. */
export function decayProgress(step: number, { warmupSteps, totalSteps }: Required<WarmupOptions>): number {
  return Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
}
