/**
 * The exponential moving average of a model's parameters: often better than the last ones, for the price of one more copy.
 *
 * The average lies beside the parameters in a buffer of the same layout; to evaluate or save it, the two are swapped in place, so that
 * everything which reads the arena sees it, and swapped back.
 */
import { ConfigError, type ParameterArena, type SharedHeap, type Tensor, TrainingError } from '@bertsmith/tensor';
import { flatCalls } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { OptimizerState } from '../optimizers/optimizer.js';
import { loadOptimizerState } from '../optimizers/optimizer-state.js';
import { requireBoolean } from '../options/require-boolean.js';
import { requireNumber } from '../options/require-number.js';

/** How {@link ExponentialMovingAverage} averages. */
export interface ExponentialMovingAverageOptions {
  /** What is kept of the average at each update, 0 to below 1. Default 0.999. */
  readonly decay?: number;
  /**
   * Whether update n, from 1, keeps at most (1 + n) / (10 + n), so that what a short run began with is soon forgotten. Default false.
   */
  readonly hasWarmup?: boolean;
  /** Where the average goes: a heap in the memory of the arena's. Default: the arena's, for as long as it lives. */
  readonly heap?: SharedHeap;
}

/**
 * a <- a + (1 - decay) (p - a) for every parameter p, in float32, beginning with a = p as it is when this is made: the averages of
 * PyTorch's `AveragedModel` with `get_ema_multi_avg_fn` and of TensorFlow's `ExponentialMovingAverage`, whose warm-up it has.
 *
 * The same bits for any number of threads. Tables are averaged whole: a row that no batch touches any more still draws nearer.
 *
 * @example
 * const average = new ExponentialMovingAverage(model.arena, kernels, { decay: 0.999 });
 * await average.update(); // after each step
 * await average.swap(); // the model has the averages
 * const { metrics } = await evaluator.evaluate(validation);
 * await average.swap(); // the model has its own parameters again
 */
export class ExponentialMovingAverage {
  readonly #arena: ParameterArena;
  readonly #kernels: FlatKernels;
  readonly #decay: number;
  readonly #hasWarmup: boolean;
  readonly #average: Float32Array;
  #updates = 0;
  #isSwapped = false;

  /** @throws ConfigError when `decay` is out of range, or the kernels or `heap` work on another memory than the arena's */
  constructor(arena: ParameterArena, kernels: FlatKernels, options: ExponentialMovingAverageOptions = {}) {
    const { decay = 0.999, hasWarmup = false, heap = arena.heap } = options;
    const owner = 'moving average';
    requireNumber({ owner, option: 'decay', value: decay }, { minimum: 0, maximum: 1, isBelowMaximum: true });
    requireBoolean({ owner, option: 'hasWarmup', value: hasWarmup });
    if (kernels.heap !== arena.heap || heap.memory !== arena.heap.memory) {
      throw new ConfigError(`${owner}: the kernels and \`heap\` must work on the memory of the arena`);
    }
    this.#arena = arena;
    this.#kernels = kernels;
    this.#decay = decay;
    this.#hasWarmup = hasWarmup;
    this.#average = arena.allocateLike('all', heap);
    this.#average.set(arena.data);
  }

  /** Whether the model has the averages at the moment. */
  get isSwapped(): boolean {
    return this.#isSwapped;
  }

  /** @throws TrainingError when the model has the averages */
  async update(): Promise<void> {
    this.#requireOwn('update');
    this.#updates += 1;
    const limit = this.#hasWarmup ? (1 + this.#updates) / (10 + this.#updates) : 1;
    const share = 1 - Math.min(this.#decay, limit);
    const arrays = [this.#average, this.#arena.data];
    await this.#kernels.run(flatCalls({ kernel: 'lerp', arrays, scalars: [share] }, this.#arena.heap));
  }

  /** Exchanges the averages and the parameters; a second time, back. */
  async swap(): Promise<void> {
    const arrays = [this.#average, this.#arena.data];
    await this.#kernels.run(flatCalls({ kernel: 'swap', arrays }, this.#arena.heap));
    this.#isSwapped = !this.#isSwapped;
  }

  /**
   * The number of updates, and the averages as views by `<parameter>.average`.
   *
   * @throws TrainingError when the model has the averages
   */
  stateDict(): OptimizerState {
    this.#requireOwn('save');
    const tensors = new Map<string, Tensor<'float32'>>();
    for (const entry of this.#arena.entries) {
      tensors.set(`${entry.specification.name}.average`, this.#arena.view(entry, this.#average));
    }
    return { stepCount: this.#updates, tensors };
  }

  /**
   * Copies a state in; all of it is checked before anything is changed.
   *
   * @throws ConfigError, ShapeError when the state is not one of these parameters; TrainingError when the model has the averages
   */
  loadStateDict(state: OptimizerState): void {
    loadOptimizerState(state, this.stateDict().tensors);
    this.#updates = state.stepCount;
  }

  #requireOwn(what: string): void {
    if (!this.#isSwapped) return;
    throw new TrainingError(`moving average: the model has the averages; swap back before you ${what} them`);
  }
}
