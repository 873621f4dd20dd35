import type { WeightCriterion } from './weight-criterion.js';

/** Numbers for each weight: the sum of its movements, and of their squares. */
const PARTS = 2;

/**
 * Movement: a score that is learned while the model is, from `w dL/dw'`, where `w'` is the weight as the pass saw it, 0 when it is pruned
 * (V. Sanh, T. Wolf, A. Rush, "Movement pruning: adaptive sparsity by fine-tuning", NeurIPS 2020, equation 4, with the straight-through
 * estimator of section 3). Weights that training moves away from 0 stay, however small; large ones that it moves to 0 go. A pruned weight goes
 * on being scored, with the value that it had, and may come back.
 *
 * In the authors' program Adam moves the scores, which counts how steadily a weight moves, not how far: `m / sqrt(v)`. Here a score is the sum
 * of the movements over the root of the sum of their squares. Plain sums, as the equation has them, are largest, with either sign, for the
 * weights with the largest gradients: of a model that is at a minimum the ones that matter most go first.
 */
export function weightMovement(): WeightCriterion {
  return {
    specificationVersion: 'v1',
    name: 'movement',
    needs: 'training',
    statisticsPerWeight: PARTS,
    observe({ weights, statistics }, gradient) {
      for (let index = 0, at = 0; index < gradient.length; index++, at += PARTS) {
        const movement = (weights[index] as number) * (gradient[index] as number);
        statistics[at] = (statistics[at] as number) - movement;
        statistics[at + 1] = (statistics[at + 1] as number) + movement * movement;
      }
    },
    score({ weights, statistics }) {
      return weights.map((_, index) => {
        const squares = statistics[index * PARTS + 1] as number;
        return squares === 0 ? 0 : (statistics[index * PARTS] as number) / Math.sqrt(squares);
      });
    },
  };
}
