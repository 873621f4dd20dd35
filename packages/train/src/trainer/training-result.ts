import type { EvaluationResult } from '../evaluation/evaluator.js';

/** What a finished run can say of itself. */
export interface TrainingResult {
  /** Of the model as it is at the end. */
  readonly evaluation: EvaluationResult;
  readonly steps: number;
  /** The loop with its evaluations, without compiling. */
  readonly seconds: number;
  /** The median time of a step, in milliseconds; 0 when there was none. */
  readonly stepMsMedian: number;
  /** Training rows and their tokens (no padding) that were seen, each as often as it was. */
  readonly trainedExamples: number;
  readonly trainedTokens: number;
  /** Whether the signal ended it with steps left to do; one that comes in the last evaluation comes too late. */
  readonly isAborted: boolean;
}
