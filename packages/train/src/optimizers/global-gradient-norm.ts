import { sumOfSquaresCalls } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { TrainableParameters } from '../parameter-groups/trainable-parameters.js';
import type { Gradients } from './gradients.js';

/**
 * The Euclidean norm of all gradients taken as one vector: sqrt(sum of g^2), with the sum in float64.
 *
 * The same for any number of threads. Not a number, or infinite, when a gradient is. To clip at `maxNorm` as PyTorch's
 * `clip_grad_norm_` does, hand the optimizer a gradient scale of `min(1, maxNorm / (norm + 1e-6))`.
 *
 * Source: Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks", section 3.2.
 *
 * @param trainable the parameters that count. Default: all
 */
export async function globalGradientNorm(
  gradients: Gradients,
  kernels: FlatKernels,
  trainable?: TrainableParameters,
): Promise<number> {
  const { dense, rows } = gradients;
  const ranges = trainable?.denseRanges ?? [{ from: 0, to: dense.length }];
  const tables = rows.filter(({ name }) => trainable?.names.has(name) ?? true);
  const arrays = [...ranges.map(({ from, to }) => dense.subarray(from, to)), ...tables.map(({ values }) => values)];
  const sums = await kernels.run(arrays.flatMap((array) => sumOfSquaresCalls(array, kernels.heap)));
  return Math.sqrt(sums.reduce((total, sum) => total + sum, 0));
}
