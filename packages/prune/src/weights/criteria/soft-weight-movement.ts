import { moveScores } from '@bertsmith/train';
import { requirePositive } from './require-positive.js';
import { scoreEach } from './score-each.js';
import type { ScoredMatrix, WeightCriterion } from './weight-criterion.js';

/** How {@link softWeightMovement} learns. */
export interface SoftWeightMovementOptions {
  /** How far a score moves in a step, at most about. Default 0.01. */
  readonly learningRate?: number;
  /**
   * What pulls all scores down: the loss has `regularization * sum sigmoid(S)`. The larger, the more goes. Default 5e-6, which are the
   * paper's 400 over the 85 million weights of an encoder of BERT-base.
   */
  readonly regularization?: number;
}

/** Numbers for each weight. The scores of all come first, then the means of their derivatives, then those of the squares. */
const PARTS = 3;

/** Of Adam (D. Kingma, J. Ba, ICLR 2015), as the kernel of `moveScores` has them. */
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * Soft movement: scores that are moved by Adam along `-w dL/dw'`, and pulled down by a term of the loss; what counts is not their order but
 * whether `sigmoid(S)` is above a threshold, so that each matrix finds a sparsity of its own (V. Sanh, T. Wolf, A. Rush, NeurIPS 2020,
 * section 4). All begin at 0, which is 0.5 by the sigmoid.
 *
 * For `weightPruning({ criterion: softWeightMovement(), threshold: 0.1 })`: how much goes is set by `regularization`, and not known before. In
 * the paper its weight grows with the schedule; here it is the same from the begin.
 *
 * @throws ConfigError when an option is out of range
 */
export function softWeightMovement(options: SoftWeightMovementOptions = {}): WeightCriterion {
  const { learningRate = 0.01, regularization = 5e-6 } = options;
  requirePositive('soft movement', 'learningRate', learningRate);
  requirePositive('soft movement', 'regularization', regularization);
  return {
    specificationVersion: 'v1',
    name: 'soft-movement',
    settings: { learningRate, regularization },
    needs: 'training',
    statisticsPerWeight: PARTS,
    observe(matrix, gradient) {
      const { weights, observations } = matrix;
      const { scores, means, squares } = partsOf(matrix);
      const step = observations + 1;
      const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
      for (let index = 0; index < gradient.length; index++) {
        const score = scores[index] as number;
        const kept = sigmoid(score);
        const movement = (weights[index] as number) * (gradient[index] as number);
        const derivative = movement + regularization * kept * (1 - kept);
        const mean = BETA1 * (means[index] as number) + (1 - BETA1) * derivative;
        const square = BETA2 * (squares[index] as number) + (1 - BETA2) * derivative * derivative;
        scores[index] = score - (rate * mean) / (Math.sqrt(square) + EPSILON);
        means[index] = mean;
        squares[index] = square;
      }
    },
    async observeAll(matrices, kernels) {
      const stepCount = (matrices[0]?.observations ?? 0) + 1;
      const moved = matrices.map((matrix) => {
        return { ...partsOf(matrix), weights: matrix.weights, gradients: matrix.gradient };
      });
      await moveScores(moved, { learningRate, regularization, stepCount }, kernels);
    },
    score(matrix) {
      const { scores } = partsOf(matrix);
      return scoreEach(scores.length, (index) => sigmoid(scores[index] as number));
    },
  };
}

function partsOf({ weights, statistics }: ScoredMatrix): Record<'scores' | 'means' | 'squares', Float32Array> {
  const part = (index: number) => statistics.subarray(index * weights.length, (index + 1) * weights.length);
  return { scores: part(0), means: part(1), squares: part(2) };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
