import type { SegmentStep } from './elementwise-optimizer.js';

/** The settings of {@link AdamW} that do not change between steps, all given. */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** With what is new in each step. */
export interface AdamWStepSettings extends AdamWSettings, SegmentStep {}

/** float32 numbers that the kernel reads: the fields of `assembly/kernels/adamw-scalars.ts`, in their order. */
export const ADAMW_SCALAR_COUNT = 8;

/**
 * Writes what the kernel needs to know of a step, computed in float64 and rounded once, as PyTorch does it.
 *
 * Numerator and denominator of the step, lr / (1 - beta1^t) * m and sqrt(v) / sqrt(1 - beta2^t) + epsilon, are both
 * multiplied by the same power of two, which leaves every bit of their quotient as it is: a learning rate of 1e-4 times a
 * small moment would otherwise be a subnormal number, and slow (see `assembly/kernels/adamw.ts`).
 */
export function writeAdamWScalars(scalars: Float32Array, settings: AdamWStepSettings): void {
  const { beta1, beta2, epsilon, weightDecay, stepCount, learningRate, gradientScale } = settings;
  const stepSize = learningRate / (1 - beta1 ** stepCount);
  const bias2Root = Math.sqrt(1 - beta2 ** stepCount);
  const scale = stepSize > 0 ? 2 ** -Math.floor(Math.log2(stepSize)) : 1;
  const decay = 1 - learningRate * weightDecay;
  scalars.set([
    gradientScale,
    decay,
    1 - beta1,
    beta2,
    1 - beta2,
    bias2Root / scale,
    epsilon * scale,
    stepSize * scale,
  ]);
}
