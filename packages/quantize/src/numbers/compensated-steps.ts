/**
 * Weights rounded one column after the other, each error made up for by the columns that are still to come, so that the layer's outputs on calibration data
 * change least (GPTQ: Frantar et al. 2022, section 3; after Optimal Brain Surgeon, Hassibi and Stork 1993).
 *
 * With `H` the mean of `x x^T` over the layer's inputs and `U` the upper Cholesky factor of its inverse, an error `e` of column `j` is spread as
 *
 *     w[k] -= e * U[j, k] / U[j, j]        for k > j
 *
 * Unlike the paper's, the update is not delayed in blocks: matrices of BERTs are small.
 */
import { nearestStep } from './channel-steps.js';
import { inverseCholesky } from './inverse-cholesky.js';

/** What {@link compensatedSteps} is given. */
export interface CompensationRequest {
  /** `[rows, columns]`. */
  readonly data: Float32Array;
  readonly columns: number;
  /** `[columns, columns]`, the mean of `x x^T`. */
  readonly moments: Float64Array;
  /** The largest step. */
  readonly limit: number;
  /** The smallest. Default: `-limit`. */
  readonly lowest?: number;
  /** The size of a step, by row and column; not 0. */
  readonly scaleAt: (row: number, column: number) => number;
}

/** Of the mean of the diagonal: what it is raised by, so that inputs that never vary do no harm (the paper's 1 %). */
const DAMPING = 0.01;

/** The steps of every weight, `[rows, columns]`. */
export function compensatedSteps(request: CompensationRequest): Int8Array {
  const { data, columns } = request;
  const factor = inverseCholesky(damped(request.moments, columns), columns);
  const steps = new Int8Array(data.length);
  for (let start = 0; start < data.length; start += columns) {
    const row = Float64Array.from(data.subarray(start, start + columns));
    roundRow(row, start / columns, steps.subarray(start, start + columns), factor, request);
  }
  return steps;
}

function roundRow(
  weights: Float64Array,
  row: number,
  steps: Int8Array,
  factor: Float64Array,
  { columns, limit, lowest = -limit, scaleAt }: CompensationRequest,
): void {
  for (let column = 0; column < columns; column++) {
    const scale = scaleAt(row, column);
    const weight = weights[column] as number;
    const step = Math.max(lowest, nearestStep(weight, scale, Math.max(limit, -lowest)));
    steps[column] = Math.min(limit, step);
    const at = column * columns;
    const error = (weight - (steps[column] as number) * scale) / (factor[at + column] as number);
    for (let next = column + 1; next < columns; next++) {
      weights[next] = (weights[next] as number) - error * (factor[at + next] as number);
    }
  }
}

function damped(moments: Float64Array, columns: number): Float64Array {
  const result = moments.slice();
  let trace = 0;
  for (let column = 0; column < columns; column++) trace += result[column * (columns + 1)] as number;
  const added = trace === 0 ? 1 : (DAMPING * trace) / columns;
  for (let column = 0; column < columns; column++) {
    result[column * (columns + 1)] = (result[column * (columns + 1)] as number) + added;
  }
  return result;
}
