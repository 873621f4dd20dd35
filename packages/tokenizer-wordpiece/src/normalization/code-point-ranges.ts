/**
 * A set of code points as sorted ranges, in two numbers a range: small in a bundle, and a membership test by bisection.
 */
export class CodePointRanges {
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];

  /** @param encoded - `gap length gap length ...`, each gap counted from the end of the range before. */
  constructor(encoded: string) {
    const numbers = decodeNumbers(encoded);
    const starts: number[] = [];
    const ends: number[] = [];
    for (let index = 0, end = 0; index < numbers.length; index += 2) {
      const start = end + numbers[index]!;
      end = start + numbers[index + 1]!;
      starts.push(start);
      ends.push(end);
    }
    this.#starts = starts;
    this.#ends = ends;
  }

  has(codePoint: number): boolean {
    const index = lastAtMost(this.#starts, codePoint);
    return index >= 0 && codePoint < this.#ends[index]!;
  }
}

const LOW_DIGITS = 52;
const FIRST_LOW_DIGIT = 0x28;
const HIGH_DIGITS = 34;
const FIRST_HIGH_DIGIT = 0x5d;

/** Reads numbers written without separators: high digits from `]` on, then one low digit from `(` on. */
export function decodeNumbers(encoded: string): number[] {
  const numbers: number[] = [];
  let high = 0;
  for (let at = 0; at < encoded.length; at++) {
    const unit = encoded.charCodeAt(at);
    if (unit >= FIRST_HIGH_DIGIT) high = high * HIGH_DIGITS + unit - FIRST_HIGH_DIGIT;
    else {
      numbers.push(high * LOW_DIGITS + unit - FIRST_LOW_DIGIT);
      high = 0;
    }
  }
  return numbers;
}

/** The index of the last element of a sorted list that is at most `value`, or -1. */
export function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
