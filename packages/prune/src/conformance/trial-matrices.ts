import { Xoshiro128 } from '@bertsmith/data';
import { ParameterArena } from '@bertsmith/tensor';
import type { ScoredMatrix, WeightCriterion } from '../weights/criteria/weight-criterion.js';
import { WeightMask } from '../weights/masks/weight-mask.js';
import { prunableMatrices } from '../weights/selection/prunable-matrices.js';

/** A matrix, and the gradients that a criterion is shown of it, one after another. */
export interface TrialMatrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
  readonly gradients: readonly Float32Array[];
}

/** Steps of training, or batches. */
const OBSERVATIONS = 4;

/** Weights as a model has them, one row, one column, one weight, zeros and equal weights. */
export const TRIAL_MATRICES: readonly TrialMatrix[] = [
  trialMatrix('a matrix of 12 x 8', 12, 8, (draw) => draw),
  trialMatrix('a row of 10', 1, 10, (draw) => draw),
  trialMatrix('a column of 10', 10, 1, (draw) => draw),
  trialMatrix('a single weight', 1, 1, (draw) => draw),
  trialMatrix('a matrix that is half zeros', 6, 8, (draw, index) => (index % 2 === 0 ? 0 : draw)),
  trialMatrix('a matrix of equal weights', 6, 8, () => 0.5),
];

function trialMatrix(
  name: string,
  rows: number,
  columns: number,
  weightOf: (draw: number, index: number) => number,
): TrialMatrix {
  const generator = Xoshiro128.fromSeed(rows, columns);
  const draw = () => generator.nextBelow(2 ** 20) / 2 ** 20 - 0.5;
  const numbers = (numberAt: (draw: number, index: number) => number) =>
    Float32Array.from({ length: rows * columns }, (_, index) => numberAt(draw(), index));
  const weights = numbers(weightOf);
  const gradients = Array.from({ length: OBSERVATIONS }, () => numbers((value) => value / 100));
  return { name, rows, columns, weights, gradients };
}

/** A matrix as a criterion sees it, before anything was observed; memory of its own. */
export function scoredMatrix({ name, rows, columns, weights }: TrialMatrix, criterion: WeightCriterion): ScoredMatrix {
  const each = criterion.needs === 'weights' ? 0 : (criterion.statisticsPerWeight ?? 1);
  const statistics = new Float32Array(weights.length * each);
  return { name, rows, columns, weights: weights.slice(), statistics, observations: 0 };
}

/** The same after all gradients of the trial. */
export function observedMatrix(trial: TrialMatrix, criterion: WeightCriterion): ScoredMatrix {
  let matrix = scoredMatrix(trial, criterion);
  if (criterion.needs === 'weights') return matrix;
  for (const gradient of trial.gradients) {
    criterion.observe?.(matrix, gradient.slice());
    matrix = { ...matrix, observations: matrix.observations + 1 };
  }
  return matrix;
}

/** Of a shared memory, of which a system has not many to give: one for all masks, made when it is asked for. */
let arena: ParameterArena | undefined;

/** A mask of one of {@link TRIAL_MATRICES}, of which all stays. */
export function trialMask({ name }: TrialMatrix): WeightMask {
  arena ??= new ParameterArena(
    TRIAL_MATRICES.map((each) => ({
      name: each.name,
      shape: [each.rows, each.columns],
      initialization: { constant: 0 },
      weightDecay: false,
    })),
  );
  return new WeightMask(arena, prunableMatrices(arena, [name]));
}
