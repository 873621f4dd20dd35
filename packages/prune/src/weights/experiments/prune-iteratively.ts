import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import type { ScoringData } from '../../gradients/gradient-batches.js';
import type { WeightScoringOptions } from '../criteria/score-weights.js';
import { pruneWeights } from '../prune-weights.js';
import { checkSelection, type SelectionScope } from '../selection/weight-selection.js';
import { holdZeros } from '../training/hold-zeros.js';
import type { WeightReport } from '../weight-report.js';

/** How {@link pruneIteratively} prunes. */
export interface IterativePruningOptions extends Omit<WeightScoringOptions, 'data'> {
  /** From round to round, ascending, each 0 to below 1. */
  readonly sparsities: readonly number[];
  /** Default `global`. */
  readonly scope?: SelectionScope;
  /** For criteria that need gradients: fresh batches for each round. */
  readonly data?: () => ScoringData;
  /** Trains the model in place, with the plugin, so that it recovers. */
  readonly recover: (model: BertModelWithHead, plugin: TrainingPlugin, round: number) => Promise<unknown>;
  /** A figure of the model as it is. */
  readonly evaluate: (model: BertModelWithHead) => number | Promise<number>;
}

/** A round of it: plain data. */
export interface PruningRound {
  readonly sparsity: number;
  readonly zeros: number;
  /** What `evaluate` said right after pruning. */
  readonly figureBefore: number;
  /** And after the model recovered. */
  readonly figureAfter: number;
}

/**
 * Prunes a little, lets the model recover, prunes more (S. Han et al., "Learning both weights and connections for efficient neural networks",
 * NeurIPS 2015): in place. What has gone stays gone.
 *
 * @throws ConfigError as `pruneWeights` does, or when sparsities do not ascend
 * @example
 * const recover = (model, plugin) => new Trainer({ ...options, model, plugins: [plugin] }).train();
 * await pruneIteratively(model, { criterion: weightMagnitude(), sparsities: [0.3, 0.5, 0.7], recover, evaluate });
 */
export async function pruneIteratively(
  model: BertModelWithHead,
  options: IterativePruningOptions,
): Promise<PruningRound[]> {
  checkSparsities(options.sparsities);
  const rounds: PruningRound[] = [];
  for (const [round, sparsity] of options.sparsities.entries()) {
    const report = await pruneOnce(model, options, sparsity);
    const figureBefore = await options.evaluate(model);
    await options.recover(model, holdZeros(matricesOf(options)), round);
    const figureAfter = await options.evaluate(model);
    rounds.push({ sparsity: report.sparsity, zeros: report.zeros, figureBefore, figureAfter });
  }
  return rounds;
}

async function pruneOnce(
  model: BertModelWithHead,
  options: IterativePruningOptions,
  sparsity: number,
): Promise<WeightReport> {
  const { criterion, scope = 'global', data } = options;
  const withData = data === undefined ? {} : { data: data() };
  return await pruneWeights(model, { criterion, sparsity, scope, ...matricesOf(options), ...withData });
}

function matricesOf({ matrices }: Pick<IterativePruningOptions, 'matrices'>): { matrices?: readonly string[] } {
  return matrices === undefined ? {} : { matrices };
}

function checkSparsities(sparsities: readonly number[]): void {
  for (const sparsity of sparsities) checkSelection({ sparsity });
  const isAscending = sparsities.every(
    (sparsity, round) => round === 0 || sparsity > (sparsities[round - 1] as number),
  );
  if (sparsities.length > 0 && isAscending) return;
  const message = `iterative pruning: sparsities are ${sparsities.join(', ') || 'none'}, expected one or more that ascend`;
  throw new ConfigError(message, { sparsities });
}
