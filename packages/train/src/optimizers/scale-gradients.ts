import { flatCalls } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { Gradients } from './gradients.js';

/** g <- g * factor for all gradients, in float32 and in place. */
export async function scaleGradients({ dense, rows }: Gradients, factor: number, kernels: FlatKernels): Promise<void> {
  const arrays = [dense, ...rows.map(({ values }) => values)];
  await kernels.run(
    arrays.flatMap((array) => flatCalls({ kernel: 'scale', arrays: [array], scalars: [factor] }, kernels.heap)),
  );
}
