import type { BertModelWithHead } from '@bertsmith/bert-core';
import { compensate } from './criteria/compensate.js';
import { scoreWeights, type WeightScoringOptions } from './criteria/score-weights.js';
import { WeightMask } from './masks/weight-mask.js';
import { selectWeights } from './selection/select-weights.js';
import { checkSelection, selectionOf, type WeightSelection } from './selection/weight-selection.js';
import { type WeightReport, weightReport } from './weight-report.js';

/** How {@link pruneWeights} prunes. */
export type PruneWeightsOptions = WeightSelection & WeightScoringOptions;

/**
 * Sets the weights that matter least to 0, all at once and in place. What is 0 already counts, and goes first.
 *
 * They are zeros and nothing more: dense kernels take as long as before. `holdZeros` keeps them zeros while the model recovers.
 *
 * @throws ConfigError when an option is out of range, a matrix is unknown, a score is not a number, or the criterion needs what is not
 * there; the model is then as it was
 * @example
 * const { sparsity } = await pruneWeights(model, { criterion: weightMagnitude(), sparsity: 0.5 });
 */
export async function pruneWeights(model: BertModelWithHead, options: PruneWeightsOptions): Promise<WeightReport> {
  const { arena } = model;
  const selection = selectionOf(options);
  checkSelection(selection);
  const { matrices, scores, observed } = await scoreWeights(model, options);
  const mask = new WeightMask(arena, matrices);
  selectWeights(mask, scores, selection);
  compensate(options.criterion, observed, { mask, weights: arena.data });
  mask.applyHere(arena.data);
  return weightReport(mask);
}
