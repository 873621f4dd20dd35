import type { BertModelWithHead } from '@bertsmith/bert-core';
import {
  applyStructure,
  maskFisher,
  planInRounds,
  type StructureBudget,
  type StructurePlan,
  scoreUnits,
} from '@bertsmith/prune';
import type { LoadedTask } from '../../task/load-task.js';
import type { CutModel, CuttingContext } from '../cut-model.js';
import { isStructurePlan } from '../decided-values.js';
import { describeStructure, modelStructure } from '../describe-structure.js';
import { explainMiss } from '../explain-miss.js';
import { isOfTime, type PruningTarget, parametersAtSparsity, structureTarget } from '../pruning-target.js';
import { scoringBatches, scoringExamples } from '../scoring-rows.js';
import { createTargetMeter } from '../target-meter.js';

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
  const { threads, maxLength, method } = options;
  const examples = scoringExamples(loaded as LoadedTask, cut.tokenizer, maxLength);
  let round = 0;
  const score = (model: BertModelWithHead) => {
    note(`scoring heads and units by the Fisher information of their masks, ${++round} of ${ROUNDS}`);
    return scoreUnits(model, maskFisher(), { backend, batches: scoringBatches(examples, context), threads });
  };
  const timing = isOfTime(target) ? await createTargetMeter(context, cut) : undefined;
  const parts = (['heads', 'units'] as const).filter((part) => method.includes(PART_METHODS[part]));
  const budget = budgetFor(target, cut, context);
  const baseline = context.original.model;
  const planning = planInRounds(cut.model, { score, rounds: ROUNDS, budget, parts, baseline, ...timing });
  const { plan } = await planning.catch((error: unknown) => {
    throw explainMiss(error, target, { cut, context });
  });
  return plan;
}

/** What is left is scored anew after each. */
const ROUNDS = 8;

const PART_METHODS = { heads: 'heads', units: 'ffn' } as const;

function budgetFor({ kind, amount }: PruningTarget, cut: CutModel, context: CuttingContext): StructureBudget {
  switch (kind) {
    case 'speedup':
      return { speedup: amount };
    case 'milliseconds':
      return { milliseconds: amount };
    case 'parameters':
      return { parameters: amount };
    case 'sparsity':
      return { parameters: parametersAtSparsity(amount, context.original.model, cut.model) };
  }
}
