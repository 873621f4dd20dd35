/** Counts of values in equal bins around 0; the bins grow with what comes, by halves, so one pass over the data is enough. */

/** Bins of a histogram, half of them below 0. */
export const BINS = 2048;

/** See the top of the file. */
export class Histogram {
  /** `[BINS]`, from `-limit` to `limit`. */
  readonly counts = new Float64Array(BINS);
  #limit = 0;

  /** Where the last bin ends; 0 before there was any value but 0. */
  get limit(): number {
    return this.#limit;
  }

  /** Finite values. */
  add(values: Float32Array): void {
    this.#growTo(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const binsPerUnit = this.#limit === 0 ? 0 : BINS / (2 * this.#limit);
    for (const value of values) {
      const bin = Math.min(BINS - 1, Math.floor(value * binsPerUnit) + BINS / 2);
      this.counts[bin] = (this.counts[bin] as number) + 1;
    }
  }

  /** The value in the middle of a bin. */
  middle(bin: number): number {
    return ((bin + 0.5) / BINS - 0.5) * 2 * this.#limit;
  }

  /** The ends of the bins that have anything in them. */
  extent(): readonly [number, number] {
    const [first, last] = [
      this.counts.findIndex((count) => count > 0),
      this.counts.findLastIndex((count) => count > 0),
    ];
    const width = (2 * this.#limit) / BINS;
    return first < 0 ? [0, 0] : [first * width - this.#limit, (last + 1) * width - this.#limit];
  }

  #growTo(magnitude: number): void {
    if (this.#limit === 0) {
      this.#limit = magnitude;
      // Only zeros came so far, wherever they were counted.
      return;
    }
    while (magnitude > this.#limit) this.#double();
  }

  /** Two bins become one, nearer to 0. */
  #double(): void {
    const old = this.counts.slice();
    this.counts.fill(0);
    for (const [bin, count] of old.entries()) {
      const target = BINS / 4 + Math.floor(bin / 2);
      this.counts[target] = (this.counts[target] as number) + count;
    }
    this.#limit *= 2;
  }
}
