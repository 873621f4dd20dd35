import { ConfigError, type SharedHeap, type Tensor } from '@bertsmith/tensor';
import type { FlatKernels } from '@bertsmith/train';
import type { PrunableMatrix } from '../selection/prunable-matrices.js';
import { copyToHeap } from './copy-to-heap.js';
import type { ScoredMatrix, WeightCriterion } from './weight-criterion.js';

/** The matrices that a criterion scores, with what it has gathered of each. */
export class ObservedMatrices {
  readonly #criterion: WeightCriterion;
  #statistics: readonly Float32Array[];
  #matrices: readonly PrunableMatrix[];
  #observations = 0;
  /** Where the statistics are, when kernels are to observe. */
  #heap: SharedHeap | undefined;

  /** @throws ConfigError when the criterion breaks its contract, or needs gradients that a matrix does not have */
  constructor(matrices: readonly PrunableMatrix[], criterion: WeightCriterion) {
    checkCriterion(criterion);
    const each = criterion.needs === 'weights' ? 0 : (criterion.statisticsPerWeight ?? 1);
    if (each > 0) requireGradients(matrices, criterion);
    this.#matrices = matrices;
    this.#criterion = criterion;
    this.#statistics = matrices.map(({ rows, columns }) => new Float32Array(rows * columns * each));
  }

  /** float32 [rows * columns * statisticsPerWeight] of each matrix; empty for a criterion that needs only weights. */
  get statistics(): readonly Float32Array[] {
    return this.#statistics;
  }

  /** Gradients that were looked at since {@link forget}. */
  get observations(): number {
    return this.#observations;
  }

  /** For a criterion that observes by kernels: puts the statistics where they see them, until {@link leaveHeap}. */
  moveToHeap(heap: SharedHeap): void {
    if (this.#criterion.observeAll === undefined) return;
    this.#statistics = this.#statistics.map((statistics) => copyToHeap(statistics, heap));
    this.#heap = heap;
  }

  /** Before the heap is given to somebody else. */
  leaveHeap(): void {
    if (this.#heap === undefined) return;
    this.#statistics = this.#statistics.map((statistics) => statistics.slice());
    this.#heap = undefined;
  }

  /** The same matrices, in another arena. */
  moveTo(matrices: readonly PrunableMatrix[]): void {
    this.#matrices = matrices;
  }

  /**
   * Looks at the gradients of one batch.
   *
   * @param weights in the layout of the arena
   * @param gradients likewise, at least the dense ones
   * @param kernels of the arena's memory
   */
  async observe(weights: Float32Array, gradients: Float32Array, kernels?: FlatKernels): Promise<void> {
    const observed = this.scored(weights).map((matrix, index) => {
      const { offset } = this.#matrices[index] as PrunableMatrix;
      return { ...matrix, gradient: gradients.subarray(offset, offset + matrix.weights.length) };
    });
    const criterion = this.#criterion;
    const isShared = kernels !== undefined && kernels.heap.memory === this.#heap?.memory;
    if (isShared && criterion.observeAll !== undefined) await criterion.observeAll(observed, kernels);
    else for (const matrix of observed) criterion.observe?.(matrix, matrix.gradient);
    this.#observations++;
  }

  /** As if nothing had been observed. */
  forget(): void {
    for (const statistics of this.#statistics) statistics.fill(0);
    this.#observations = 0;
  }

  /** [rows * columns] of each matrix. @param weights in the layout of the arena */
  scores(weights: Float32Array): Float32Array[] {
    return this.scored(weights).map((matrix) => this.#criterion.score(matrix));
  }

  /** As the criterion sees them. @param weights in the layout of the arena */
  scored(weights: Float32Array): ScoredMatrix[] {
    return this.#matrices.map(({ name, rows, columns, offset }, index) => ({
      ...{ name, rows, columns },
      weights: weights.subarray(offset, offset + rows * columns),
      statistics: this.#statistics[index] as Float32Array,
      observations: this.#observations,
    }));
  }

  /** Takes up `statistics.<matrix>` of a checkpoint. @throws ConfigError when they are those of another model or criterion */
  load(tensors: ReadonlyMap<string, Tensor>, observations: number): void {
    for (const [index, { name }] of this.#matrices.entries()) {
      const own = this.#statistics[index] as Float32Array;
      if (own.length === 0) continue;
      const saved = tensors.get(`statistics.${name}`);
      if (saved?.dtype !== 'float32' || saved.data.length !== own.length) {
        const message = `pruning: the checkpoint is of another model or criterion: 'statistics.${name}' does not fit`;
        throw new ConfigError(message, { name, expected: own.length, actual: saved?.data.length });
      }
      own.set(saved.data as Float32Array);
    }
    this.#observations = observations;
  }
}

function requireGradients(matrices: readonly PrunableMatrix[], { name: criterion }: WeightCriterion): void {
  const rowed = matrices.find(({ hasRowGradient }) => hasRowGradient);
  if (rowed === undefined) return;
  const message = `pruning: '${criterion}' looks at gradients, and '${rowed.name}' is looked up row by row, so that it has none of all rows: leave it out, or prune it by magnitude`;
  throw new ConfigError(message, { name: rowed.name, criterion });
}

/** @throws ConfigError when it is not of this version, or says of itself what cannot be */
export function checkCriterion({ name, ...criterion }: WeightCriterion): void {
  const problem = criterionProblem(criterion);
  if (problem === undefined) return;
  throw new ConfigError(`pruning: the criterion '${name}' ${problem}`, { criterion: name });
}

/** What is wrong with what a criterion says of itself, as the end of a sentence. */
function criterionProblem(criterion: Omit<WeightCriterion, 'name'>): string | undefined {
  const { specificationVersion, needs, observe, observeAll, statisticsPerWeight = 1, settings = {} } = criterion;
  if (specificationVersion !== 'v1') return `has specificationVersion '${specificationVersion}', expected 'v1'`;
  if (!['weights', 'gradients', 'training'].includes(needs)) {
    return `needs '${needs}', expected weights, gradients or training`;
  }
  // A checkpoint has them as JSON.
  const unfit = Object.entries(settings).find(([, value]) => !Object.is(JSON.parse(JSON.stringify([value]))[0], value));
  if (unfit !== undefined) return `has the setting ${unfit[0]} ${unfit[1]}, which JSON does not have`;
  if (needs === 'weights' && observe !== undefined) return 'has an `observe` and needs only weights';
  if (observe === undefined && observeAll !== undefined) return 'has an `observeAll` and no `observe`';
  if (needs !== 'weights' && observe === undefined) return `needs ${needs} and has no \`observe\``;
  if (Number.isInteger(statisticsPerWeight) && statisticsPerWeight > 0) return undefined;
  return `has statisticsPerWeight ${statisticsPerWeight}, expected a whole number from 1`;
}
