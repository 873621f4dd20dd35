import type { WeightMask } from '../masks/weight-mask.js';

/**
 * Scores by which what is 0 already goes before all else, so that no weight goes for the sake of one that is gone: what was pruned
 * stays pruned when more goes.
 *
 * @param scores are changed
 * @param weights in the layout of the arena
 */
export function zerosFirst(
  scores: readonly Float32Array[],
  { matrices }: Pick<WeightMask, 'matrices'>,
  weights: Float32Array,
): readonly Float32Array[] {
  for (const [matrix, { offset }] of matrices.entries()) {
    const list = scores[matrix] as Float32Array;
    // A score that is not a number is told of, wherever it is.
    for (let index = 0; index < list.length; index++) {
      if (weights[offset + index] === 0 && !Number.isNaN(list[index])) list[index] = Number.NEGATIVE_INFINITY;
    }
  }
  return scores;
}
