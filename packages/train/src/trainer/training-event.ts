import type { EvaluationResult } from '../evaluation/evaluator.js';

/** What a run is told as it goes. */
export type TrainingEvent =
  | {
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
  | { readonly kind: 'evaluation'; readonly step: number; readonly epoch: number; readonly result: EvaluationResult };
