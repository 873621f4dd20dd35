/**
 * Tokenized examples in columns: four typed arrays instead of an object for each row. A hundred thousand sentences
 * are some 10 MB, the garbage collector has nothing to walk through, and a worker thread takes them without a copy.
 */
export interface EncodedExamples {
  /** The ids of all rows, end to end. */
  readonly inputIds: Int32Array;
  /** `[rows + 1]`: row `i` is `inputIds` from `offsets[i]` up to, not including, `offsets[i + 1]`. */
  readonly offsets: Int32Array;
  /** `[rows]`: position in the row at which its second text starts; the row's length when there is none. */
  readonly pairStarts: Int32Array;
  /** `[rows]`: the class of each row. */
  readonly labels: Int32Array;
  /** The id that padding has in batches of these rows. */
  readonly padTokenId: number;
}

/** Tokens of each row, `[rows]`. */
export function rowLengths({ offsets }: EncodedExamples): Int32Array {
  return offsets.subarray(1).map((end, row) => end - (offsets[row] as number));
}
