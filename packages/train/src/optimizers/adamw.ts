/**
 * AdamW over an arena.
 *
 * Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2; as PyTorch's
 * `torch.optim.AdamW` computes it (what differs in the last bit: `assembly/kernels/adamw.ts`).
 */
import type { ParameterArena } from '@bertsmith/tensor';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { requireNumber } from '../options/require-number.js';
import { ADAMW_SCALAR_COUNT, type AdamWSettings, writeAdamWScalars } from './adamw-scalars.js';
import { ElementwiseOptimizer } from './elementwise-optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';

/** PyTorch's options by PyTorch's names. */
export interface AdamWOptions extends OptimizerOptions {
  /** Decay of the running mean of the gradient, 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the running mean of its square, 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the denominator, 0 or more. Default 1e-8. */
  readonly epsilon?: number;
  /** Times the learning rate: the share of a parameter that each step takes away, where its specification says so. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay. In step t, for a parameter p with gradient g:
 *
 *     p <- p (1 - lr weightDecay)                            where the specification, or a group, asks for weight decay
 *     m <- beta1 m + (1 - beta1) g
 *     v <- beta2 v + (1 - beta2) g^2
 *     p <- p - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 *
 * All in float32. A table with row gradients takes exactly the step that it would take with zeros in all other rows.
 *
 * State: `<parameter>.exp_avg` and `<parameter>.exp_avg_sq`, m and v, of the parameter's shape.
 *
 * @example
 * using kernels = new FlatKernels(arena.heap, { threads: 2 });
 * const optimizer = new AdamW(arena, kernels, { weightDecay: 0.01 });
 * await optimizer.step({ gradients, learningRate: 3e-4, gradientScale: Math.min(1, 1 / (norm + 1e-6)) });
 */
export class AdamW extends ElementwiseOptimizer {
  /** @throws ConfigError when an option is out of range, or the kernels or `heap` work on another memory than the arena's */
  constructor(arena: ParameterArena, kernels: FlatKernels, options: AdamWOptions = {}) {
    const { heap = arena.heap, groups, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options;
    const settings = { beta1, beta2, epsilon, weightDecay };
    checkSettings(settings);
    super(
      { arena, kernels, heap },
      {
        kernels: { dense: 'adamw', rows: 'adamwRows' },
        state: ['exp_avg', 'exp_avg_sq'],
        scalarCount: ADAMW_SCALAR_COUNT,
        writeScalars: (scalars, step) => writeAdamWScalars(scalars, { ...settings, ...step }),
        weightDecay,
      },
      groups,
    );
  }
}

function checkSettings({ beta1, beta2, epsilon, weightDecay }: AdamWSettings): void {
  const owner = 'AdamW';
  const belowOne = { minimum: 0, maximum: 1, isBelowMaximum: true };
  requireNumber({ owner, option: 'beta1', value: beta1 }, belowOne);
  requireNumber({ owner, option: 'beta2', value: beta2 }, belowOne);
  requireNumber({ owner, option: 'epsilon', value: epsilon }, { minimum: 0 });
  requireNumber({ owner, option: 'weightDecay', value: weightDecay }, { minimum: 0 });
}
