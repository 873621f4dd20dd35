/** A model from which structure is taken out, one method after the other. */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Backend } from '@bertsmith/graph';
import type { ModelDirectory } from '../model/load-model-directory.js';
import type { LoadedTask } from '../task/load-task.js';
import type { SettledOptions } from '../training/run-options.js';
import type { PruneOptions } from './prune-options.js';
import type { PruningDecisions } from './pruning-decisions.js';
import type { PruningMethod } from './pruning-methods.js';
import { removeLeastLayers } from './stages/remove-least-layers.js';
import { removeUnits } from './stages/remove-units.js';
import { removeWords } from './stages/remove-words.js';

/** A model, and what it has of the one that was given. */
export interface CutModel extends ModelDirectory<BertModelWithHead> {
  /** Ids that its words had, where some went. */
  readonly oldIds?: Int32Array;
}

/** What the stages know beside the model. */
export interface CuttingContext {
  readonly options: SettledOptions<PruneOptions>;
  /** The model that was given, as it was. */
  readonly original: ModelDirectory<BertModelWithHead>;
  /** Who teaches while it recovers, if somebody does: the same one, or another. */
  readonly teacher: BertModelWithHead | undefined;
  /** The rows of the task, if there is one. */
  readonly loaded: LoadedTask | undefined;
  readonly backend: Backend;
  readonly decisions: PruningDecisions;
  note(line: string): void;
}

/** Takes out what a method takes out. */
export type CuttingStage = (cut: CutModel, context: CuttingContext) => Promise<CutModel>;

const STAGES: readonly (readonly [methods: readonly PruningMethod[], stage: CuttingStage])[] = [
  [['vocabulary'], removeWords],
  [['layers'], removeLeastLayers],
  [['heads', 'ffn'], removeUnits],
];

/** All of what is taken out before anything is trained. The model that was given stays as it is. */
export async function cutModel(context: CuttingContext): Promise<CutModel> {
  let cut: CutModel = context.original;
  for (const [methods, stage] of STAGES) {
    if (methods.some((method) => context.options.method.includes(method))) cut = await stage(cut, context);
  }
  return cut;
}
