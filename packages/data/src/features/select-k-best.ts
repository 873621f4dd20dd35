import { ConfigError } from '@bertsmith/tensor';

/**
 * The `k` columns with the highest scores, ascending; all of them where there are fewer.
 *
 * Of columns with the same score at the edge the later ones are kept, and a score that is not a number is lower than any other:
 * scikit-learn's `SelectKBest`.
 *
 * @param scores `[columns]`
 * @param k a whole number from 1
 * @throws ConfigError when `k` is not one
 * @example
 * const features = vectorizer.fitTransform(texts);
 * const columns = selectKBest(chiSquare(features, labels).scores, 10_000);
 * const fewer = selectColumns(features, columns);
 */
export function selectKBest(scores: Float64Array, k: number): Int32Array {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new ConfigError(`selectKBest: k is ${k}, expected a whole number from 1`, { k });
  }
  const rank = scores.map((score) => (Number.isNaN(score) ? -Number.MAX_VALUE : score));
  const order = Int32Array.from(scores.keys()).sort((a, b) => compare(rank[a] as number, rank[b] as number) || a - b);
  return order.subarray(Math.max(0, order.length - k)).sort();
}

/** A difference of two infinite scores would be not a number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
