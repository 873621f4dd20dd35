import type { FlatKernels } from './flat-kernels.js';
import type { KernelCall } from './kernel-call.js';

/** Runs several lists as one; what the calls of each list returned, list by list. */
export async function runGrouped(
  kernels: FlatKernels,
  groups: readonly (readonly KernelCall[])[],
): Promise<Float64Array[]> {
  const results = await kernels.run(groups.flat());
  let from = 0;
  return groups.map(({ length }) => {
    from += length;
    return results.subarray(from - length, from);
  });
}
