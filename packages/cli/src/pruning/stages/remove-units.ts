import type { BertModelWithHead } from '@bertsmith/bert-core';
import {
  applyStructure,
  maskGradient,
  planStructure,
  type StructureBudget,
  type StructurePlan,
  scoreUnits,
} from '@bertsmith/prune';
import { ConfigError } from '@bertsmith/tensor';
import type { LoadedTask } from '../../task/load-task.js';
import type { CutModel, CuttingContext } from '../cut-model.js';
import { describeStructure, modelStructure } from '../describe-structure.js';
import {
  isOfTime,
  missedTarget,
  type PruningTarget,
  parametersAtSparsity,
  sparsityAtParameters,
  structureTarget,
} from '../pruning-target.js';
import { scoringBatches, scoringExamples } from '../scoring-rows.js';
import { createTargetMeter, type TargetMeter } from '../target-meter.js';

/** The heads and units go that matter least for the loss on training rows, as many as the target asks for. */
export async function removeUnits(cut: CutModel, context: CuttingContext): Promise<CutModel> {
  const { decisions, note } = context;
  const plan = await decisions.settle('structure', () => planUnits(cut, context));
  const model = applyStructure(cut.model, plan);
  note(`heads and units: ${describeStructure(modelStructure(model.config))}`);
  return { ...cut, model };
}

async function planUnits(cut: CutModel, context: CuttingContext): Promise<StructurePlan> {
  const { options, loaded, backend, note } = context;
  const target = structureTarget(options) as PruningTarget;
  note('scoring heads and units by the gradients of their masks');
  const examples = scoringExamples(loaded as LoadedTask, cut.tokenizer, options.maxLength);
  const batches = scoringBatches(examples, context);
  const importance = await scoreUnits(cut.model, maskGradient(), { backend, batches, threads: options.threads });
  const timing = isOfTime(target) ? createTargetMeter(context, cut) : undefined;
  if (timing !== undefined) note('measuring how long layers of some sizes take');
  const parts = (['heads', 'units'] as const).filter((part) => options.method.includes(PART_METHODS[part]));
  const budget = await budgetFor(target, cut, timing, context);
  const { plan } = await planStructure(cut.model, { importance, budget, parts, ...timing }).catch((error: unknown) => {
    throw explain(error, target, cut, context);
  });
  return plan;
}

const PART_METHODS = { heads: 'heads', units: 'ffn' } as const;

async function budgetFor(
  { kind, amount }: PruningTarget,
  { model }: CutModel,
  timing: TargetMeter | undefined,
  { original }: CuttingContext,
): Promise<StructureBudget> {
  switch (kind) {
    case 'speedup':
      return { speedup: Math.max(1, amount / (await speedupSoFar(original.model, model, timing))) };
    case 'milliseconds':
      return { milliseconds: amount };
    case 'parameters':
      return { parameters: amount };
    case 'sparsity':
      return { parameters: parametersAtSparsity(amount, original.model, model) };
  }
}

/** Layers that went have made the model faster; words change nothing. */
async function speedupSoFar(
  original: BertModelWithHead,
  model: BertModelWithHead,
  timing: TargetMeter | undefined,
): Promise<number> {
  if (timing === undefined || model.config.numHiddenLayers === original.config.numHiddenLayers) return 1;
  const [before, now] = (await timing.meter.measure([original, model])) as [number, number];
  return before / now;
}

/** The planner knows parameters, where the user said a share. */
function explain(error: unknown, target: PruningTarget, { model }: CutModel, { original }: CuttingContext): unknown {
  const closest = ConfigError.isInstance(error) ? error.details.closest : undefined;
  if (typeof closest !== 'number') return error;
  if (target.kind !== 'sparsity') return missedTarget(target, closest);
  return missedTarget(target, sparsityAtParameters(closest, original.model, model));
}
