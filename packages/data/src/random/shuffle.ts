import type { Xoshiro128 } from './xoshiro128.js';

/**
 * Puts a list into random order, in place and each order equally likely (R. Durstenfeld, "Algorithm 235: Random
 * permutation", CACM 7, 1964).
 */
export function shuffle<List extends { [index: number]: unknown; readonly length: number }>(
  list: List,
  generator: Xoshiro128,
): List {
  for (let last = list.length - 1; last > 0; last--) {
    const other = generator.nextBelow(last + 1);
    const item = list[last];
    list[last] = list[other];
    list[other] = item;
  }
  return list;
}

/** The whole numbers from 0 to `count - 1` in random order. */
export function shuffledRows(count: number, generator: Xoshiro128): Int32Array {
  return shuffle(
    Int32Array.from({ length: count }, (_, row) => row),
    generator,
  );
}
