import { ConfigError } from '@bertsmith/tensor';
import { checkCriterion } from '../criteria/observed-matrices.js';
import type { WeightCriterion } from '../criteria/weight-criterion.js';
import { checkSelection, selectionOf, type WeightSelection } from '../selection/weight-selection.js';
import { cubicSparsity, type SparsitySchedule } from './sparsity-schedule.js';

/** How `weightPruning` prunes. */
export type WeightPruningOptions = WeightSelection & {
  readonly criterion: WeightCriterion;
  /**
   * How many weights are 0 at a step. Default: for a criterion that needs only weights all at once, before the first step, and masks stay
   * as they are; for others `cubicSparsity()`. A pattern or a threshold begins where the schedule first asks for zeros.
   */
  readonly schedule?: SparsitySchedule;
  /** Steps from one mask to the next, from 1. Default: 10, or a tenth of the planned steps where that is fewer. */
  readonly everySteps?: number;
  /** Names, as files have them. Default: the six matrices of each layer of the encoder. */
  readonly matrices?: readonly string[];
};

/** The same, with all defaults. */
export interface CompleteWeightPruningOptions {
  readonly criterion: WeightCriterion;
  readonly selection: WeightSelection;
  /** None: masks are made once, before the first step. */
  readonly schedule: SparsitySchedule | undefined;
  /** None: by the length of the run. */
  readonly everySteps: number | undefined;
  readonly matrices: readonly string[] | undefined;
}

/** @throws ConfigError when an option is out of range */
export function completeWeightPruningOptions(options: WeightPruningOptions): CompleteWeightPruningOptions {
  const { criterion, everySteps, matrices } = options;
  const selection = selectionOf(options);
  checkSelection(selection);
  checkCriterion(criterion);
  if (everySteps !== undefined && !(Number.isSafeInteger(everySteps) && everySteps >= 1)) {
    const message = `weight pruning: everySteps is ${everySteps}, expected a whole number from 1`;
    throw new ConfigError(message, { everySteps });
  }
  const isAtOnce = criterion.needs === 'weights';
  const { schedule = isAtOnce ? undefined : cubicSparsity() } = options;
  return { criterion, selection, schedule, everySteps, matrices };
}
