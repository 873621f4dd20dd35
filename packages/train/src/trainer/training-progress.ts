/** How far a run is: all of its place in the data, since batches and dropout masks are functions of numbers. */
export interface TrainingProgress {
  /** Steps that are done. */
  steps: number;
  /** Counted from 0. */
  epoch: number;
  /** Batches that are done: with accumulation, a step has several. */
  batches: number;
  /** Those of this epoch. */
  batchesOfEpoch: number;
  /** Rows and their tokens (no padding) that were seen, each as often as it was. */
  trainedExamples: number;
  trainedTokens: number;
  /** How long the run has been training, evaluations included. */
  elapsedMs: number;
  /** Steps that were done at the last evaluation; 0 before the first. */
  evaluatedSteps: number;
  /** Whether a plugin ended the run. */
  isStopped: boolean;
}

/** A run that has not begun. */
export function freshProgress(): TrainingProgress {
  return {
    steps: 0,
    epoch: 0,
    batches: 0,
    batchesOfEpoch: 0,
    trainedExamples: 0,
    trainedTokens: 0,
    evaluatedSteps: 0,
    isStopped: false,
    elapsedMs: 0,
  };
}
