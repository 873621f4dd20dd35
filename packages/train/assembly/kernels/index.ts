/**
 * The kernels of the optimizers, in AssemblyScript: compiled by `compile.ts` into `src/flat-kernels/kernel-module-base64.ts`.
 *
 * They import one shared memory and keep nothing of their own, so that any number of threads can each have an instance.
 * Addresses and counts are unsigned 32-bit; arrays need no alignment beyond that of their elements.
 */
export { accumulateRows } from './accumulate-rows';
export { adafactorApply, adafactorSquares, squareSums } from './adafactor';
export { adamw } from './adamw';
export { adamwRows } from './adamw-rows';
export { addScaled, addScaledRows, copyScaled } from './add-scaled';
export { keepByBits } from './keep-by-bits';
export { lambApply, lambMoments } from './lamb';
export { lerp } from './lerp';
export { moveScores } from './move-scores';
export { quantizeRows } from './quantize-rows';
export { scale } from './scale';
export { sgd, sgdMomentum } from './sgd';
export { sgdMomentumRows, sgdRows } from './sgd-rows';
export { narrow, roundTo } from './sixteen-bits';
export { subtractSigns } from './subtract-signs';
export { sumOfSquares } from './sum-of-squares';
export { swap } from './swap';
