/** The smallest and the largest value of each column of a layer's inputs. */
export interface ColumnExtremes {
  /** `[columns]`. */
  readonly minima: Float32Array;
  /** `[columns]`. */
  readonly maxima: Float32Array;
}

/** Of rows that come in pieces. */
export class ColumnExtremesObserver {
  readonly #minima: Float32Array;
  readonly #maxima: Float32Array;

  constructor(columns: number) {
    this.#minima = new Float32Array(columns).fill(Number.POSITIVE_INFINITY);
    this.#maxima = new Float32Array(columns).fill(Number.NEGATIVE_INFINITY);
  }

  /** Elements of `[rows, columns]`. */
  observe(inputs: Float32Array): void {
    const columns = this.#minima.length;
    for (let index = 0; index < inputs.length; index++) {
      const [value, column] = [inputs[index] as number, index % columns];
      if (value < (this.#minima[column] as number)) this.#minima[column] = value;
      if (value > (this.#maxima[column] as number)) this.#maxima[column] = value;
    }
  }

  extremes(): ColumnExtremes {
    return { minima: this.#minima, maxima: this.#maxima };
  }
}
