import { ConfigError } from '@bertsmith/tensor';
import type { PrunableMatrix } from '../selection/prunable-matrices.js';
import type { ScoredMatrix, WeightCriterion } from './weight-criterion.js';

/** The matrices that a criterion scores, with what it has gathered of each. */
export class ObservedMatrices {
  readonly statistics: readonly Float32Array[];
  observations = 0;
  readonly #matrices: readonly PrunableMatrix[];
  readonly #criterion: WeightCriterion;

  /** @throws ConfigError when the criterion breaks its contract, or needs gradients that a matrix does not have */
  constructor(matrices: readonly PrunableMatrix[], criterion: WeightCriterion) {
    checkCriterion(criterion);
    const each = criterion.needs === 'weights' ? 0 : (criterion.statisticsPerWeight ?? 1);
    const rowed = matrices.find(({ hasRowGradient }) => hasRowGradient);
    if (rowed !== undefined && each > 0) {
      const message = `pruning: '${criterion.name}' looks at gradients, and '${rowed.name}' is looked up row by row, so that it has none of all rows: leave it out, or prune it by magnitude`;
      throw new ConfigError(message, { name: rowed.name, criterion: criterion.name });
    }
    this.#matrices = matrices;
    this.#criterion = criterion;
    this.statistics = matrices.map(({ rows, columns }) => new Float32Array(rows * columns * each));
  }

  /**
   * @param weights in the layout of the arena
   * @param gradients likewise, at least the dense ones
   */
  observe(weights: Float32Array, gradients: Float32Array): void {
    const matrices = this.scored(weights);
    for (const [index, matrix] of matrices.entries()) {
      const { offset } = this.#matrices[index] as PrunableMatrix;
      this.#criterion.observe?.(matrix, gradients.subarray(offset, offset + matrix.weights.length));
    }
    this.observations++;
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
      statistics: this.statistics[index] as Float32Array,
      observations: this.observations,
    }));
  }
}

/** @throws ConfigError when it is not of this version, or says of itself what cannot be */
export function checkCriterion(criterion: WeightCriterion): void {
  const { specificationVersion, name, needs, observe, statisticsPerWeight = 1 } = criterion;
  const refuse = (what: string) => {
    throw new ConfigError(`pruning: the criterion '${name}' ${what}`, { criterion: name });
  };
  if (specificationVersion !== 'v1') refuse(`has specificationVersion '${specificationVersion}', expected 'v1'`);
  if (!['weights', 'gradients', 'training'].includes(needs)) {
    refuse(`needs '${needs}', expected weights, gradients or training`);
  }
  if ((needs === 'weights') !== (observe === undefined)) {
    refuse(needs === 'weights' ? 'has an `observe` and needs only weights' : `needs ${needs} and has no \`observe\``);
  }
  if (!Number.isInteger(statisticsPerWeight) || statisticsPerWeight < 1) {
    refuse(`has statisticsPerWeight ${statisticsPerWeight}, expected a whole number from 1`);
  }
}
