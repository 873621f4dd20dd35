import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { gradientBatches, type ScoringData } from '../gradients/gradient-batches.js';
import { ObservedMatrices } from './criteria/observed-matrices.js';
import type { WeightCriterion } from './criteria/weight-criterion.js';
import { WeightMask } from './masks/weight-mask.js';
import { prunableMatrices } from './selection/prunable-matrices.js';
import { selectWeights } from './selection/select-weights.js';
import { checkSelection, type WeightSelection } from './selection/weight-selection.js';
import { type WeightReport, weightReport } from './weight-report.js';

/** How {@link pruneWeights} prunes. */
export type PruneWeightsOptions = WeightSelection & {
  readonly criterion: WeightCriterion;
  /** Names, as files have them. Default: the six matrices of each layer of the encoder. */
  readonly matrices?: readonly string[];
  /** What a criterion that needs gradients looks at. */
  readonly data?: ScoringData;
};

/**
 * Sets the weights that matter least to 0, all at once and in place.
 *
 * They are zeros and nothing more: dense kernels take as long as before. `weightPruning` keeps them zeros while the model recovers.
 *
 * @throws ConfigError when an option is out of range, a matrix is unknown, or the criterion needs what is not there; the model is then
 * as it was
 * @example
 * const { sparsity } = await pruneWeights(model, { criterion: weightMagnitude(), sparsity: 0.5 });
 */
export async function pruneWeights(model: BertModelWithHead, options: PruneWeightsOptions): Promise<WeightReport> {
  const { criterion, data } = options;
  const { arena } = model;
  const selection = selectionOf(options);
  checkSelection(selection);
  const mask = new WeightMask(arena, prunableMatrices(arena, options.matrices));
  const observed = new ObservedMatrices(mask.matrices, criterion);
  requireData(criterion, data);
  if (criterion.needs === 'gradients') await observeBatches(model, observed, data as ScoringData);
  selectWeights(mask, observed.scores(arena.data), selection);
  compensate(criterion, observed, { mask, weights: arena.data });
  await mask.apply(arena.data);
  return weightReport(mask);
}

/** Only what says how many go. */
export function selectionOf(options: WeightSelection): WeightSelection {
  const { sparsity, scope, pattern } = options as { sparsity?: number; scope?: string; pattern?: string };
  const given = Object.entries({ sparsity, scope, pattern }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as WeightSelection;
}

/** Lets what stays make up for what goes, where the criterion knows how. */
export function compensate(
  criterion: WeightCriterion,
  observed: ObservedMatrices,
  { mask, weights }: { readonly mask: WeightMask; readonly weights: Float32Array },
): void {
  if (criterion.compensate === undefined) return;
  for (const [index, matrix] of observed.scored(weights).entries()) {
    criterion.compensate(matrix, (weight) => mask.isKept(index, weight));
  }
}

function requireData({ name, needs }: WeightCriterion, data: ScoringData | undefined): void {
  if (needs === 'training') {
    const message = `pruning: '${name}' learns its scores while the model is trained: give it to \`weightPruning\`, not to \`pruneWeights\``;
    throw new ConfigError(message, { criterion: name });
  }
  if (needs !== 'gradients' || data !== undefined) return;
  const message = `pruning: '${name}' needs gradients, and there is no data: give \`data\`, a backend and labelled batches`;
  throw new ConfigError(message, { criterion: name });
}

async function observeBatches(model: BertModelWithHead, observed: ObservedMatrices, data: ScoringData): Promise<void> {
  for await (const { dense } of gradientBatches(model, data)) observed.observe(model.arena.data, dense);
  if (observed.observations > 0) return;
  throw new ConfigError('pruning: there is not one batch in `data`: give some');
}
