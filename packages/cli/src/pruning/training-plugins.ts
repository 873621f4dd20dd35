/** What takes something out of a model while it is trained. */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import {
  applyStructure,
  type BlockPruningOptions,
  blockPruning,
  cubicSparsity,
  evenStructure,
  type WeightSelection,
  weightPruning,
} from '@bertsmith/prune';
import type { TrainingPlugin } from '@bertsmith/train';
import type { CutModel, CuttingContext } from './cut-model.js';
import { isDensity } from './decided-values.js';
import type { PruneOptions } from './prune-options.js';
import { weightCriterion } from './pruning-methods.js';
import { type PruningTarget, structureTarget } from './pruning-target.js';
import { firstThatMeets } from './target-gauge.js';

/** A plugin, and what is to be done when the training is over. */
export interface PruningWhileTraining {
  readonly plugins: readonly TrainingPlugin[];
  readonly finishModel?: (model: BertModelWithHead) => BertModelWithHead;
}

/** Shares of heads and units that `blocks` is tried with: `1, 31/32, ..., 1/32`. */
const DENSITIES = 32;
/** Units of a layer stay in multiples of this. */
const UNIT_MULTIPLE = 32;

/** The plugin of the methods that prune while the model is trained; none when there is no such method. */
export async function pruningWhileTraining(cut: CutModel, context: CuttingContext): Promise<PruningWhileTraining> {
  const { options } = context;
  if (options.method.includes('blocks')) return await blocks(cut, context);
  const criterion = weightCriterion(options.method, options.seed);
  if (criterion === undefined) return { plugins: [] };
  const plugin = weightPruning({ criterion, schedule: cubicSparsity(), ...weightSelection(options) });
  return { plugins: [plugin] };
}

/** How many single weights go, by the options. */
export function weightSelection({ sparsity = 0, scope, pattern }: PruneOptions): WeightSelection {
  if (pattern !== undefined) return { pattern };
  return { sparsity, ...(scope !== undefined && { scope }) };
}

async function blocks(cut: CutModel, context: CuttingContext): Promise<PruningWhileTraining> {
  const { options, decisions, note } = context;
  const target = structureTarget(options) as PruningTarget;
  const density = await decisions.settle('density', {
    decide: () => densityFor(target, cut, context),
    isValid: isDensity,
    expected: 'a share above 0 and at most 1',
  });
  note(`blocks: ${(100 * density).toFixed(1)} % of heads and units are left at the end`);
  const plugin = blockPruning(blocksAt(density));
  return { plugins: [plugin], finishModel: (model) => applyStructure(model, plugin.plan()) };
}

/** The same share of both. */
function blocksAt(density: number): BlockPruningOptions {
  return { headDensity: density, unitDensity: density, unitMultiple: UNIT_MULTIPLE };
}

/** Where heads and units are left is known only at the end; how many, and so the size, is known now. */
async function densityFor(target: PruningTarget, cut: CutModel, context: CuttingContext): Promise<number> {
  const densityAt = (step: number) => (DENSITIES - step) / DENSITIES;
  const modelAt = (step: number) =>
    applyStructure(cut.model, evenStructure(cut.model.config, blocksAt(densityAt(step))));
  return densityAt(await firstThatMeets(target, { models: DENSITIES, modelAt }, cut, context));
}
