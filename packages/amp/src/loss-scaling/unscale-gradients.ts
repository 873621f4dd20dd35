import { type FlatKernels, type Gradients, globalGradientNorm, scaleGradients } from '@bertsmith/train';

/** Divides gradients by the scale of the loss, in place. Says whether all of them are finite; when not, they are left as they are. */
export async function unscaleGradients(gradients: Gradients, scale: number, kernels: FlatKernels): Promise<boolean> {
  // The sum of their squares, in float64, is finite exactly when all of them are.
  if (!Number.isFinite(await globalGradientNorm(gradients, kernels))) return false;
  if (scale !== 1) await scaleGradients(gradients, Math.fround(1 / scale), kernels);
  return true;
}
