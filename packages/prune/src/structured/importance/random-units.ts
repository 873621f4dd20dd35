import { Xoshiro128 } from '@bertsmith/data';
import type { UnitCriterion } from './unit-criterion.js';
import { emptyScores, mapScores } from './unit-scores.js';

/**
 * Scores from a seed, 0 to below 1: the control that every other criterion has to beat.
 *
 * @param options.seed a whole number below 2^32: the same seed, the same scores
 */
export function randomUnits({ seed }: { readonly seed: number }): UnitCriterion {
  return {
    specificationVersion: 'v1',
    name: 'random',
    score({ model: { config } }) {
      const generator = Xoshiro128.fromSeed(seed, 0);
      return mapScores(emptyScores(config), (values) => values.map(() => generator.nextBelow(2 ** 31) / 2 ** 31));
    },
  };
}
