import { BackendError } from '@bertsmith/tensor';

/** Text in, vectors out. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** Float32 sums in another order; the components of a vector are below 2. */
const TOLERANCE = 1e-4;

/** @throws BackendError when a peer's vectors are not ours: then the two sides do not do the same work */
export function checkEmbeddings(
  peer: string,
  expected: readonly Float32Array[],
  actual: readonly Float32Array[],
): void {
  for (const [text, vector] of expected.entries()) {
    const difference = largestDifference(vector, actual[text] ?? new Float32Array(0));
    if (difference <= TOLERANCE) continue;
    throw new BackendError(
      `${peer}: the vector of text ${text + 1} differs from ours by ${difference}, at most ${TOLERANCE} was expected`,
      { peer, text, difference },
    );
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.NaN;
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] as number))), 0);
}
