import { InputError, type Tensor, tensor } from '@bertsmith/tensor';
import type { SparseMatrix } from './sparse-matrix.js';

/** Rows are padded to a multiple of this, so that batches have few different shapes: the runtime keeps memory for each. */
const PADDING_MULTIPLE = 8;

/** The sparse features of a batch, under the names that graphs have for them. */
export interface FeatureBatch {
  /** int32 `[batch, features]`: columns of the matrix, ascending in a row; 0 for padding. */
  readonly feature_ids: Tensor<'int32', ['batch', 'features']>;
  /** float32 `[batch, features]`: what the matrix has there; 0 for padding. */
  readonly feature_values: Tensor<'float32', ['batch', 'features']>;
}

/**
 * Copies rows of a sparse matrix into padded tensors, as wide as the longest of them and up to the next multiple of 8.
 *
 * @param rowNumbers rows of the matrix, in the order of the batch
 * @throws InputError when a row is not there
 * @example
 * const features = vectorizer.transform(texts);
 * const feeds = { ...encoderFeeds(batch), ...collateFeatures(features, batch.rowNumbers) };
 */
export function collateFeatures(matrix: SparseMatrix, rowNumbers: Int32Array): FeatureBatch {
  const { rowOffsets, columnIndices, values } = matrix;
  const ranges = Array.from(rowNumbers, (row) => entriesOf(rowOffsets, row));
  const longest = ranges.reduce((size, [start, end]) => Math.max(size, end - start), 1);
  const width = Math.ceil(longest / PADDING_MULTIPLE) * PADDING_MULTIPLE;
  const ids = new Int32Array(ranges.length * width);
  const weights = new Float32Array(ranges.length * width);
  ranges.forEach(([start, end], position) => {
    ids.set(columnIndices.subarray(start, end), position * width);
    weights.set(values.subarray(start, end), position * width);
  });
  const shape = [ranges.length, width] as const;
  return {
    feature_ids: tensor('int32', shape, ids) as Tensor as FeatureBatch['feature_ids'],
    feature_values: tensor('float32', shape, weights) as Tensor as FeatureBatch['feature_values'],
  };
}

function entriesOf(rowOffsets: Int32Array, row: number): readonly [start: number, end: number] {
  const [start, end] = [rowOffsets[row], rowOffsets[row + 1]];
  if (start !== undefined && end !== undefined) return [start, end];
  const rows = rowOffsets.length - 1;
  throw new InputError(`making a batch of features: row ${row} is not there, the matrix has ${rows}`, { row, rows });
}
