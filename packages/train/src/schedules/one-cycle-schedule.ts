import { ConfigError } from '@bertsmith/tensor';
import { requireBoolean } from '../options/require-boolean.js';
import { requireNumber } from '../options/require-number.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';

/** The shape of {@link oneCycleSchedule}: PyTorch's options, with the peak as 1. */
export interface OneCycleScheduleOptions {
  /** All steps, a whole number from 1. */
  readonly totalSteps: number;
  /** The share of the steps in which the rate rises, 0 to 1. Default 0.3. */
  readonly risingRatio?: number;
  /** The peak over the rate of the first step, 1 or more. Default 25. */
  readonly divFactor?: number;
  /** The rate of the first step over that of the last, 1 or more. Default 1e4. */
  readonly finalDivFactor?: number;
  /** How the rate changes within a phase. Default `'cosine'`. */
  readonly anneal?: 'cosine' | 'linear';
  /** Whether the rate first falls as slowly as it rose, and to the very end only after that. Default false. */
  readonly threePhases?: boolean;
}

/** From one rate to another, up to a step that may lie between two. */
interface Phase {
  readonly endStep: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Up to the peak and down far below the start, as PyTorch's `OneCycleLR`. After the last step the rate stays, where PyTorch ends with
 * an error; and the momentum is left alone (`cycle_momentum=False`).
 *
 * Source: Smith and Topin 2017, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", section 3.
 *
 * @throws ConfigError when an option is out of range
 */
export function oneCycleSchedule(options: OneCycleScheduleOptions): LearningRateSchedule {
  const complete = {
    risingRatio: 0.3,
    divFactor: 25,
    finalDivFactor: 1e4,
    anneal: 'cosine' as const,
    threePhases: false,
    ...options,
  };
  checkOptions(complete);
  const phases = phasesOf(complete);
  const mix = complete.anneal === 'cosine' ? cosineMix : linearMix;
  return (step) => {
    const last = phases.length - 1;
    const index = phases.findIndex(({ endStep }, place) => step <= endStep || place === last);
    const { endStep, from, to } = phases[index] as Phase;
    const startStep = phases[index - 1]?.endStep ?? 0;
    return mix(from, to, share(step - startStep, endStep - startStep));
  };
}

function phasesOf(options: Required<OneCycleScheduleOptions>): Phase[] {
  const { totalSteps, risingRatio, divFactor, finalDivFactor, threePhases } = options;
  const [first, peak, last] = [1 / divFactor, 1, 1 / divFactor / finalDivFactor];
  const rise = { endStep: risingRatio * totalSteps - 1, from: first, to: peak };
  if (!threePhases) return [rise, { endStep: totalSteps - 1, from: peak, to: last }];
  const fall = { endStep: 2 * risingRatio * totalSteps - 2, from: peak, to: first };
  return [rise, fall, { endStep: totalSteps - 1, from: first, to: last }];
}

/** How much of a phase is over, at most all of it; a phase without steps is over. */
function share(steps: number, ofSteps: number): number {
  return ofSteps === 0 ? 1 : Math.min(1, steps / ofSteps);
}

function cosineMix(from: number, to: number, progress: number): number {
  return to + ((from - to) / 2) * (Math.cos(Math.PI * progress) + 1);
}

function linearMix(from: number, to: number, progress: number): number {
  return (to - from) * progress + from;
}

function checkOptions(options: Required<OneCycleScheduleOptions>): void {
  const { threePhases, anneal } = options;
  const requireIn = (option: 'totalSteps' | 'risingRatio' | 'divFactor' | 'finalDivFactor', range: object) =>
    requireNumber({ owner: 'one-cycle schedule', option, value: options[option] }, { minimum: 1, ...range });
  requireBoolean({ owner: 'one-cycle schedule', option: 'threePhases', value: threePhases });
  requireIn('totalSteps', { isWhole: true });
  requireIn('risingRatio', { minimum: 0, maximum: threePhases ? 0.5 : 1 });
  requireIn('divFactor', {});
  requireIn('finalDivFactor', {});
  if (anneal === 'cosine' || anneal === 'linear') return;
  throw new ConfigError(`one-cycle schedule: anneal must be 'cosine' or 'linear', not '${anneal}'`, { anneal });
}
