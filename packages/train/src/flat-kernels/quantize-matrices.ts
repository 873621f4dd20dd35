import { ShapeError } from '@bertsmith/tensor';
import { chunks, heapAddress, rowsPerChunk } from './chunked-calls.js';
import type { FlatKernels } from './flat-kernels.js';
import type { KernelCall } from './kernel-call.js';

/** A matrix, and its rows as int8 with a scale each: `values[row, column]` is about `numbers[row, column] * scales[row]`. */
export interface QuantizedMatrix {
  /** float32 [rows, columns]. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** int8 [rows, columns], -127 to 127; written. */
  readonly numbers: Int8Array;
  /** int8 [columns, rows]: the same transposed; written. */
  readonly transposed: Int8Array;
  /** float32 [rows]: the largest magnitude of a row / 127, 0 for a row of zeros; written. */
  readonly scales: Float32Array;
}

/**
 * Writes matrices as int8, by rows and transposed, in one pass.
 *
 * @param matrices on the heap of the kernels
 * @throws ShapeError when the arrays of a matrix do not have its size, ConfigError when one is not on the heap
 */
export async function quantizeMatrices(matrices: readonly QuantizedMatrix[], kernels: FlatKernels): Promise<void> {
  await kernels.run(matrices.flatMap((each) => callsOf(each, kernels)));
}

function callsOf(matrix: QuantizedMatrix, { heap }: FlatKernels): KernelCall[] {
  const { values, rows, columns, numbers, transposed, scales } = matrix;
  const size = rows * columns;
  const fits = [values, numbers, transposed].every(({ length }) => length === size) && scales.length === rows;
  if (!fits) {
    const lengths = [values, numbers, transposed, scales].map(({ length }) => length);
    throw new ShapeError(
      `quantizing a matrix of ${rows} x ${columns} takes arrays of ${size}, ${size}, ${size} and ${rows} numbers, got ${lengths.join(', ')}`,
      { expected: size, actual: lengths },
    );
  }
  const addresses = [values, numbers, transposed, scales].map((array) => heapAddress(array, heap));
  return Array.from(chunks(rows, rowsPerChunk(columns)), (range) => ({
    kernel: 'quantizeRows',
    arguments: [...addresses, rows, columns, ...range],
  }));
}
