/**
 * A matrix of float64 that stores only what is not zero, row by row (compressed sparse rows, CSR).
 *
 * The entries of row `i` are `values[k]` in column `columnIndices[k]` for `k` from `rowOffsets[i]` up to, not
 * including, `rowOffsets[i + 1]`; columns ascend within a row. This is SciPy's `csr_matrix`, array for array.
 */
export interface SparseMatrix {
  /** Number of rows and number of columns. */
  readonly shape: readonly [rows: number, columns: number];
  /** `rows + 1` positions in the two arrays below. */
  readonly rowOffsets: Int32Array;
  /** Column of each entry, from 0. */
  readonly columnIndices: Int32Array;
  /** Value of each entry. */
  readonly values: Float64Array;
}

/** Collects the rows of a {@link SparseMatrix}; its arrays double as they fill, so that nothing is kept per entry. */
export class SparseMatrixBuilder {
  #rowOffsets: number[] = [0];
  #columnIndices = new Int32Array(1024);
  #values = new Float64Array(1024);
  #size = 0;

  /** Adds one entry to the row in progress; columns must ascend. */
  add(column: number, value: number): void {
    if (this.#size === this.#values.length) this.#grow();
    this.#columnIndices[this.#size] = column;
    this.#values[this.#size++] = value;
  }

  /** Closes the row in progress. */
  endRow(): void {
    this.#rowOffsets.push(this.#size);
  }

  /** The matrix of all rows closed so far. */
  build(columns: number): SparseMatrix {
    return {
      shape: [this.#rowOffsets.length - 1, columns],
      rowOffsets: Int32Array.from(this.#rowOffsets),
      columnIndices: this.#columnIndices.slice(0, this.#size),
      values: this.#values.slice(0, this.#size),
    };
  }

  #grow(): void {
    const columnIndices = new Int32Array(this.#size * 2);
    const values = new Float64Array(this.#size * 2);
    columnIndices.set(this.#columnIndices);
    values.set(this.#values);
    this.#columnIndices = columnIndices;
    this.#values = values;
  }
}
