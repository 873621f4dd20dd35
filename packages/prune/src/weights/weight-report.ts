import type { BertInferenceModel } from '@bertsmith/bert-core';
import type { WeightMask } from './masks/weight-mask.js';
import { encoderMatrices } from './selection/prunable-matrices.js';

/** What went where: zeros of the matrices that are pruned. */
export interface WeightReport {
  /** In all of them. */
  readonly weights: number;
  readonly zeros: number;
  /** `zeros / weights`; 0 where there are no weights. */
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
  return summed(
    mask.matrices.map(({ name, rows, columns }, index) => ({
      name,
      weights: rows * columns,
      zeros: mask.zeros(index),
    })),
  );
}

/**
 * Counts what is 0 in the six matrices of each layer of a model's encoder, whoever made it so.
 *
 * @example
 * const { model } = await loadModel('pruned');
 * console.log(countZeros(model).sparsity); // 0.8
 */
export function countZeros({ arena }: Pick<BertInferenceModel, 'arena'>): WeightReport {
  return summed(
    encoderMatrices(arena).map(({ name, rows, columns, offset }) => {
      const weights = rows * columns;
      let zeros = 0;
      for (let at = offset; at < offset + weights; at++) if (arena.data[at] === 0) zeros++;
      return { name, weights, zeros };
    }),
  );
}

function summed(matrices: readonly MatrixReport[]): WeightReport {
  const weights = matrices.reduce((sum, matrix) => sum + matrix.weights, 0);
  const zeros = matrices.reduce((sum, matrix) => sum + matrix.zeros, 0);
  return { weights, zeros, sparsity: weights === 0 ? 0 : zeros / weights, matrices };
}
