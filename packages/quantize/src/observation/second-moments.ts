/** The mean of `x x^T` over the rows of a layer's inputs. */
export class SecondMoments {
  readonly #columns: number;
  readonly #sums: Float64Array;
  #rows = 0;

  constructor(columns: number) {
    this.#columns = columns;
    this.#sums = new Float64Array(columns * columns);
  }

  /** Elements of `[rows, columns]`. */
  observe(inputs: Float32Array): void {
    for (let start = 0; start < inputs.length; start += this.#columns) this.#addRow(inputs, start);
  }

  /** `[columns, columns]`. */
  mean(): Float64Array {
    const size = this.#columns;
    const mean = this.#sums.map((sum) => sum / Math.max(1, this.#rows));
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < row; column++) mean[column * size + row] = mean[row * size + column] as number;
    }
    return mean;
  }

  /** The lower half, which says all. */
  #addRow(inputs: Float32Array, start: number): void {
    const size = this.#columns;
    this.#rows++;
    for (let row = 0; row < size; row++) {
      const factor = inputs[start + row] as number;
      if (factor === 0) continue;
      const at = row * size;
      for (let column = 0; column <= row; column++) {
        this.#sums[at + column] = (this.#sums[at + column] as number) + factor * (inputs[start + column] as number);
      }
    }
  }
}
