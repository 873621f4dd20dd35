/**
 * One large batch out of several small ones: the weighted sum of their gradients, dense and by rows.
 *
 * Losses are means, over the rows or the labelled tokens of a batch, and so are their gradients. The mean over the large batch is the
 * sum of the small means, each times what it is a mean over, divided by the total; the accumulator makes the sum, and the optimizer
 * divides on the way, by its gradient scale.
 */
import { ConfigError, InputError, type ParameterArena, type SharedHeap } from '@bertsmith/tensor';
import { flatCalls } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { checkGradients } from '../optimizers/check-optimizer-step.js';
import type { Gradients } from '../optimizers/gradients.js';
import { rowTableEntries, tableSize } from '../optimizers/row-table.js';
import { RowAccumulator } from './row-accumulator.js';

/**
 * Sums gradients; see the top of the file.
 *
 * The order of `add` is the order of summation, for any number of threads. Sums are float32.
 *
 * @example
 * const accumulator = new GradientAccumulator(model.arena, kernels);
 * for (const batch of microBatches) {
 *   const { gradients } = await step.run(batch, key);
 *   await accumulator.add(gradients, batch.rowNumbers.length);
 * }
 * const [gradients, gradientScale] = [accumulator.gradients(), accumulator.gradientScale];
 * await optimizer.step({ gradients, learningRate, gradientScale });
 * accumulator.reset();
 */
export class GradientAccumulator {
  readonly #arena: ParameterArena;
  readonly #kernels: FlatKernels;
  readonly #dense: Float32Array;
  readonly #tables: ReadonlyMap<string, RowAccumulator>;
  #count = 0;
  #totalWeight = 0;

  /**
   * @param heap where the sums go: a heap in the memory of the arena's. Default: the arena's, for as long as it lives
   * @throws ConfigError when the kernels or `heap` work on another memory than the arena's
   */
  constructor(arena: ParameterArena, kernels: FlatKernels, { heap = arena.heap }: { readonly heap?: SharedHeap } = {}) {
    if (kernels.heap !== arena.heap || heap.memory !== arena.heap.memory) {
      throw new ConfigError('gradient accumulator: the kernels and `heap` must work on the memory of the arena');
    }
    this.#arena = arena;
    this.#kernels = kernels;
    this.#dense = arena.allocateLike('dense', heap);
    const tables = rowTableEntries(arena).map((entry) => {
      const { name } = entry.specification;
      return [name, new RowAccumulator({ name, width: tableSize(entry).width, kernels, heap })] as const;
    });
    this.#tables = new Map(tables);
  }

  /** Gradients that were added since the last reset. */
  get count(): number {
    return this.#count;
  }

  /** The sum of their weights. */
  get totalWeight(): number {
    return this.#totalWeight;
  }

  /** What the sum is to be multiplied by to be the mean: 1 / `totalWeight`. */
  get gradientScale(): number {
    return 1 / this.#totalWeight;
  }

  /**
   * Adds `weight` times some gradients, which may be overwritten afterwards.
   *
   * @param weight what the loss of this batch is a mean over: its rows, or its labelled tokens. Default 1
   * @throws InputError when the weight is below 0 or not finite; InputError or ShapeError when the gradients are not of this arena
   */
  async add(gradients: Gradients, weight = 1): Promise<void> {
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new InputError(`gradient accumulator: the weight must be 0 or more, not ${weight}`, { weight });
    }
    checkGradients(gradients, this.#arena);
    const kernel = this.#count === 0 ? 'copyScaled' : 'addScaled';
    const work = { kernel, arrays: [this.#dense, gradients.dense], scalars: [weight] } as const;
    await this.#kernels.run(flatCalls(work, this.#arena.heap));
    for (const table of gradients.rows) await this.#tables.get(table.name)?.add(table, weight);
    this.#count += 1;
    this.#totalWeight += weight;
  }

  /**
   * The sum, in the accumulator's own memory: valid until the next call of `add` or `reset`, and free to be changed in place.
   *
   * @throws InputError when nothing was added
   */
  gradients(): Gradients {
    if (this.#count === 0) throw new InputError('gradient accumulator: nothing was added since the last reset');
    return { dense: this.#dense, rows: [...this.#tables.values()].map((table) => table.sum()) };
  }

  /** Begins a new sum. */
  reset(): void {
    this.#count = 0;
    this.#totalWeight = 0;
    for (const table of this.#tables.values()) table.reset();
  }
}
