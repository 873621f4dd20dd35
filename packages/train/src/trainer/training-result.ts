import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { EvaluationResult } from '../evaluation/evaluator.js';

/** What a finished run can say of itself. */
export interface TrainingResult {
  /** What was trained: the model that was given, or what a plugin made of it. */
  readonly model: BertModelWithHead;
  /** Of the model as it is at the end. */
  readonly evaluation: EvaluationResult;
  /** From the beginning, also of a run that was resumed. */
  readonly steps: number;
  /** The loop with its evaluations, without compiling; of a run that was resumed, with the time before. */
  readonly seconds: number;
  /** Those of {@link seconds} that had passed where this run went on; 0 for one that was not resumed. */
  readonly secondsBefore: number;
  /** The median time of a step, in milliseconds; 0 when there was none. */
  readonly stepMsMedian: number;
  /** Training rows and their tokens (no padding) that were seen, each as often as it was. */
  readonly trainedExamples: number;
  readonly trainedTokens: number;
  /** Whether the signal ended it with steps left to do; one that comes in the last evaluation comes too late. */
  readonly isAborted: boolean;
  /** Whether a plugin ended it. */
  readonly isStopped: boolean;
  /** What is not as if the run had never stopped, in sentences: settings that are not the checkpoint's. */
  readonly warnings: readonly string[];
}
