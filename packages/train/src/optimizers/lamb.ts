/**
 * LAMB over an arena: Adam's direction, with a step as long as the parameter is large.
 *
 * The length hangs on the norms of a whole parameter, so there are two passes; `assembly/kernels/lamb.ts` has them.
 */
import { ConfigError, type ParameterArena, type SharedHeap, type Tensor } from '@bertsmith/tensor';
import { heapAddress } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { KernelCall } from '../flat-kernels/kernel-call.js';
import { requireNumber } from '../options/require-number.js';
import { ArenaOptimizer, type CountedStep } from './arena-optimizer.js';
import type { Gradients } from './gradients.js';
import { LAMB_SCALAR_COUNT, type LAMBSettings, writeLAMBScalars, writeStepSize } from './lamb-scalars.js';
import type { OptimizerOptions } from './optimizer-options.js';
import { type ParameterUnit, parameterUnits, unitView } from './parameter-units.js';
import { recomputeHasMoments } from './row-table.js';
import { rowChunks, unitGradient } from './unit-gradient.js';

/** The paper's options. */
export interface LAMBOptions extends OptimizerOptions {
  /** Decay of the running mean of the gradient, 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the running mean of its square, 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the denominator, above 0. Default 1e-6. */
  readonly epsilon?: number;
  /** Times the parameter: what is added to the direction, where its specification says so. Default 0.01. */
  readonly weightDecay?: number;
  /**
   * Which parameters have a trust ratio: those with weight decay, as in the authors' program, or all, as the paper's algorithm is
   * written, with which biases that begin at 0 hardly move. Default `'decaying'`.
   */
  readonly layerAdaptation?: 'decaying' | 'all';
}

interface UnitWithState {
  readonly unit: ParameterUnit;
  readonly parameters: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
  readonly scalars: Float32Array;
  /** float64 [chunks, 2]: the sums of p^2 and u^2 of each chunk. */
  readonly sums: Float64Array;
}

const SUM_BYTES = 2 * Float64Array.BYTES_PER_ELEMENT;

/**
 * LAMB. In step t, for a parameter p with gradient g:
 *
 *     m <- beta1 m + (1 - beta1) g
 *     v <- beta2 v + (1 - beta2) g^2
 *     u  = (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) + weightDecay p
 *     p <- p - lr (|p| / |u|) u
 *
 * The trust ratio |p| / |u|, of Euclidean norms over one parameter as files name it, is 1 where either is 0; the paper's phi is the
 * identity. Elements are float32, sums float64. A table with row gradients takes exactly the step that it would take with zeros in all
 * other rows; its norms are of the whole table.
 *
 * State: `<parameter>.exp_avg` and `<parameter>.exp_avg_sq`, m and v, of the parameter's shape; stacked parameters in their parts.
 *
 * Source: You et al. 2020, "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", algorithm 2.
 *
 * @example
 * const optimizer = new LAMB(arena, kernels, { weightDecay: 0.01 });
 */
export class LAMB extends ArenaOptimizer {
  readonly #settings: LAMBSettings;
  readonly #adaptsAll: boolean;
  readonly #units: readonly UnitWithState[];

  /** @throws ConfigError when an option is out of range, or the kernels or `heap` work on another memory than the arena's */
  constructor(arena: ParameterArena, kernels: FlatKernels, options: LAMBOptions = {}) {
    const { heap = arena.heap, groups, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weightDecay = 0.01 } = options;
    const { layerAdaptation = 'decaying' } = options;
    super({ arena, kernels, heap });
    this.#settings = { beta1, beta2, epsilon, weightDecay };
    checkSettings(this.#settings, layerAdaptation);
    this.#adaptsAll = layerAdaptation === 'all';
    const units = parameterUnits(arena, { groups, weightDecay, heap });
    this.#units = units.map((unit) => withState(unit, arena, heap));
  }

  protected override async update(step: CountedStep): Promise<void> {
    const { kernels } = this.place;
    for (const { unit, scalars } of this.#units) {
      writeLAMBScalars(scalars, { ...this.#settings, ...step, weightDecay: unit.weightDecay });
    }
    await kernels.run(this.#units.flatMap((each) => this.#momentCalls(each, step.gradients)));
    for (const each of this.#units) {
      const learningRate = step.learningRate * each.unit.learningRateFactor;
      writeStepSize(each.scalars, learningRate * this.#trustRatio(each));
    }
    await kernels.run(this.#units.flatMap((each) => this.#applyCalls(each)));
  }

  protected override stateTensors(): Map<string, Tensor<'float32'>> {
    const tensors = new Map<string, Tensor<'float32'>>();
    for (const { unit, firstMoments, secondMoments } of this.#units) {
      tensors.set(`${unit.name}.exp_avg`, { dtype: 'float32', shape: unit.shape, data: firstMoments });
      tensors.set(`${unit.name}.exp_avg_sq`, { dtype: 'float32', shape: unit.shape, data: secondMoments });
    }
    return tensors;
  }

  protected override afterLoad(): void {
    for (const { unit, firstMoments, secondMoments } of this.#units) {
      if (unit.table !== undefined) recomputeHasMoments(unit.table, [firstMoments, secondMoments]);
    }
  }

  #momentCalls(each: UnitWithState, gradients: Gradients): KernelCall[] {
    const { unit, sums, scalars } = each;
    const address = addressOn(this.place.arena.heap);
    const source = unitGradient(unit, gradients);
    const rows = source.rows === undefined ? [0, 0] : [address(source.rows), source.rows.length];
    const zeros = unit.table === undefined ? 0 : address(unit.table.zeros);
    const before = [...arrayAddresses(each, address), ...rows, address(source.values), zeros, unit.columns];
    return rowChunks(unit).map((rowRange, index) => ({
      kernel: 'lambMoments',
      arguments: [...before, ...rowRange, address(sums) + index * SUM_BYTES, address(scalars)],
    }));
  }

  #applyCalls(each: UnitWithState): KernelCall[] {
    const address = addressOn(this.place.arena.heap);
    const before = [...arrayAddresses(each, address), each.unit.columns];
    return rowChunks(each.unit).map((rowRange) => ({
      kernel: 'lambApply',
      arguments: [...before, ...rowRange, address(each.scalars)],
    }));
  }

  #trustRatio({ unit, sums }: UnitWithState): number {
    if (unit.weightDecay === 0 && !this.#adaptsAll) return 1;
    const total = (first: number) => sums.reduce((sum, value, index) => (index % 2 === first ? sum + value : sum), 0);
    const [parameterNorm, updateNorm] = [Math.sqrt(total(0)), Math.sqrt(total(1))];
    return parameterNorm > 0 && updateNorm > 0 ? parameterNorm / updateNorm : 1;
  }
}

type Address = (array: Float32Array | Float64Array | Int32Array | Uint8Array) => number;

function addressOn(heap: SharedHeap): Address {
  return (array) => heapAddress(array, heap);
}

/** p, m, v and the flags of the rows, as both kernels begin. */
function arrayAddresses({ unit, parameters, firstMoments, secondMoments }: UnitWithState, address: Address): number[] {
  const flags = unit.table === undefined ? 0 : address(unit.table.hasMoments);
  return [address(parameters), address(firstMoments), address(secondMoments), flags];
}

function withState(unit: ParameterUnit, arena: ParameterArena, heap: SharedHeap): UnitWithState {
  const parameters = unitView(unit, arena.data);
  const like = () => heap.allocate('float32', parameters.length);
  const sums = heap.allocate('float64', 2 * rowChunks(unit).length);
  const scalars = heap.allocate('float32', LAMB_SCALAR_COUNT);
  return { unit, parameters, firstMoments: like(), secondMoments: like(), scalars, sums };
}

function checkSettings({ beta1, beta2, epsilon, weightDecay }: LAMBSettings, layerAdaptation: string): void {
  const owner = 'LAMB';
  const belowOne = { minimum: 0, maximum: 1, isBelowMaximum: true };
  requireNumber({ owner, option: 'beta1', value: beta1 }, belowOne);
  requireNumber({ owner, option: 'beta2', value: beta2 }, belowOne);
  requireNumber({ owner, option: 'epsilon', value: epsilon }, { minimum: 0, isAboveMinimum: true });
  requireNumber({ owner, option: 'weightDecay', value: weightDecay }, { minimum: 0 });
  if (layerAdaptation === 'decaying' || layerAdaptation === 'all') return;
  throw new ConfigError(`LAMB: layerAdaptation must be 'decaying' or 'all', not '${layerAdaptation}'`, {
    layerAdaptation,
  });
}
