/** Pairs of definitions of nouns, and how near each other what they define is. */
import { isHeldOut, loadWordnetGlosses, type ScoredExample, type WordnetGloss, Xoshiro128 } from '@bertsmith/data';
import { pathsToTop, wuPalmerSimilarity } from './noun-hierarchy.js';

/** Two nouns by chance are strangers: most pairs are drawn from below something so many steps above the first. */
const MOST_STEPS_UP = 8;

/**
 * Each `everyNth` noun with another one. Pairs whose first definition is one of the tenth that is held out are to judge by; none of the
 * others has such a definition.
 */
export async function loadScoredPairs(
  everyNth: number,
  seed: number,
): Promise<Record<'train' | 'validation', ScoredExample[]>> {
  const nouns = (await loadWordnetGlosses()).glosses.filter(({ partOfSpeech }) => partOfSpeech === 'noun');
  const paths = pathsToTop(nouns);
  const kinds = nounsBelow(nouns, paths);
  const generator = Xoshiro128.fromSeed(seed);
  const parts = { train: [] as ScoredExample[], validation: [] as ScoredExample[] };
  for (const noun of nouns.filter((_, row) => row % everyNth === 0)) {
    const path = paths.get(noun.id) ?? [];
    const above = path[Math.min(path.length - 1, 1 + generator.nextBelow(MOST_STEPS_UP))] ?? noun.id;
    const candidates = kinds.get(above) ?? [];
    const other = candidates[generator.nextBelow(candidates.length)] ?? noun;
    const [isOut, isOtherOut] = [noun, other].map(({ definition }) => isHeldOut(definition, 10));
    if (other === noun || (isOtherOut && !isOut)) continue;
    const score = wuPalmerSimilarity(path, paths.get(other.id) ?? []);
    parts[isOut ? 'validation' : 'train'].push({ text: noun.definition, pair: other.definition, score });
  }
  return parts;
}

/** All that is a kind of each noun. */
function nounsBelow(nouns: readonly WordnetGloss[], paths: ReadonlyMap<string, readonly string[]>) {
  const below = new Map<string, WordnetGloss[]>();
  for (const noun of nouns) {
    for (const id of paths.get(noun.id) ?? []) {
      const list = below.get(id) ?? [];
      list.push(noun);
      below.set(id, list);
    }
  }
  return below;
}
