import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { gradientBatches, type ScoringData } from '../../gradients/gradient-batches.js';
import { type PrunableMatrix, prunableMatrices } from '../selection/prunable-matrices.js';
import { zerosFirst } from '../selection/zeros-first.js';
import { ObservedMatrices } from './observed-matrices.js';
import type { WeightCriterion } from './weight-criterion.js';

/** What weights are scored with. */
export interface WeightScoringOptions {
  readonly criterion: WeightCriterion;
  /** Names, as files have them. Default: the six matrices of each layer of the encoder. */
  readonly matrices?: readonly string[];
  /** What a criterion that needs gradients looks at. */
  readonly data?: ScoringData;
}

/** What came of it. */
export interface WeightScores {
  readonly matrices: readonly PrunableMatrix[];
  /** float32 [rows * columns] of each matrix, higher = keep; what is 0 already has -Infinity. */
  readonly scores: readonly Float32Array[];
  readonly observed: ObservedMatrices;
}

/**
 * Scores the weights of a model, which stays as it is.
 *
 * @throws ConfigError when a matrix is unknown, or the criterion needs what is not there
 */
export async function scoreWeights(model: BertModelWithHead, options: WeightScoringOptions): Promise<WeightScores> {
  const { criterion, data } = options;
  const { arena } = model;
  const matrices = prunableMatrices(arena, options.matrices);
  const observed = new ObservedMatrices(matrices, criterion);
  requireData(criterion, data);
  if (criterion.needs === 'gradients') await observeBatches(model, observed, data as ScoringData);
  const scores = zerosFirst(observed.scores(arena.data), { matrices }, arena.data);
  return { matrices, scores, observed };
}

function requireData({ name, needs }: WeightCriterion, data: ScoringData | undefined): void {
  if (needs === 'training') {
    const message = `pruning: '${name}' learns its scores while the model is trained: give it to \`weightPruning\``;
    throw new ConfigError(message, { criterion: name });
  }
  if (needs !== 'gradients' || data !== undefined) return;
  const message = `pruning: '${name}' needs gradients, and there is no data: give \`data\`, a backend and labelled batches`;
  throw new ConfigError(message, { criterion: name });
}

async function observeBatches(model: BertModelWithHead, observed: ObservedMatrices, data: ScoringData): Promise<void> {
  for await (const { dense } of gradientBatches(model, data)) await observed.observe(model.arena.data, dense);
  if (observed.observations > 0) return;
  throw new ConfigError('pruning: there is not one batch in `data`: give some');
}
