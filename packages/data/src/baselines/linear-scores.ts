/**
 * The two products that a linear model over sparse rows is made of. Weights are `[columns + 1, numLabels]`, row-major,
 * so that all classes of a feature lie side by side; the last row is the bias, the weight of a feature that is always 1.
 */
import type { SparseMatrix } from '../features/sparse-matrix.js';

/** `logits = x W`, for row `row` of the features: `[numLabels]`. */
export function rowLogits(features: SparseMatrix, row: number, weights: Float64Array, logits: Float64Array): void {
  const numLabels = logits.length;
  const bias = features.shape[1] * numLabels;
  for (let k = 0; k < numLabels; k++) logits[k] = weights[bias + k] as number;
  const end = features.rowOffsets[row + 1] as number;
  for (let entry = features.rowOffsets[row] as number; entry < end; entry++) {
    const value = features.values[entry] as number;
    const start = (features.columnIndices[entry] as number) * numLabels;
    for (let k = 0; k < numLabels; k++) logits[k] = (logits[k] as number) + value * (weights[start + k] as number);
  }
}

/** `W += x^T change`, for row `row` of the features and a change of each class's logit: `[numLabels]`. */
export function addOuterProduct(
  features: SparseMatrix,
  row: number,
  change: Float64Array,
  weights: Float64Array,
): void {
  const numLabels = change.length;
  const bias = features.shape[1] * numLabels;
  for (let k = 0; k < numLabels; k++) weights[bias + k] = (weights[bias + k] as number) + (change[k] as number);
  const end = features.rowOffsets[row + 1] as number;
  for (let entry = features.rowOffsets[row] as number; entry < end; entry++) {
    const value = features.values[entry] as number;
    const start = (features.columnIndices[entry] as number) * numLabels;
    for (let k = 0; k < numLabels; k++) {
      weights[start + k] = (weights[start + k] as number) + value * (change[k] as number);
    }
  }
}

/** `|x|^2` of a row, its constant feature included. */
export function squaredNorm({ rowOffsets, values }: SparseMatrix, row: number): number {
  let squares = 1;
  const end = rowOffsets[row + 1] as number;
  for (let entry = rowOffsets[row] as number; entry < end; entry++) squares += (values[entry] as number) ** 2;
  return squares;
}
