import type { BertModelWithHead } from '@bertsmith/bert-core';
import {
  applyStructure,
  maskGradient,
  planStructure,
  type StructureBudget,
  type StructurePlan,
  scoreUnits,
} from '@bertsmith/prune';
import type { LoadedTask } from '../../task/load-task.js';
import type { CutModel, CuttingContext } from '../cut-model.js';
import { isStructurePlan } from '../decided-values.js';
import { describeStructure, modelStructure } from '../describe-structure.js';
import { type BegunCut, explainMiss } from '../explain-miss.js';
import { isOfTime, type PruningTarget, parametersAtSparsity, structureTarget } from '../pruning-target.js';
import { scoringBatches, scoringExamples } from '../scoring-rows.js';
import { createTargetMeter, type TargetMeter } from '../target-meter.js';

/** The heads and units go that matter least for the loss on training rows, as many as the target asks for. */
export async function removeUnits(cut: CutModel, context: CuttingContext): Promise<CutModel> {
  const { decisions, note } = context;
  const plan = await decisions.settle('structure', {
    decide: () => planUnits(cut, context),
    isValid: isStructurePlan,
    expected: 'the heads and units of layers',
  });
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
  const timing = isOfTime(target) ? await createTargetMeter(context, cut) : undefined;
  if (timing !== undefined) note('measuring how long layers of some sizes take');
  const parts = (['heads', 'units'] as const).filter((part) => options.method.includes(PART_METHODS[part]));
  const speedup = target.kind === 'speedup' ? await speedupSoFar(context.original.model, cut.model, timing) : 1;
  const begun = { speedup, cut, context };
  const budget = budgetFor(target, begun);
  const { plan } = await planStructure(cut.model, { importance, budget, parts, ...timing }).catch((error: unknown) => {
    throw explainMiss(error, target, begun);
  });
  return plan;
}

const PART_METHODS = { heads: 'heads', units: 'ffn' } as const;

function budgetFor({ kind, amount }: PruningTarget, { speedup, cut, context }: BegunCut): StructureBudget {
  switch (kind) {
    case 'speedup':
      return { speedup: Math.max(1, amount / speedup) };
    case 'milliseconds':
      return { milliseconds: amount };
    case 'parameters':
      return { parameters: amount };
    case 'sparsity':
      return { parameters: parametersAtSparsity(amount, context.original.model, cut.model) };
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
