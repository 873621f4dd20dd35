/** Optimizers by name, for command lines and configuration files. */
import type { ParameterArena, SharedHeap } from '@bertsmith/tensor';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { checkOptionNames, type OptionNames, requireChoice } from '../options/check-option-names.js';
import { Adafactor, type AdafactorOptions } from './adafactor.js';
import { AdamW, type AdamWOptions } from './adamw.js';
import { LAMB, type LAMBOptions } from './lamb.js';
import type { Optimizer } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import { SGD, type SGDOptions } from './sgd.js';

/** The options of each optimizer. */
export interface OptimizerOptionsByName {
  readonly adamw: AdamWOptions;
  readonly lamb: LAMBOptions;
  readonly sgd: SGDOptions;
  readonly adafactor: AdafactorOptions;
}

export type OptimizerName = keyof OptimizerOptionsByName;

/** An optimizer's name and its options, but for the heap: nothing that a file could not say. */
export type OptimizerChoice = {
  readonly [N in OptimizerName]: { readonly name: N } & Omit<OptimizerOptionsByName[N], 'heap'>;
}[OptimizerName];

interface OptimizerDefinition<Options> {
  readonly create: (arena: ParameterArena, kernels: FlatKernels, options: Options) => Optimizer;
  readonly options: OptionNames<Omit<Options, 'heap'>>;
}

const COMMON: OptionNames<Omit<OptimizerOptions, 'heap'>> & { readonly weightDecay: true } = {
  weightDecay: true,
  groups: true,
};

const OPTIMIZERS: { readonly [N in OptimizerName]: OptimizerDefinition<OptimizerOptionsByName[N]> } = {
  adamw: {
    create: (...parts) => new AdamW(...parts),
    options: { beta1: true, beta2: true, epsilon: true, ...COMMON },
  },
  lamb: {
    create: (...parts) => new LAMB(...parts),
    options: { beta1: true, beta2: true, epsilon: true, layerAdaptation: true, ...COMMON },
  },
  sgd: {
    create: (...parts) => new SGD(...parts),
    options: { momentum: true, nesterov: true, ...COMMON },
  },
  adafactor: {
    create: (...parts) => new Adafactor(...parts),
    options: { beta2Decay: true, epsilon1: true, epsilon2: true, clipThreshold: true, ...COMMON },
  },
};

/**
 * The optimizer of a name.
 *
 * @param heap where its state goes: a heap in the memory of the arena's. Default: the arena's
 * @throws ConfigError when there is no such optimizer or option, or one is out of range
 * @example
 * const optimizer = createOptimizer({ name: 'lamb', weightDecay: 0.01 }, arena, kernels);
 */
export function createOptimizer(
  choice: OptimizerChoice,
  arena: ParameterArena,
  kernels: FlatKernels,
  heap: SharedHeap = arena.heap,
): Optimizer {
  const { name, ...options } = choice;
  const definition = requireChoice<OptimizerDefinition<object>>('optimizer', name, OPTIMIZERS as never);
  checkOptionNames(`the optimizer '${name}'`, options, definition.options);
  return definition.create(arena, kernels, { ...options, heap });
}
