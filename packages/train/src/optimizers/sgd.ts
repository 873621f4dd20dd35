import { ConfigError, type ParameterArena } from '@bertsmith/tensor';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { requireBoolean } from '../options/require-boolean.js';
import { requireNumber } from '../options/require-number.js';
import { ElementwiseOptimizer, type ElementwiseRule, type SegmentStep } from './elementwise-optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';

/** PyTorch's options by PyTorch's names; the momentum has another default. */
export interface SGDOptions extends OptimizerOptions {
  /** How much of the last step's direction is kept, 0 to below 1. Default 0.9; PyTorch's is 0. */
  readonly momentum?: number;
  /** Whether the step looks ahead by the momentum (Nesterov's), which must then be above 0. Default false. */
  readonly nesterov?: boolean;
  /** Times the parameter: what is added to the gradient (not decoupled), where its specification says so. Default 0. */
  readonly weightDecay?: number;
}

/** float32 numbers that the kernels read: the fields of `assembly/kernels/sgd-scalars.ts`, in their order. */
const SCALAR_COUNT = 6;

/**
 * Stochastic gradient descent with momentum, as `torch.optim.SGD` with a dampening of 0. For a parameter p with gradient g:
 *
 *     d <- g + weightDecay p                                 where the specification, or a group, asks for weight decay
 *     b <- momentum b + d
 *     p <- p - lr b                                          or, with Nesterov's momentum, p - lr (d + momentum b)
 *
 * All in float32. A table with row gradients takes exactly the step that it would take with zeros in all other rows; with weight decay
 * that is a pass over the whole table.
 *
 * State: `<parameter>.momentum_buffer`, b, of the parameter's shape; nothing when the momentum is 0.
 *
 * Source: Sutskever, Martens, Dahl and Hinton 2013, "On the importance of initialization and momentum in deep learning", section 2.
 *
 * @example
 * const optimizer = new SGD(arena, kernels, { momentum: 0.9, nesterov: true });
 */
export class SGD extends ElementwiseOptimizer {
  /** @throws ConfigError when an option is out of range, or the kernels or `heap` work on another memory than the arena's */
  constructor(arena: ParameterArena, kernels: FlatKernels, options: SGDOptions = {}) {
    const { heap = arena.heap, groups, momentum = 0.9, nesterov = false, weightDecay = 0 } = options;
    const settings = { momentum, nesterov, weightDecay };
    checkSettings(settings);
    super({ arena, kernels, heap }, ruleOf(settings), groups);
  }
}

type SGDSettings = Readonly<Required<Pick<SGDOptions, 'momentum' | 'nesterov' | 'weightDecay'>>>;

function ruleOf({ momentum, nesterov, weightDecay }: SGDSettings): ElementwiseRule {
  const [gradientShare, bufferShare] = nesterov ? [1, momentum] : [0, 1];
  const writeScalars = (scalars: Float32Array, step: SegmentStep) =>
    scalars.set([step.gradientScale, step.weightDecay, momentum, gradientShare, bufferShare, step.learningRate]);
  const common = { scalarCount: SCALAR_COUNT, writeScalars, weightDecay };
  if (momentum === 0) return { ...common, kernels: { dense: 'sgd', rows: 'sgdRows' }, state: [] };
  return { ...common, kernels: { dense: 'sgdMomentum', rows: 'sgdMomentumRows' }, state: ['momentum_buffer'] };
}

function checkSettings({ momentum, nesterov, weightDecay }: SGDSettings): void {
  const owner = 'SGD';
  requireNumber({ owner, option: 'momentum', value: momentum }, { minimum: 0, maximum: 1, isBelowMaximum: true });
  requireNumber({ owner, option: 'weightDecay', value: weightDecay }, { minimum: 0 });
  requireBoolean({ owner, option: 'nesterov', value: nesterov });
  if (!nesterov || momentum > 0) return;
  throw new ConfigError('SGD: Nesterov’s momentum must be above 0, not 0: set `momentum`', { momentum, nesterov });
}
