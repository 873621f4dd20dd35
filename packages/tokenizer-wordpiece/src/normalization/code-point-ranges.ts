/**
 * A set of code points as sorted ranges, in two numbers a range: small in a bundle, and a membership test by bisection.
 */
export class CodePointRanges {
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];

  /** @param encoded - `gap length gap length ...` in base 36, each gap counted from the end of the range before. */
  constructor(encoded: string) {
    const numbers = decodeBase36(encoded);
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

/** Reads numbers that are separated by spaces and written in base 36. */
export function decodeBase36(encoded: string): number[] {
  return encoded.split(' ').map((digits) => Number.parseInt(digits, 36));
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
