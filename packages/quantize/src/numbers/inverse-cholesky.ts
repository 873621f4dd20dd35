/**
 * The upper triangular `U` with `U^T U = A^-1`, of a symmetric positive definite matrix.
 *
 * `A` with rows and columns in reverse order is `L L^T`, so `A = R R^T` with `R`, `L` in reverse order, upper triangular; `U = R^-1` is `L^-1` in reverse
 * order. No inverse is formed and factored again.
 */
import { InputError } from '@bertsmith/tensor';

/** @throws InputError when the matrix is not positive definite */
export function inverseCholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = choleskyOf(matrix.slice().reverse(), size);
  return invertLower(lower, size).reverse();
}

/** `L` with `L L^T = A`. */
function choleskyOf(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(matrix.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const rest = (matrix[row * size + column] as number) - dot(lower, row * size, column * size, column);
      if (row === column && !(rest > 0))
        throw new InputError(`a matrix is not positive definite at row ${row}`, { row });
      lower[row * size + column] = row === column ? Math.sqrt(rest) : rest / (lower[column * size + column] as number);
    }
  }
  return lower;
}

function dot(data: Float64Array, a: number, b: number, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += (data[a + index] as number) * (data[b + index] as number);
  return sum;
}

/** By forward substitution, a row of the inverse after the other. */
function invertLower(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(lower.length);
  for (let row = 0; row < size; row++) {
    const diagonal = lower[row * size + row] as number;
    inverse[row * size + row] = 1 / diagonal;
    for (let inner = 0; inner < row; inner++) {
      const factor = (lower[row * size + inner] as number) / diagonal;
      for (let column = 0; column <= inner; column++) {
        inverse[row * size + column] =
          (inverse[row * size + column] as number) - factor * (inverse[inner * size + column] as number);
      }
    }
  }
  return inverse;
}
