/** Where a training run is, how fast it goes and when it ends: what the bar and the lines show, from the trainer's events. */
import { currentRssBytes } from '@bertsmith/metrics';
import type { EvaluationResult, TrainingEvent } from '@bertsmith/train';

/** What is known before the first step, and where the rest is asked. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly maxSteps?: number;
  /** Tells how much memory the process has now, in bytes. Default: as the system counts it. */
  readonly residentBytes?: () => number;
}

/** A run after one of its steps. */
export interface PaceSnapshot {
  /** Steps that are finished. */
  readonly step: number;
  /** Steps that there will be. */
  readonly lastStep: number;
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps of this epoch that are finished. */
  readonly stepOfEpoch: number;
  /** Steps that this epoch will have. */
  readonly stepsOfEpoch: number;
  /** Training loss, smoothed. */
  readonly loss: number;
  /** Tokens that are no padding, by the time that steps took. */
  readonly tokensPerSecond: number;
  /** Of steps and evaluations so far. */
  readonly secondsElapsed: number;
  /** Until the last step, at the pace so far. */
  readonly secondsLeft: number;
  /** Physical memory that the process has, in bytes. */
  readonly residentBytes: number;
}

type StepEvent = Extract<TrainingEvent, { kind: 'step' }>;

/** How much of the smoothed loss is older than the last step: 0.95 looks back some 20 steps. */
const SMOOTHING = 0.95;

/** Sums up a run; it takes the time from the events, so it needs no clock. Only the memory is that of now. */
export class TrainingPace {
  readonly #plan: TrainingPlan;
  #steps = 0;
  #stepSeconds = 0;
  #evaluationSeconds = 0;
  #tokens = 0;
  #smoothedLoss = 0;
  #losses = 0;

  constructor(plan: TrainingPlan) {
    this.#plan = plan;
  }

  /** Takes a step in. */
  addStep(event: StepEvent): PaceSnapshot {
    this.#steps++;
    this.#stepSeconds += event.stepMs / 1000;
    this.#tokens += event.realTokens;
    this.#addLoss(event.loss);
    return this.#snapshot(event);
  }

  /** One that is not finite is of a step that was left out. */
  #addLoss(loss: number): void {
    if (!Number.isFinite(loss)) return;
    this.#losses++;
    this.#smoothedLoss = SMOOTHING * this.#smoothedLoss + (1 - SMOOTHING) * loss;
  }

  /** Takes an evaluation in. */
  addEvaluation({ seconds }: EvaluationResult): void {
    this.#evaluationSeconds += seconds;
  }

  #snapshot({ step, totalSteps, epoch }: StepEvent): PaceSnapshot {
    const { epochs, maxSteps = totalSteps, residentBytes = currentRssBytes } = this.#plan;
    const lastStep = Math.min(totalSteps, maxSteps);
    const firstOfEpoch = epoch * (totalSteps / epochs);
    const secondsElapsed = this.#stepSeconds + this.#evaluationSeconds;
    return {
      step,
      lastStep,
      epoch: epoch + 1,
      epochs,
      stepOfEpoch: step - firstOfEpoch,
      stepsOfEpoch: Math.min(totalSteps / epochs, lastStep - firstOfEpoch),
      loss: this.#smoothedLoss / (1 - SMOOTHING ** this.#losses),
      tokensPerSecond: this.#tokens / this.#stepSeconds,
      secondsElapsed,
      secondsLeft: (lastStep - step) * (secondsElapsed / this.#steps),
      residentBytes: residentBytes(),
    };
  }
}
