import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { globalGradientNorm } from '../optimizers/global-gradient-norm.js';
import type { Gradients } from '../optimizers/gradients.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { TrainableParameters } from '../parameter-groups/trainable-parameters.js';
import type { TrainingPlugin, TrainingState } from '../plugins/training-plugin.js';
import { transformGradients } from '../plugins/transform-gradients.js';

/** What acts on the parameters in a step. */
export interface UpdateParts {
  /** In the order in which they act. */
  readonly plugins: readonly TrainingPlugin[];
  readonly optimizer: Optimizer;
  readonly kernels: FlatKernels;
  readonly maxGradientNorm: number;
  /** The parameters whose gradients count. Default: all. */
  readonly trainable?: TrainableParameters;
}

/** What is known of a step when its gradients are there. */
export interface UpdateInput {
  readonly gradients: Gradients;
  readonly learningRate: number;
  readonly state: TrainingState;
  /** Called when the loss or the norm of the gradients is not finite, to throw what says why. */
  readonly refuse: (what: string, value: number) => Promise<never>;
  /** Called when all that can end the step with the parameters as they were is behind. */
  readonly onUpdate?: () => void;
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
 * @throws TrainingError when the loss or the norm of the gradients is not finite
 */
export async function updateParameters(parts: UpdateParts, input: UpdateInput): Promise<UpdateOutcome> {
  const { plugins, optimizer, kernels, maxGradientNorm, trainable } = parts;
  const { gradients, learningRate, state, refuse, onUpdate } = input;
  if ((await transformGradients(plugins, gradients, state)) === 'veto') {
    return { gradientNorm: Number.NaN, isVetoed: true };
  }
  if (!Number.isFinite(state.loss)) await refuse('the loss', state.loss);
  const gradientNorm = await globalGradientNorm(gradients, kernels, trainable);
  if (!Number.isFinite(gradientNorm)) await refuse('the norm of the gradients', gradientNorm);
  const step = { gradients, learningRate, gradientScale: clipScale(gradientNorm, maxGradientNorm) };
  const update = plugins.reduceRight<() => Promise<void>>(
    (next, plugin) => () => plugin.update?.(state, next) ?? next(),
    () => optimizer.step(step),
  );
  onUpdate?.();
  await update();
  for (const plugin of plugins) await plugin.afterUpdate?.(state);
  return { gradientNorm, isVetoed: false };
}

/** As PyTorch's `clip_grad_norm_`, its small number included. */
function clipScale(norm: number, maximum: number): number {
  return Math.min(1, maximum / (norm + 1e-6));
}
