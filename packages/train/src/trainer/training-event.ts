import type { EvaluationResult } from '../evaluation/evaluator.js';

/** A step that is done. */
export interface StepEvent {
  readonly kind: 'step';
  /** Steps that are finished, this one among them. */
  readonly step: number;
  readonly totalSteps: number;
  /** Counted from 0. */
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Before clipping; not a number when the step was vetoed. */
  readonly gradientNorm: number;
  readonly stepMs: number;
  /** Tokens of the batch that are no padding. */
  readonly realTokens: number;
  /** Whether a plugin kept the parameters as they were. */
  readonly isVetoed: boolean;
}

/** An evaluation that is done. */
export interface EvaluationEvent {
  readonly kind: 'evaluation';
  readonly step: number;
  readonly epoch: number;
  readonly result: EvaluationResult;
}

/** A checkpoint that is written, or that the run goes on from. */
export interface CheckpointEvent {
  readonly kind: 'checkpoint' | 'resume';
  readonly step: number;
  readonly epoch: number;
  /** Its directory. */
  readonly path: string;
}

/** What a run is told as it goes. */
export type TrainingEvent = StepEvent | EvaluationEvent | CheckpointEvent;
