/** The features that a model sees beside the tokens of a text, on their way from whoever counts them to the model. */
import { InputError, type Tensor } from '@bertsmith/tensor';

/** The features of one text that are not 0. */
export interface SparseFeatures {
  /** Numbers of features, from 0 to below the model's `numFeatures`. */
  readonly ids: Int32Array;
  /** The value of each. */
  readonly values: ArrayLike<number>;
}

/** The features of many texts in compressed sparse rows: the `SparseMatrix` of `@bertsmith/data`. */
export interface SparseRows {
  readonly shape: readonly [rows: number, columns: number];
  readonly rowOffsets: Int32Array;
  readonly columnIndices: Int32Array;
  readonly values: ArrayLike<number> & { subarray(start: number, end: number): ArrayLike<number> };
}

/** What makes features of texts: the `TfidfVectorizer` of `@bertsmith/data`. */
export interface TextVectorizer {
  transform(texts: readonly string[]): SparseRows;
}

/**
 * The features of each text.
 *
 * @throws InputError when the vectorizer has other features than the model
 */
export function vectorizeTexts(
  texts: readonly string[],
  vectorizer: TextVectorizer,
  numFeatures: number,
): SparseFeatures[] {
  const { shape, rowOffsets, columnIndices, values } = vectorizer.transform(texts);
  if (shape[1] !== numFeatures) {
    const message = `the vectorizer has ${shape[1]} features, the model ${numFeatures}: use the one that it was trained with`;
    throw new InputError(message, { expected: numFeatures, actual: shape[1] });
  }
  return texts.map((_, row) => {
    const [start, end] = [rowOffsets[row] as number, rowOffsets[row + 1] as number];
    return { ids: columnIndices.subarray(start, end), values: values.subarray(start, end) };
  });
}

/** `feature_ids` and `feature_values` of a batch, padded with values of 0 to the longest row. */
export function layOutFeatures(rows: readonly (SparseFeatures | undefined)[]): Record<string, Tensor> {
  const width = rows.reduce((longest, row) => Math.max(longest, row?.ids.length ?? 0), 1);
  const ids = new Int32Array(rows.length * width);
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    ids.set(row?.ids ?? [], index * width);
    values.set(row?.values ?? [], index * width);
  });
  const shape = [rows.length, width];
  return {
    feature_ids: { dtype: 'int32', shape, data: ids },
    feature_values: { dtype: 'float32', shape, data: values },
  };
}
