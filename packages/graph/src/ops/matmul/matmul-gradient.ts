/** The gradient of a matrix product is two matrix products, with transposes as attributes again. */
import type { Value } from '../../ir/value.js';
import { flattenRows } from '../layout/flatten-rows.js';
import { type MatMulAttributes, matmul } from './matmul.js';

/**
 * For `Y = alpha * op(A) x op(B)`: `dA = alpha * dY x op(B)^T` and `dB = alpha * op(A)^T x dY`, or their transposes where the
 * operand was transposed.
 *
 * One matrix for a whole batch of rows is flattened first: its gradient is then one product that sums over the batch, and
 * not a batch of products to be summed.
 */
export function matMulGradient(
  a: Value,
  b: Value,
  gradient: Value,
  attributes: MatMulAttributes,
): { a: () => Value; b: () => Value } {
  const { transposeA, transposeB, alpha } = attributes;
  const flat = !transposeA && b.shape.length === 2 && a.shape.length > 2;
  const [left, dy] = flat ? [flattenRows(a), flattenRows(gradient)] : [a, gradient];
  return {
    a: () =>
      transposeA
        ? matmul(b, gradient, { transposeA: transposeB, transposeB: true, alpha })
        : matmul(gradient, b, { transposeB: !transposeB, alpha }),
    b: () =>
      transposeB
        ? matmul(dy, left, { transposeA: true, transposeB: transposeA, alpha })
        : matmul(left, dy, { transposeA: !transposeA, alpha }),
  };
}
