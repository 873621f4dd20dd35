/**
 * At most so many rows of all that are shown, evenly spread: every `stride`-th is kept, and when there are too many, every second of these is dropped and
 * the stride doubled.
 */
export class InputSample {
  readonly #columns: number;
  #kept: Float32Array[] = [];
  readonly #mostRows: number;
  #stride = 1;
  #seen = 0;

  constructor(columns: number, mostRows: number) {
    this.#columns = columns;
    this.#mostRows = mostRows;
  }

  /** Elements of `[rows, columns]`. */
  observe(inputs: Float32Array): void {
    for (let start = 0; start < inputs.length; start += this.#columns) {
      if (this.#seen++ % this.#stride !== 0) continue;
      this.#kept.push(inputs.slice(start, start + this.#columns));
      if (this.#kept.length > this.#mostRows) this.#thinOut();
    }
  }

  /** What is kept, `[rows, columns]`. */
  rows(): Float32Array {
    const rows = new Float32Array(this.#kept.length * this.#columns);
    for (const [index, row] of this.#kept.entries()) rows.set(row, index * this.#columns);
    return rows;
  }

  #thinOut(): void {
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }
}
