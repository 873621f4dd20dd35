import { scoreEach } from './score-each.js';
import type { WeightCriterion } from './weight-criterion.js';

/**
 * `1/2 w^2 F`, what the loss is expected to rise by when w becomes 0, for a model that is at a minimum and whose second derivatives are
 * independent (Y. LeCun, J. Denker, S. Solla, "Optimal brain damage", NIPS 1989, equation 5). Here `F` is the diagonal of the empirical Fisher
 * matrix, the mean of the squared gradients, in the place of the second derivatives, which would need another pass.
 *
 * The gradients are those of batches; the smaller the batches, the nearer to the Fisher matrix, whose gradients are those of single rows.
 */
export function optimalBrainDamage(): WeightCriterion {
  return {
    specificationVersion: 'v1',
    name: 'obd',
    needs: 'gradients',
    observe({ statistics }, gradient) {
      for (let index = 0; index < gradient.length; index++) {
        statistics[index] = (statistics[index] as number) + (gradient[index] as number) ** 2;
      }
    },
    score: ({ weights, statistics, observations }) =>
      scoreEach(
        weights.length,
        (index) => ((weights[index] as number) ** 2 * (statistics[index] as number)) / (2 * Math.max(1, observations)),
      ),
  };
}
