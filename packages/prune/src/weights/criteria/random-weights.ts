import { Xoshiro128 } from '@bertsmith/data';
import { scoreEach } from './score-each.js';
import type { WeightCriterion } from './weight-criterion.js';

/**
 * Scores from a seed, 0 to below 1: the control that every other criterion has to beat. A matrix always gets the same, by its name, so that masks
 * that are made anew during training stay what they were.
 *
 * @param options.seed a whole number below 2^32
 */
export function randomWeights({ seed }: { readonly seed: number }): WeightCriterion {
  return {
    specificationVersion: 'v1',
    name: 'random',
    settings: { seed },
    needs: 'weights',
    score({ name, weights }) {
      const generator = Xoshiro128.fromSeed(seed, hashOf(name));
      return scoreEach(weights.length, () => generator.nextBelow(2 ** 24) / 2 ** 24);
    },
  };
}

/** FNV-1a (G. Fowler, L. Noll, K.-P. Vo), 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return hash >>> 0;
}
