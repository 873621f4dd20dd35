import type { SegmentStep } from './elementwise-optimizer.js';

/** The settings of {@link LAMB} that do not change between steps, all given. */
export interface LAMBSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** float32 numbers that the kernels read: the fields of `assembly/kernels/lamb-scalars.ts`, in their order. */
export const LAMB_SCALAR_COUNT = 9;

const STEP_SIZE = 8;

/** Writes what the first pass needs to know of a step, computed in float64 and rounded once. */
export function writeLAMBScalars(scalars: Float32Array, settings: LAMBSettings & SegmentStep): void {
  const { beta1, beta2, epsilon, weightDecay, stepCount, gradientScale } = settings;
  const [firstFactor, rootFactor] = [1 / (1 - beta1 ** stepCount), 1 / Math.sqrt(1 - beta2 ** stepCount)];
  scalars.set([gradientScale, 1 - beta1, beta2, 1 - beta2, firstFactor, rootFactor, epsilon, weightDecay]);
}

/** Writes what the second pass needs beside it: the learning rate times the trust ratio. */
export function writeStepSize(scalars: Float32Array, stepSize: number): void {
  scalars[STEP_SIZE] = stepSize;
}
