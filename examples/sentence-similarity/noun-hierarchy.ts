/**
 * The nouns of WordNet as the tree that they nearly are: a cat is a feline, a feline is a carnivore, and so on up to entity. Of several
 * hypernyms the first counts.
 */
import type { WordnetGloss } from '@bertsmith/data';

/** The way up from each noun: itself, its hypernym, that one's hypernym, ..., the top. */
export function pathsToTop(nouns: readonly WordnetGloss[]): ReadonlyMap<string, readonly string[]> {
  const hypernyms = new Map(nouns.map(({ id, hypernyms: [first] }) => [id, first]));
  const paths = new Map<string, readonly string[]>();
  const pathOf = (id: string): readonly string[] => {
    const hypernym = hypernyms.get(id);
    const path = paths.get(id) ?? [id, ...(hypernym === undefined ? [] : pathOf(hypernym))];
    paths.set(id, path);
    return path;
  };
  for (const { id } of nouns) pathOf(id);
  return paths;
}

/**
 * How near each other two things are, from 0 to 1: twice the depth of the nearest thing that both are a kind of, divided by the sum of
 * their depths (Z. Wu and M. Palmer, "Verb semantics and lexical selection", ACL 1994). The top has depth 1.
 */
export function wuPalmerSimilarity(first: readonly string[], second: readonly string[]): number {
  const above = new Set(first);
  const shared = second.filter((id) => above.has(id)).length;
  return (2 * shared) / (first.length + second.length);
}
