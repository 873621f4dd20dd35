/**
 * Tokenized examples in columns: a few typed arrays instead of an object for each row. A hundred thousand sentences
 * are some 10 MB, the garbage collector has nothing to walk through, and a worker thread takes them without a copy.
 */

/** The label of what is not to be learned: no loss counts it (PyTorch's `ignore_index`). */
export const IGNORED_LABEL = -100;

/** One class for each row, `[rows]`. */
export interface RowClasses {
  readonly per: 'row';
  readonly dtype: 'int32';
  readonly data: Int32Array;
}

/** One number for each row, `[rows]`. */
export interface RowNumbers {
  readonly per: 'row';
  readonly dtype: 'float32';
  readonly data: Float32Array;
}

/** One class for each token, in the places of `inputIds`; {@link IGNORED_LABEL} for a token without one, as for padding. */
export interface TokenClasses {
  readonly per: 'token';
  readonly dtype: 'int32';
  readonly data: Int32Array;
}

/** What is to be learned of rows or tokens. */
export type TargetColumn = RowClasses | RowNumbers | TokenClasses;

/** See the top of the file. */
export interface EncodedExamples {
  /** The ids of all rows, end to end. */
  readonly inputIds: Int32Array;
  /** `[rows + 1]`: row `i` is `inputIds` from `offsets[i]` up to, not including, `offsets[i + 1]`. */
  readonly offsets: Int32Array;
  /** `[rows]`: position in the row at which its second text starts; the row's length when there is none. */
  readonly pairStarts: Int32Array;
  /** What is to be learned, by the names of a graph's inputs: `labels`, `start_positions`. */
  readonly targets: Readonly<Record<string, TargetColumn>>;
  /** The id that padding has in batches of these rows. */
  readonly padTokenId: number;
  /** `[rows]`: which example a row is of, ascending, where long examples have several rows. Default: the row's own number. */
  readonly exampleNumbers?: Int32Array;
}

/** How many rows there are. */
export function rowCount({ offsets }: EncodedExamples): number {
  return offsets.length - 1;
}

/** Tokens of each row, `[rows]`. */
export function rowLengths({ offsets }: EncodedExamples): Int32Array {
  return offsets.subarray(1).map((end, row) => end - (offsets[row] as number));
}
