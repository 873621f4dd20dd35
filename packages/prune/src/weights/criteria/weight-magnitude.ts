import { scoreEach } from './score-each.js';
import type { WeightCriterion } from './weight-criterion.js';

/**
 * `|w|`: what is small goes (S. Han et al., "Learning both weights and connections for efficient neural networks", NeurIPS 2015). It needs
 * no data, and is hard to beat at half of the weights.
 */
export function weightMagnitude(): WeightCriterion {
  return {
    specificationVersion: 'v1',
    name: 'magnitude',
    needs: 'weights',
    score: ({ weights }) => scoreEach(weights.length, (index) => Math.abs(weights[index] as number)),
  };
}
