/**
 * The kernels of the optimizer, in AssemblyScript: compiled by `compile.ts` into `src/flat-kernels/kernel-module-base64.ts`.
 *
 * They import one shared memory and keep nothing of their own, so that any number of threads can each have an instance.
 * Addresses and counts are unsigned 32-bit; arrays need no alignment beyond that of their elements.
 */
export { accumulateRows } from './accumulate-rows';
export { adamw } from './adamw';
export { adamwRows } from './adamw-rows';
export { scale } from './scale';
export { sumOfSquares } from './sum-of-squares';
