/** The kernels of `assembly/kernels`; a call names one by its place in this list. */
export const KERNELS = [
  'accumulateRows',
  'adafactorApply',
  'adafactorSquares',
  'adamw',
  'adamwRows',
  'addScaled',
  'addScaledRows',
  'copyScaled',
  'keepByBits',
  'lambApply',
  'lambMoments',
  'lerp',
  'moveScores',
  'narrow',
  'quantizeRows',
  'roundTo',
  'scale',
  'sgd',
  'sgdMomentum',
  'sgdMomentumRows',
  'sgdRows',
  'squareSums',
  'subtractSigns',
  'sumOfSquares',
  'swap',
] as const;

/** The name of a kernel. */
export type KernelName = (typeof KERNELS)[number];

/**
 * One piece of work: a kernel and its arguments, as `assembly/kernels` declares them.
 *
 * Addresses are byte offsets on the heap. Calls of one list run in any order and at the same time, so they must not write
 * what another of them reads.
 */
export interface KernelCall {
  readonly kernel: KernelName;
  readonly arguments: readonly number[];
}
