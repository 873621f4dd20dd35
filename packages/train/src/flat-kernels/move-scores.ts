import { ShapeError } from '@bertsmith/tensor';
import { flatCalls } from './chunked-calls.js';
import type { FlatKernels } from './flat-kernels.js';

/** Weights of which each has a score that is learned; float32, of equal length. */
export interface MovedScores {
  /** Written. */
  readonly scores: Float32Array;
  readonly weights: Float32Array;
  /** Of the loss, with respect to what the pass saw of the weights. */
  readonly gradients: Float32Array;
  /** Adam's mean of the scores' derivatives, 0 at first; written. */
  readonly means: Float32Array;
  /** Likewise of their squares. */
  readonly squares: Float32Array;
}

/** What a step is the same for all scores. */
export interface ScoreStep {
  /** How far a score moves, at most about: Adam's, without the correction of a run's first steps. */
  readonly learningRate: number;
  /** What the loss has for each score S beside itself: so many times `sigmoid(S)`. */
  readonly regularization: number;
  /** From 1. */
  readonly stepCount: number;
}

/** Of Adam (D. Kingma, J. Ba, ICLR 2015), as the kernel has them. */
const [BETA1, BETA2] = [0.9, 0.999];

/**
 * Moves the scores of soft movement pruning by Adam, along `-w dL/dw` and down the slope of the sigmoid (V. Sanh, T. Wolf, A. Rush, "Movement pruning",
 * NeurIPS 2020, section 4); formulas in `assembly/kernels/soft-movement.ts`.
 *
 * @param moved on the heap of the kernels, no score in two of them
 * @throws ShapeError when the arrays of one are not equally long, ConfigError when one is not on the heap
 */
export async function moveScores(
  moved: readonly MovedScores[],
  { learningRate, regularization, stepCount }: ScoreStep,
  kernels: FlatKernels,
): Promise<void> {
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** stepCount)) / (1 - BETA1 ** stepCount);
  const scalars = [rate, regularization];
  await kernels.run(
    moved.flatMap((each) => flatCalls({ kernel: 'softMovement', arrays: arraysOf(each), scalars }, kernels.heap)),
  );
}

/** In the order of the kernel's arguments. */
function arraysOf({ scores, weights, gradients, means, squares }: MovedScores): Float32Array[] {
  const arrays = [scores, weights, gradients, means, squares];
  const lengths = arrays.map(({ length }) => length);
  if (lengths.every((length) => length === scores.length)) return arrays;
  const message = `moving ${scores.length} scores takes arrays as long, got ${lengths.slice(1).join(', ')}`;
  throw new ShapeError(message, { expected: scores.length, actual: lengths });
}
