/**
 * AdamW over an arena: one pass over flat memory, split between threads, and exact also where gradients are lists of rows.
 *
 * Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2; as PyTorch's
 * `torch.optim.AdamW` computes it (what differs in the last bit: `assembly/kernels/adamw.ts`).
 */
import { ConfigError, type ParameterArena, type SharedHeap } from '@bertsmith/tensor';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { KernelCall } from '../flat-kernels/kernel-call.js';
import { type AdamWArrays, adamwCalls, adamwRowsCalls } from './adamw-calls.js';
import { ADAMW_SCALAR_COUNT, type AdamWSettings, writeAdamWScalars } from './adamw-scalars.js';
import { loadMoments, momentTensors } from './adamw-state.js';
import { checkOptimizerStep } from './check-optimizer-step.js';
import { type DecaySegment, decaySegments } from './decay-segments.js';
import type { Gradients } from './gradients.js';
import type { Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';
import { type RowTable, recomputeHasMoments, rowTables } from './row-table.js';

/** PyTorch's options by PyTorch's names. */
export interface AdamWOptions {
  /** Decay of the running mean of the gradient, 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the running mean of its square, 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the denominator, 0 or more. Default 1e-8. */
  readonly epsilon?: number;
  /** Times the learning rate: the share of a parameter that each step takes away, where its specification says so. Default 0.01. */
  readonly weightDecay?: number;
  /** Where moments go: a heap in the memory of the arena's. Default: the arena's, for as long as it lives. */
  readonly heap?: SharedHeap;
}

/**
 * Adam with decoupled weight decay. In step t, for a parameter p with gradient g:
 *
 *     p <- p (1 - lr weightDecay)                            where the specification asks for weight decay
 *     m <- beta1 m + (1 - beta1) g
 *     v <- beta2 v + (1 - beta2) g^2
 *     p <- p - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 *
 * All in float32. A table with row gradients takes exactly the step that it would take with zeros in all other rows.
 *
 * @example
 * using kernels = new FlatKernels(arena.heap, { threads: 2 });
 * const optimizer = new AdamW(arena, kernels, { weightDecay: 0.01 });
 * await optimizer.step({ gradients, learningRate: 3e-4, gradientScale: Math.min(1, 1 / (norm + 1e-6)) });
 */
export class AdamW implements Optimizer {
  readonly #arena: ParameterArena;
  readonly #kernels: FlatKernels;
  readonly #settings: AdamWSettings;
  readonly #firstMoments: Float32Array;
  readonly #secondMoments: Float32Array;
  readonly #segments: readonly DecaySegment[];
  readonly #tables: readonly RowTable[];
  readonly #scalars: { readonly decaying: Float32Array; readonly steady: Float32Array };
  #stepCount = 0;

  /** @throws ConfigError when an option is out of range, or the kernels or `heap` work on another memory than the arena's */
  constructor(arena: ParameterArena, kernels: FlatKernels, options: AdamWOptions = {}) {
    const { heap = arena.heap, ...settings } = options;
    this.#settings = checkSettings({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, ...settings });
    if (kernels.heap !== arena.heap) throw new ConfigError('AdamW: the kernels must work on the heap of the arena');
    if (heap.memory !== arena.heap.memory)
      throw new ConfigError("AdamW: `heap` must be in the memory of the arena's heap");
    this.#arena = arena;
    this.#kernels = kernels;
    this.#firstMoments = arena.allocateLike('all', heap);
    this.#secondMoments = arena.allocateLike('all', heap);
    this.#segments = decaySegments(arena);
    this.#tables = rowTables(arena, heap);
    const scalars = () => heap.allocate('float32', ADAMW_SCALAR_COUNT);
    this.#scalars = { decaying: scalars(), steady: scalars() };
  }

  /** @throws what {@link checkOptimizerStep} throws, before anything is changed; BackendError when the kernels fail */
  async step(step: OptimizerStep): Promise<void> {
    checkOptimizerStep(step, this.#arena.denseLength, this.#tables);
    this.#stepCount += 1;
    const { learningRate, gradientScale = 1 } = step;
    const settings = { ...this.#settings, stepCount: this.#stepCount, learningRate, gradientScale };
    writeAdamWScalars(this.#scalars.decaying, settings);
    writeAdamWScalars(this.#scalars.steady, { ...settings, weightDecay: 0 });
    await this.#kernels.run([...this.#denseCalls(step.gradients), ...this.#rowCalls(step.gradients)]);
  }

  /** The moments under PyTorch's names behind the parameter's: `<parameter>.exp_avg`, `<parameter>.exp_avg_sq`. */
  stateDict(): OptimizerState {
    return { stepCount: this.#stepCount, tensors: momentTensors(this.#arena, this.#firstMoments, this.#secondMoments) };
  }

  /** @throws ConfigError, ShapeError when the state is not one of these parameters */
  loadStateDict(state: OptimizerState): void {
    loadMoments(state, this.stateDict().tensors);
    this.#stepCount = state.stepCount;
    for (const table of this.#tables) {
      const { firstMoments, secondMoments } = this.#arrays(table.entry.offset, table.entry.length, true);
      recomputeHasMoments(table, firstMoments, secondMoments);
    }
  }

  #denseCalls({ dense }: Gradients): KernelCall[] {
    return this.#segments.flatMap(({ from, to, weightDecay }) =>
      adamwCalls(this.#arrays(from, to - from, weightDecay), dense.subarray(from, to), this.#arena.heap),
    );
  }

  #rowCalls({ rows }: Gradients): KernelCall[] {
    return this.#tables.flatMap((table) => {
      const { offset, length, specification } = table.entry;
      const gradient = rows.find(({ name }) => name === specification.name);
      const arrays = this.#arrays(offset, length, specification.weightDecay);
      return adamwRowsCalls(arrays, table, gradient, this.#arena.heap);
    });
  }

  #arrays(from: number, length: number, weightDecay: boolean): AdamWArrays {
    return {
      parameters: this.#arena.data.subarray(from, from + length),
      firstMoments: this.#firstMoments.subarray(from, from + length),
      secondMoments: this.#secondMoments.subarray(from, from + length),
      scalars: weightDecay ? this.#scalars.decaying : this.#scalars.steady,
    };
  }
}

function checkSettings(settings: AdamWSettings): AdamWSettings {
  const { beta1, beta2, epsilon, weightDecay } = settings;
  requireRange('beta1', beta1, beta1 >= 0 && beta1 < 1, '0 to below 1');
  requireRange('beta2', beta2, beta2 >= 0 && beta2 < 1, '0 to below 1');
  requireRange('epsilon', epsilon, epsilon >= 0, '0 or more');
  requireRange('weightDecay', weightDecay, weightDecay >= 0, '0 or more');
  return settings;
}

function requireRange(option: string, value: number, isInRange: boolean, range: string): void {
  if (!isInRange) throw new ConfigError(`AdamW: ${option} must be ${range}, not ${value}`, { option, value });
}
