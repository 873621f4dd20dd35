import type { KnownSearch } from './dictionary.js';

/** Finds texts: for each query the positions of the `limit` best, the best first. */
export type SearchEngine = (queries: readonly string[], limit: number) => Promise<number[][]>;

/** The positions of the highest scores, the highest first. */
export function highest(scores: Float32Array, limit: number): number[] {
  const order = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number));
  return order.slice(0, limit);
}

/** The share of searches that have the right definition among the first 1, and among the first 10. */
export async function recall(
  engine: SearchEngine,
  searches: readonly KnownSearch[],
): Promise<[at1: number, at10: number]> {
  const texts = searches.map(({ text }) => text);
  const found = await engine(texts, 10);
  const share = (limit: number) =>
    searches.filter(({ definition }, place) => found[place]?.slice(0, limit).includes(definition)).length /
    searches.length;
  return [share(1), share(10)];
}
