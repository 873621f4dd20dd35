import { ConfigError } from '@bertsmith/tensor';
import { flatCalls } from './chunked-calls.js';
import { requireEqualLengths } from './equal-lengths.js';
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

/** What is the same for all scores of a step. */
export interface ScoreStep {
  /** Adam's step size: about how far a score moves in a step. */
  readonly learningRate: number;
  /** What the loss has for each score S beside itself: so many times `sigmoid(S)`. */
  readonly regularization: number;
  /** From 1. */
  readonly stepCount: number;
}

/** Of Adam (D. Kingma, J. Ba, ICLR 2015): those that the kernel moves its means by. */
const [BETA1, BETA2] = [0.9, 0.999];

/**
 * Moves the scores of soft movement pruning by Adam, along `-w dL/dw` and down the slope of the sigmoid (V. Sanh, T. Wolf, A. Rush, "Movement pruning",
 * NeurIPS 2020, section 4); formulas in `assembly/kernels/move-scores.ts`.
 *
 * @param moved on the heap of the kernels, no score in two of them
 * @throws ShapeError when the arrays of one are not equally long, ConfigError when one is not on the heap, or a number of the step is none
 */
export async function moveScores(moved: readonly MovedScores[], step: ScoreStep, kernels: FlatKernels): Promise<void> {
  requireNumbers(step);
  const { learningRate, regularization, stepCount } = step;
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** stepCount)) / (1 - BETA1 ** stepCount);
  const scalars = [rate, regularization];
  await kernels.run(
    moved.flatMap((each) => flatCalls({ kernel: 'moveScores', arrays: arraysOf(each), scalars }, kernels.heap)),
  );
}

/** Anything else would make NaN of all scores. */
function requireNumbers(step: ScoreStep): void {
  const { learningRate, regularization, stepCount } = step;
  if (Number.isFinite(learningRate) && Number.isFinite(regularization) && stepCount >= 1) return;
  const given = `learningRate ${learningRate}, regularization ${regularization}, stepCount ${stepCount}`;
  const message = `moving scores takes a step from 1 and finite numbers, got ${given}`;
  throw new ConfigError(message, { ...step });
}

/** In the order of the kernel's arguments. */
function arraysOf({ scores, weights, gradients, means, squares }: MovedScores): readonly Float32Array[] {
  return requireEqualLengths('moving', [scores, weights, gradients, means, squares]);
}
