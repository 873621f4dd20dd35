/**
 * Solves `A x = b` for a symmetric positive definite matrix of a few rows, by the factors of Cholesky, in float64. There are hundreds of thousands
 * of them in a model, and a library's matrix objects take longer to make than these to solve.
 *
 * A row whose pivot is not above 0, which rounding can make of one that nearly depends on others, gets the solution 0.
 */
export function solvePositiveDefinite(matrix: readonly (readonly number[])[], right: readonly number[]): Float64Array {
  const size = right.length;
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  const solution = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    const own = lower[row] as Float64Array;
    for (let column = 0; column <= row; column++) {
      const other = lower[column] as Float64Array;
      const rest = (matrix[row]?.[column] as number) - dot(own, other, column);
      const pivot = other[column] as number;
      if (column === row) own[row] = rest > 0 ? Math.sqrt(rest) : 0;
      else own[column] = pivot > 0 ? rest / pivot : 0;
    }
    const pivot = own[row] as number;
    solution[row] = pivot > 0 ? ((right[row] as number) - dot(own, solution, row)) / pivot : 0;
  }
  for (let row = size - 1; row >= 0; row--) {
    const pivot = lower[row]?.[row] as number;
    let rest = solution[row] as number;
    for (let below = row + 1; below < size; below++)
      rest -= (lower[below]?.[row] as number) * (solution[below] as number);
    solution[row] = pivot > 0 ? rest / pivot : 0;
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
