import type { WeightMask } from './masks/weight-mask.js';

/** What masks leave of the matrices that are pruned. */
export interface WeightReport {
  /** In all of them. */
  readonly weights: number;
  readonly zeros: number;
  /** `zeros / weights`. */
  readonly sparsity: number;
  readonly matrices: readonly MatrixReport[];
}

/** The same of one. */
export interface MatrixReport {
  readonly name: string;
  readonly weights: number;
  readonly zeros: number;
}

/** Counts what goes by a mask. */
export function weightReport(mask: WeightMask): WeightReport {
  const matrices = mask.matrices.map(({ name, rows, columns }, index) => {
    return { name, weights: rows * columns, zeros: mask.zeros(index) };
  });
  const weights = matrices.reduce((sum, matrix) => sum + matrix.weights, 0);
  const zeros = matrices.reduce((sum, matrix) => sum + matrix.zeros, 0);
  return { weights, zeros, sparsity: zeros / weights, matrices };
}
