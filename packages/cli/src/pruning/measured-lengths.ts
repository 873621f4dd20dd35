/** How long the texts are that models are timed on. */

/** Tokens of a text, on average. @param lengths at least one */
export function meanLength(lengths: readonly number[]): number {
  return Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
}

/** So many lengths that stand for all: one is the mean; several are evenly spread over them, so that batches differ as those of the texts do. */
export function measuredLengths(lengths: readonly number[], count: number): readonly number[] {
  if (count === 1) return [meanLength(lengths)];
  const ordered = lengths.toSorted((a, b) => a - b);
  return Array.from({ length: count }, (_, index) => {
    return ordered[Math.floor(((index + 0.5) * ordered.length) / count)] as number;
  });
}
