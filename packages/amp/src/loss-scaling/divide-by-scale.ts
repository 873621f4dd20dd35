import { type FlatKernels, type Gradients, globalGradientNorm, scaleGradients } from '@bertsmith/train';

/** Whether all gradients are finite: the sum of their squares, in float64, is so exactly then. */
export async function areFinite(gradients: Gradients, kernels: FlatKernels): Promise<boolean> {
  return Number.isFinite(await globalGradientNorm(gradients, kernels));
}

/** Divides gradients by the scale of the loss, in place. */
export async function divideByScale(gradients: Gradients, scale: number, kernels: FlatKernels): Promise<void> {
  if (scale !== 1) await scaleGradients(gradients, Math.fround(1 / scale), kernels);
}
