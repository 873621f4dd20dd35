/** What takes something out of a model while it is trained. */
import { type BertModelWithHead, intermediateSizeOf, numHeadsOf } from '@bertsmith/bert-core';
import {
  applyStructure,
  blockPruning,
  cubicSparsity,
  type StructurePlan,
  type WeightSelection,
  weightPruning,
  wholeStructure,
} from '@bertsmith/prune';
import type { TrainingPlugin } from '@bertsmith/train';
import type { CutModel, CuttingContext } from './cut-model.js';
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
  const density = await decisions.settle('density', () => densityFor(target, cut, context));
  note(`blocks: ${(100 * density).toFixed(1)} % of heads and units are left at the end`);
  const plugin = blockPruning({ headDensity: density, unitDensity: density, unitMultiple: UNIT_MULTIPLE });
  return { plugins: [plugin], finishModel: (model) => applyStructure(model, plugin.plan()) };
}

/** The same share in each layer; which ones of all are left is known only at the end. */
async function densityFor(target: PruningTarget, cut: CutModel, context: CuttingContext): Promise<number> {
  const densityAt = (step: number) => (DENSITIES - step) / DENSITIES;
  const modelAt = (step: number) => applyStructure(cut.model, uniformStructure(cut.model, densityAt(step)));
  return densityAt(await firstThatMeets(target, { models: DENSITIES, modelAt }, cut, context));
}

function uniformStructure({ config }: BertModelWithHead, density: number): StructurePlan {
  const shareOf = (count: number, multiple: number) =>
    Math.min(count, Math.max(1, Math.round((density * count) / multiple)) * multiple);
  const layers = wholeStructure(config).layers.map(({ layer, heads, units }) => ({
    layer,
    heads: heads.slice(0, shareOf(numHeadsOf(config, layer), 1)),
    units: units.slice(0, shareOf(intermediateSizeOf(config, layer), UNIT_MULTIPLE)),
  }));
  return { layers };
}
