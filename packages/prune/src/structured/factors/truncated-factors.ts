/**
 * The best product of two thin matrices for a matrix: its truncated singular value decomposition (C. Eckart, G. Young, "The approximation of
 * one matrix by another of lower rank", Psychometrika 1, 1936).
 *
 * Singular vectors of the shorter side come from the eigenvectors of `W W^T` (or `W^T W`) in float64, those of the other side from a product
 * with the matrix. Squaring loses singular values below 1e-8 of the largest, of which float32 weights have nothing to tell.
 */
import { ConfigError, type Tensor } from '@bertsmith/tensor';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** `W`, about: `second first`. */
export interface TruncatedFactors {
  /** `[rank, inputs]`, row-major. */
  readonly first: Float32Array;
  /** `[outputs, rank]`, row-major. */
  readonly second: Float32Array;
  /** The Frobenius norm of what is missing, as a share of that of the matrix, 0 to 1. */
  readonly relativeError: number;
}

/**
 * Factors of a matrix whose product has the smallest Frobenius distance to it of all products of that rank. Each has the square roots of the
 * singular values, so that both are equally large.
 *
 * @param weight `[outputs, inputs]`
 * @throws ConfigError when the rank is not a whole number from 1 to the shorter side
 */
export function truncatedFactors({ data, shape }: Tensor<'float32'>, rank: number): TruncatedFactors {
  const [outputs, inputs] = shape as [number, number];
  if (!Number.isInteger(rank) || rank < 1 || rank > Math.min(outputs, inputs)) {
    const message = `factors of a matrix of [${outputs}, ${inputs}]: the rank is ${rank}, expected a whole number from 1 to ${Math.min(outputs, inputs)}`;
    throw new ConfigError(message, { rank, shape });
  }
  const whole = Matrix.from1DArray(outputs, inputs, data);
  const isWide = outputs <= inputs;
  // The singular vectors of the shorter side as columns, those of the largest values first.
  const { vectors, values } = leadingVectors(
    isWide ? whole.mmul(whole.transpose()) : whole.transpose().mmul(whole),
    rank,
  );
  const other = isWide ? vectors.transpose().mmul(whole) : whole.mmul(vectors);
  const roots = values.map((value) => Math.sqrt(value));
  const inverse = roots.map((root) => (root === 0 ? 0 : 1 / root));
  const [first, second] = isWide
    ? [scaleRows(other, inverse), scaleColumns(vectors, roots)]
    : [scaleRows(vectors.transpose(), roots), scaleColumns(other, inverse)];
  return {
    first: Float32Array.from(first.to1DArray()),
    second: Float32Array.from(second.to1DArray()),
    relativeError: missingShare(data, values),
  };
}

/** Eigenvectors of a symmetric matrix with the largest eigenvalues, and the square roots of these: the singular values. */
function leadingVectors(gram: Matrix, rank: number): { readonly vectors: Matrix; readonly values: number[] } {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  // Ascending there.
  const order = [...realEigenvalues.keys()].reverse().slice(0, rank);
  return {
    vectors: eigenvectorMatrix.subMatrixColumn(order),
    values: order.map((index) => Math.sqrt(Math.max(0, realEigenvalues[index] as number))),
  };
}

function scaleRows(matrix: Matrix, factors: readonly number[]): Matrix {
  return Matrix.diag([...factors]).mmul(matrix);
}

function scaleColumns(matrix: Matrix, factors: readonly number[]): Matrix {
  return matrix.mmul(Matrix.diag([...factors]));
}

function missingShare(data: Float32Array, values: readonly number[]): number {
  const whole = data.reduce((sum, value) => sum + value * value, 0);
  const kept = values.reduce((sum, value) => sum + value * value, 0);
  return whole === 0 ? 0 : Math.sqrt(Math.max(0, 1 - kept / whole));
}
