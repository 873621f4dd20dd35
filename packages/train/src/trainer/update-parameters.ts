import { TrainingError } from '@bertsmith/tensor';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { globalGradientNorm } from '../optimizers/global-gradient-norm.js';
import type { Gradients } from '../optimizers/gradients.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { TrainingPlugin, TrainingState } from '../plugins/training-plugin.js';

/** What acts on the parameters in a step. */
export interface UpdateParts {
  /** In the order in which they act. */
  readonly plugins: readonly TrainingPlugin[];
  readonly optimizer: Optimizer;
  readonly kernels: FlatKernels;
  readonly maxGradientNorm: number;
}

/** What is known of a step when its gradients are there. */
export interface UpdateInput {
  readonly gradients: Gradients;
  readonly learningRate: number;
  readonly state: TrainingState;
  /** The rows of the batch, for messages. */
  readonly rowNumbers: Int32Array;
}

/** What came of it. */
export interface UpdateOutcome {
  /** Before clipping; not a number when the step was vetoed. */
  readonly gradientNorm: number;
  readonly isVetoed: boolean;
}

/**
 * From gradients to new parameters: the plugins' transformations, clipping by the global norm, the optimizer, the plugins again. A veto
 * ends it at once, with the parameters and the optimizer's state as they were.
 *
 * @throws TrainingError when the norm of the gradients is not finite
 */
export async function updateParameters(parts: UpdateParts, input: UpdateInput): Promise<UpdateOutcome> {
  const { plugins, optimizer, kernels, maxGradientNorm } = parts;
  const { gradients, learningRate, state, rowNumbers } = input;
  for (const plugin of plugins) {
    const verdict = await plugin.transformGradients?.(gradients, state);
    if (verdict === 'veto') return { gradientNorm: Number.NaN, isVetoed: true };
  }
  const gradientNorm = await globalGradientNorm(gradients, kernels);
  requireFinite('the norm of the gradients', gradientNorm, state, rowNumbers);
  await optimizer.step({ gradients, learningRate, gradientScale: clipScale(gradientNorm, maxGradientNorm) });
  for (const plugin of plugins) await plugin.afterUpdate?.(state);
  return { gradientNorm, isVetoed: false };
}

/** @throws TrainingError that names the step and the rows of its batch */
export function requireFinite(what: string, value: number, { step }: TrainingState, rowNumbers: Int32Array): void {
  if (Number.isFinite(value)) return;
  throw new TrainingError(
    `step ${step + 1}: ${what} is ${value}; rows of the batch (from 0): ${rowNumbers.join(', ')}. Try a lower learning rate, or look at these rows`,
    { step: step + 1, value, rowNumbers: [...rowNumbers] },
  );
}

/** As PyTorch's `clip_grad_norm_`, its small number included. */
function clipScale(norm: number, maximum: number): number {
  return Math.min(1, maximum / (norm + 1e-6));
}
