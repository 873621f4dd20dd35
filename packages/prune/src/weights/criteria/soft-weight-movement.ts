import { requirePositive } from './require-positive.js';
import { scoreEach } from './score-each.js';
import type { WeightCriterion } from './weight-criterion.js';

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

/** Numbers for each weight: the score, and the means of its derivative and of its square. */
const PARTS = 3;

/** Of Adam (D. Kingma, J. Ba, ICLR 2015). */
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
    observe({ weights, statistics, observations }, gradient) {
      const step = observations + 1;
      const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
      for (let index = 0, at = 0; index < gradient.length; index++, at += PARTS) {
        const score = statistics[at] as number;
        const movement = (weights[index] as number) * (gradient[index] as number);
        const derivative = movement + regularization * sigmoidSlope(score);
        const mean = BETA1 * (statistics[at + 1] as number) + (1 - BETA1) * derivative;
        const square = BETA2 * (statistics[at + 2] as number) + (1 - BETA2) * derivative * derivative;
        statistics[at] = score - (rate * mean) / (Math.sqrt(square) + EPSILON);
        statistics[at + 1] = mean;
        statistics[at + 2] = square;
      }
    },
    score: ({ weights, statistics }) =>
      scoreEach(weights.length, (index) => sigmoid(statistics[index * PARTS] as number)),
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Beyond it the sigmoid is flat, to 1e-7. */
const SLOPE_LIMIT = 16;
const SLOPES_PER_UNIT = 128;
const SLOPES = Float64Array.from({ length: 2 * SLOPE_LIMIT * SLOPES_PER_UNIT + 2 }, (_, index) => {
  const kept = sigmoid(index / SLOPES_PER_UNIT - SLOPE_LIMIT);
  return kept * (1 - kept);
});

/** The derivative of the sigmoid, `s (1 - s)`, to 1e-6: between the numbers of a table. With `Math.exp` for each weight `observe` took twice as long. */
function sigmoidSlope(x: number): number {
  const place = (Math.min(SLOPE_LIMIT, Math.max(-SLOPE_LIMIT, x)) + SLOPE_LIMIT) * SLOPES_PER_UNIT;
  const index = Math.floor(place);
  const below = SLOPES[index] as number;
  return below + (place - index) * ((SLOPES[index + 1] as number) - below);
}
