import type { WeightMask } from '../masks/weight-mask.js';

/**
 * Scores by which what is 0 already goes before all else, so that no weight goes for the sake of one that is gone: what was pruned
 * stays pruned when more goes.
 *
 * @param scores are left as they are: they may be memory of the criterion
 * @param weights in the layout of the arena
 */
export function zerosFirst(
  scores: readonly Float32Array[],
  { matrices }: Pick<WeightMask, 'matrices'>,
  weights: Float32Array,
): Float32Array[] {
  return scores.map((list, matrix) => {
    const offset = matrices[matrix]?.offset ?? 0;
    const ordered = list.slice();
    for (let index = 0; index < ordered.length; index++) {
      // A score that is not a number is told of, wherever it is.
      if (weights[offset + index] === 0 && !Number.isNaN(ordered[index])) ordered[index] = Number.NEGATIVE_INFINITY;
    }
    return ordered;
  });
}
