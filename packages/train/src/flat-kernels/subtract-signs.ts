import { flatCalls } from './chunked-calls.js';
import { requireEqualLengths } from './equal-lengths.js';
import type { FlatKernels } from './flat-kernels.js';

/** Pairs of numbers, and a sum for each; float32, of equal length. */
export interface SignSums {
  /** Written. */
  readonly sums: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/**
 * `sums[i] <- sums[i] - sign(a[i] * b[i])`: with a weight and its gradient, how many more steps move it away from 0 than towards it.
 *
 * @param pairs on the heap of the kernels, no sum in two of them
 * @throws ShapeError when the arrays of one are not equally long, ConfigError when one is not on the heap
 */
export async function subtractSigns(pairs: readonly SignSums[], kernels: FlatKernels): Promise<void> {
  const calls = pairs.flatMap(({ sums, a, b }) => {
    const arrays = requireEqualLengths('subtracting signs from', [sums, a, b]);
    return flatCalls({ kernel: 'subtractSigns', arrays }, kernels.heap);
  });
  await kernels.run(calls);
}
