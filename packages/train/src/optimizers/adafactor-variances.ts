/** The second moments of Adafactor, between its passes: from sums of squares to a factor for each row and a variance for each column. */
import type { ParameterUnit } from './parameter-units.js';

/** What is kept of a parameter, and what one step makes of its gradient. All on the heap of the kernels. */
export interface AdafactorArrays {
  /** float32 [rows]: the running mean of g^2 over each row. For a vector it is not kept. */
  readonly rowVariances: Float32Array | undefined;
  /** float32 [columns]: that over each column; for a vector, of each element. */
  readonly columnVariances: Float32Array;
  /** float64 [rows with a gradient]: the sums of g^2 of this step. */
  readonly rowSums: Float64Array;
  /** float64 [pieces of rows, columns]. */
  readonly columnSums: Float64Array;
  /** float32 [rows with a gradient]: what the columns' variances are multiplied by. */
  readonly rowFactors: Float32Array;
}

/** What the variances of a step hang on. */
export interface VarianceStep {
  /** How much of the new goes into the running means: t^beta2Decay. */
  readonly share: number;
  readonly gradientScale: number;
  /** The smallest mean of all rows. */
  readonly epsilon1: number;
  /** Which rows have a gradient, ascending; undefined when all have. */
  readonly rows: Int32Array | undefined;
  /** Pieces of rows that were summed up. */
  readonly pieces: number;
}

/** Brings the running means up to date and computes the factors of the rows, in float64, each rounded once. */
export function updateVariances(unit: ParameterUnit, arrays: AdafactorArrays, step: VarianceStep): void {
  updateColumns(unit, arrays, step);
  const { rowVariances, rowFactors } = arrays;
  if (rowVariances === undefined) rowFactors.fill(1);
  else updateRows(unit, { ...arrays, rowVariances }, step);
}

function updateColumns(
  { rows, columns }: ParameterUnit,
  { columnVariances, columnSums }: AdafactorArrays,
  { share, gradientScale, pieces }: VarianceStep,
): void {
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let piece = 0; piece < pieces; piece++) sum += columnSums[piece * columns + column] as number;
    columnVariances[column] = mix(columnVariances[column] as number, (gradientScale ** 2 * sum) / rows, share);
  }
}

function updateRows(
  { rows: rowCount, columns }: ParameterUnit,
  { rowVariances, rowSums, rowFactors }: AdafactorArrays & { readonly rowVariances: Float32Array },
  { share, gradientScale, epsilon1, rows }: VarianceStep,
): void {
  let next = 0;
  let total = 0;
  for (let row = 0; row < rowCount; row++) {
    const hasGradient = rows === undefined || rows[next] === row;
    const sum = hasGradient ? (rowSums[next++] as number) : 0;
    const variance = mix(rowVariances[row] as number, (gradientScale ** 2 * sum) / columns, share);
    rowVariances[row] = variance;
    total += rowVariances[row] as number;
  }
  const mean = Math.max(total / rowCount, epsilon1);
  for (let index = 0; index < next; index++) {
    rowFactors[index] = (rowVariances[rows === undefined ? index : (rows[index] as number)] as number) / mean;
  }
}

function mix(old: number, current: number, share: number): number {
  return old + share * (current - old);
}
