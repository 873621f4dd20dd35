/**
 * The k lowest of millions of numbers, without sorting them: two counts of the halves of their bits.
 *
 * A float32 becomes an unsigned number of the same order when the sign bit of a positive one, and all bits of a negative one, are flipped. The
 * first count finds the upper half of the k-th lowest, the second, of those with that half, the lower one.
 */

/** Halves of 32 bits. */
const HALF = 65_536;

/** Where a list stands in what is dropped. */
type Drop = (list: number, index: number) => void;

/**
 * Calls `drop` for the `count` lowest numbers of some lists together; of equal ones those of the first list, and of the lowest index, go
 * first. -0 and 0 are equal.
 *
 * @param lists without NaN
 */
export function dropLowest(lists: readonly Float32Array[], count: number, drop: Drop): void {
  if (count <= 0) return;
  const all = lists.map(orderedKeys);
  const upper = find(all, count, (key) => key >>> 16);
  const inHalf = (key: number) => (key >>> 16 === upper.half ? key & (HALF - 1) : undefined);
  const lower = find(all, count - upper.below, inHalf);
  const threshold = upper.half * HALF + lower.half;
  let equals = count - upper.below - lower.below;
  for (const [list, keys] of all.entries()) {
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as number;
      if (key < threshold || (key === threshold && equals-- > 0)) drop(list, index);
    }
  }
}

/** Unsigned numbers in the order of the float32. */
function orderedKeys(numbers: Float32Array): Uint32Array {
  // + 0 makes 0 of -0.
  const keys = new Uint32Array(numbers.map((number) => number + 0).buffer);
  for (let index = 0; index < keys.length; index++) {
    const bits = keys[index] as number;
    keys[index] = bits >= 0x80000000 ? ~bits : bits | 0x80000000;
  }
  return keys;
}

/** The half of the `count`-th lowest, and how many are below it. */
function find(
  all: readonly Uint32Array[],
  count: number,
  halfOf: (key: number) => number | undefined,
): { half: number; below: number } {
  const counts = new Float64Array(HALF);
  for (const keys of all) {
    for (const key of keys) {
      const half = halfOf(key);
      if (half !== undefined) counts[half] = (counts[half] as number) + 1;
    }
  }
  let [half, below] = [0, 0];
  while (below + (counts[half] as number) < count) below += counts[half++] as number;
  return { half, below };
}
