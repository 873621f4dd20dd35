import { subtractSigns } from '@bertsmith/train';
import { requirePositive } from './require-positive.js';
import { scoreEach } from './score-each.js';
import type { WeightCriterion } from './weight-criterion.js';

/** How {@link weightMovement} weighs what it sees. */
export interface WeightMovementOptions {
  /**
   * How far a step counts as moving a weight, in the unit of weights. The larger, the less counts how large they are. Default 1e-4, about as
   * far as Adam moves one at usual learning rates.
   */
  readonly stepSize?: number;
}

/**
 * Movement: a score that is learned while the model is. Of each step counts whether it moves a weight away from 0 or towards it, the sign of
 * `-w dL/dw'`, where `w'` is the weight as the pass saw it, 0 when it is pruned (V. Sanh, T. Wolf, A. Rush, "Movement pruning: adaptive
 * sparsity by fine-tuning", NeurIPS 2020, with the straight-through estimator of section 3). Weights that training moves away from 0 stay,
 * however small; large ones that it keeps moving to 0 go. A pruned weight goes on being scored, with the value that it had, and may come back.
 *
 * A score is `|w| + stepSize * (steps away from 0 - steps towards it)`. In two things it is not the paper's sum of `-w dL/dw'` (equation 4).
 * In the authors' program Adam moves the scores, by steps of about one size, whatever the gradients: so do signs, with a third of the memory.
 * And the weight's magnitude counts, as it is now: of a model that is fine-tuned already, gradients say at first only which way all weights
 * together would go a little; to take that whole way with some of them ruins it, and a short training does not mend it.
 *
 * @throws ConfigError when an option is out of range
 */
export function weightMovement({ stepSize = 1e-4 }: WeightMovementOptions = {}): WeightCriterion {
  requirePositive('movement', 'stepSize', stepSize);
  return {
    specificationVersion: 'v1',
    name: 'movement',
    settings: { stepSize },
    needs: 'training',
    observe({ weights, statistics }, gradient) {
      for (let index = 0; index < gradient.length; index++) {
        const movement = (weights[index] as number) * (gradient[index] as number);
        // As Math.sign, in a quarter of the time.
        statistics[index] = (statistics[index] as number) + Number(movement < 0) - Number(movement > 0);
      }
    },
    async observeAll(matrices, kernels) {
      const pairs = matrices.map(({ statistics, weights, gradient }) => ({
        sums: statistics,
        a: weights,
        b: gradient,
      }));
      await subtractSigns(pairs, kernels);
    },
    score: ({ weights, statistics }) =>
      scoreEach(
        weights.length,
        (index) => Math.abs(weights[index] as number) + stepSize * (statistics[index] as number),
      ),
  };
}
