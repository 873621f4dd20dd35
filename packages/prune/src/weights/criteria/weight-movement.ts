import type { WeightCriterion } from './weight-criterion.js';

/**
 * Movement: a score that is learned while the model is, by `S <- S - w dL/dw'`, where `w'` is the weight as the pass saw it, 0 when it is pruned
 * (V. Sanh, T. Wolf, A. Rush, "Movement pruning: adaptive sparsity by fine-tuning", NeurIPS 2020, equation 4, with the straight-through
 * estimator of section 3). Weights that training moves away from 0 stay, however small; large ones that it moves to 0 go. A pruned weight goes
 * on being scored, with the value that it had, and may come back.
 *
 * In the paper an optimizer moves the scores; here they are sums without a learning rate, of which only the order counts.
 */
export function weightMovement(): WeightCriterion {
  return {
    specificationVersion: 'v1',
    name: 'movement',
    needs: 'training',
    observe({ weights, statistics }, gradient) {
      for (let index = 0; index < gradient.length; index++) {
        const movement = (weights[index] as number) * (gradient[index] as number);
        statistics[index] = (statistics[index] as number) - movement;
      }
    },
    score: ({ statistics }) => statistics.slice(),
  };
}
