import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { compensate } from '../criteria/compensate.js';
import { scoreWeights, type WeightScores, type WeightScoringOptions } from '../criteria/score-weights.js';
import { WeightMask } from '../masks/weight-mask.js';
import { selectWeights } from '../selection/select-weights.js';
import { checkSelection } from '../selection/weight-selection.js';

/** How {@link analyzeSensitivity} goes about it. */
export interface SensitivityOptions extends WeightScoringOptions {
  /** Each 0 to below 1. Default 0.5, 0.7, 0.8, 0.9. */
  readonly sparsities?: readonly number[];
  /** A figure of the model as it is: accuracy, a loss, whatever there is one of. It must not change the model. */
  readonly evaluate: (model: BertModelWithHead) => number | Promise<number>;
  /** After each evaluation. */
  readonly onPoint?: (point: SensitivityPoint) => void;
}

/** A model of which one matrix is pruned. */
export interface SensitivityPoint {
  readonly matrix: string;
  readonly sparsity: number;
  /** Weights that are 0. */
  readonly zeros: number;
  /** What `evaluate` said. */
  readonly figure: number;
  /** The same less that of the whole model. */
  readonly change: number;
}

/** What came of it: plain data, a row for each matrix and sparsity, in this order. */
export interface Sensitivity {
  readonly criterion: string;
  /** Of the whole model. */
  readonly baseline: number;
  readonly points: readonly SensitivityPoint[];
}

/** What is 0 is not all that matters: at a half little shows, at nine tenths most matrices do. */
const DEFAULT_SPARSITIES = [0.5, 0.7, 0.8, 0.9];

/**
 * What a model loses by pruning one matrix, for each matrix and sparsity, the others whole. Nothing is trained in between. The model ends as it
 * began, bit for bit, also when an evaluation fails.
 *
 * It evaluates once more than there are matrices times sparsities: 144 times for six layers and four sparsities.
 *
 * @throws ConfigError as `pruneWeights` does, or when there are no sparsities
 * @example
 * const { points } = await analyzeSensitivity(model, { criterion: weightMagnitude(), evaluate: accuracyOf });
 */
export async function analyzeSensitivity(model: BertModelWithHead, options: SensitivityOptions): Promise<Sensitivity> {
  const { sparsities = DEFAULT_SPARSITIES, criterion, evaluate, onPoint } = options;
  if (sparsities.length === 0) throw new ConfigError('sensitivity: there are no sparsities');
  for (const sparsity of sparsities) checkSelection({ sparsity });
  const scored = await scoreWeights(model, options);
  const baseline = await evaluate(model);
  const points: SensitivityPoint[] = [];
  for (const [index, { name: matrix }] of scored.matrices.entries()) {
    for (const sparsity of sparsities) {
      const { zeros, figure } = await withPruned(model, { ...options, scored, index, sparsity });
      const point = { matrix, sparsity, zeros, figure, change: figure - baseline };
      points.push(point);
      onPoint?.(point);
    }
  }
  return { criterion: criterion.name, baseline, points };
}

interface PrunedMatrix extends Pick<SensitivityOptions, 'criterion' | 'evaluate'> {
  readonly scored: WeightScores;
  /** Its place in the list. */
  readonly index: number;
  readonly sparsity: number;
}

async function withPruned(
  model: BertModelWithHead,
  { scored, index, sparsity, criterion, evaluate }: PrunedMatrix,
): Promise<Pick<SensitivityPoint, 'zeros' | 'figure'>> {
  const { arena } = model;
  const { matrices, scores, observed } = scored;
  const { offset = 0, rows = 0, columns = 0 } = matrices[index] ?? {};
  const weights = arena.data.subarray(offset, offset + rows * columns);
  const before = weights.slice();
  const mask = new WeightMask(arena, matrices);
  // Nothing of the others goes: what is 0 in them stays 0, and what is not is not touched.
  const one = new WeightMask(arena, matrices.slice(index, index + 1));
  selectWeights(one, scores.slice(index, index + 1), { sparsity });
  mask.dropPacked(index, one.packed(0));
  try {
    compensate(criterion, observed, { mask, weights: arena.data });
    mask.applyHere(arena.data);
    return { zeros: one.zeros(0), figure: await evaluate(model) };
  } finally {
    weights.set(before);
  }
}
