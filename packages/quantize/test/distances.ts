import { BATCHES, type TextFeeds } from './tiny-models.js';

/** The largest absolute difference; not a number when the lengths differ. */
export function largestDifference(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return Number.NaN;
  return Array.from(actual, (value, index) => Math.abs(value - (expected[index] as number))).reduce(
    (most, each) => (each > most || Number.isNaN(each) ? each : most),
    0,
  );
}

/** The Euclidean distance of the expected norm. */
export function relativeDistance(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return Number.NaN;
  const norm = (values: readonly number[]) => Math.hypot(...values);
  return norm(Array.from(actual, (value, index) => value - (expected[index] as number))) / norm(Array.from(expected));
}

/**
 * The median over {@link BATCHES} of how far a runtime's logits are from another's, of their norm; not a number when one has none. Where an activation
 * falls between two steps of a format, it takes either, and all that hangs on it is rounded anew: 0.03 was seen. That is so of few batches, and a mistake shows in all.
 */
export async function typicalDistance(ask: AskForLogits, askOther: AskForLogits): Promise<number> {
  const distances: number[] = [];
  for (const texts of BATCHES) distances.push(relativeDistance(await ask(texts), (await askOther(texts)) ?? []));
  if (distances.some(Number.isNaN)) return Number.NaN;
  return distances.sort((a, b) => a - b)[distances.length >> 1] as number;
}

/** Asks a runtime. */
export type AskForLogits = (texts: TextFeeds) => Promise<number[] | undefined> | number[] | undefined;

/** What {@link typicalDistance} may be: the same products, with the scales multiplied in another order, by other kernels; it is 1e-7 to 1e-6. */
export const SAME = 1e-5;
