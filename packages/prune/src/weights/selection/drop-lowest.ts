/**
 * The k lowest of millions of numbers, without sorting them: two counts of the halves of their bits.
 *
 * A float32 becomes an unsigned number of the same order when the sign bit of a positive one, and all bits of a negative one, are flipped. The
 * first count finds the upper half of the k-th lowest, the second, of those with that half, the lower one. Few numbers are sorted.
 */

/** Halves of 32 bits. */
const HALF = 65_536;

/** Where sorting takes as long as going over two tables of {@link HALF} counts. */
const FEW = 8192;

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
  const [only] = lists;
  const isFew = lists.length === 1 && only !== undefined && only.length <= FEW;
  const threshold = isFew ? kthBySorting(only, count) : kthByCounting(lists, count);
  let equals = count;
  for (const list of lists) equals -= countBelow(list, threshold);
  for (const [list, numbers] of lists.entries()) {
    for (let index = 0; index < numbers.length; index++) {
      const number = numbers[index] as number;
      if (number < threshold || (number === threshold && equals-- > 0)) drop(list, index);
    }
  }
}

function countBelow(list: Float32Array, threshold: number): number {
  let count = 0;
  for (let index = 0; index < list.length; index++) if ((list[index] as number) < threshold) count++;
  return count;
}

/** The `count`-th lowest. */
function kthBySorting(list: Float32Array, count: number): number {
  return list.slice().sort()[count - 1] as number;
}

/** The same of many. */
function kthByCounting(lists: readonly Float32Array[], count: number): number {
  const all = lists.map(orderedKeys);
  const upper = walk(countUpperHalves(all), count);
  const lower = walk(countLowerHalves(all, upper.half), count - upper.below);
  return numberOfKey(upper.half * HALF + lower.half);
}

/** Unsigned numbers in the order of the float32. */
function orderedKeys(numbers: Float32Array): Uint32Array {
  const keys = new Uint32Array(numbers.slice().buffer);
  for (let index = 0; index < keys.length; index++) {
    const bits = keys[index] as number;
    keys[index] = bits >= 0x80000000 ? ~bits : bits | 0x80000000;
  }
  return keys;
}

/** The float32 that has a key. */
function numberOfKey(key: number): number {
  const bits = Uint32Array.of(key >= 0x80000000 ? key ^ 0x80000000 : ~key);
  return new Float32Array(bits.buffer)[0] as number;
}

function countUpperHalves(all: readonly Uint32Array[]): Uint32Array {
  const counts = new Uint32Array(HALF);
  for (const keys of all) {
    for (let index = 0; index < keys.length; index++) {
      const half = (keys[index] as number) >>> 16;
      counts[half] = (counts[half] as number) + 1;
    }
  }
  return counts;
}

/** Of the keys with an upper half. */
function countLowerHalves(all: readonly Uint32Array[], upper: number): Uint32Array {
  const counts = new Uint32Array(HALF);
  for (const keys of all) {
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as number;
      if (key >>> 16 !== upper) continue;
      const half = key & (HALF - 1);
      counts[half] = (counts[half] as number) + 1;
    }
  }
  return counts;
}

/** The half of the `count`-th lowest, and how many are below it. */
function walk(counts: Uint32Array, count: number): { half: number; below: number } {
  let [half, below] = [0, 0];
  while (below + (counts[half] as number) < count) below += counts[half++] as number;
  return { half, below };
}
