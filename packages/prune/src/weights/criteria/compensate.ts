import type { WeightMask } from '../masks/weight-mask.js';
import type { ObservedMatrices } from './observed-matrices.js';
import type { WeightCriterion } from './weight-criterion.js';

/**
 * Lets what stays make up for what goes, where the criterion knows how.
 *
 * @param weights in the layout of the arena
 */
export function compensate(
  criterion: WeightCriterion,
  observed: ObservedMatrices,
  { mask, weights }: { readonly mask: WeightMask; readonly weights: Float32Array },
): void {
  if (criterion.compensate === undefined) return;
  for (const [index, matrix] of observed.scored(weights).entries()) {
    criterion.compensate(matrix, (weight) => mask.isKept(index, weight));
  }
}
