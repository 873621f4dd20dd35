/**
 * A plan that is made a little at a time. Scores say what the loss does when one head or unit goes, not when many do: of two that do the
 * same work both look needless, and what is left after the first is not. So a part of what is to go goes, what is left is scored anew, and so
 * on (P. Molchanov et al., "Pruning convolutional neural networks for resource efficient inference", ICLR 2017, section 2).
 */
import type { BertInferenceModel, BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { UnitScores } from '../importance/unit-scores.js';
import { applyStructure } from '../surgery/apply-structure.js';
import { composePlans } from '../surgery/compose-plans.js';
import { wholeStructure } from '../surgery/structure-plan.js';
import { measureModels } from './latency-meter.js';
import { meterOf } from './plan-by-latency.js';
import {
  completePlanOptions,
  type PlannedStructure,
  type PlanningOptions,
  type PlanStructureOptions,
  planStructure,
} from './plan-structure.js';
import { type BudgetKind, readBudget, type StructureBudget } from './structure-budget.js';
import { BYTES_PER_PARAMETER, modelFlops } from './structure-costs.js';
import { structureReport } from './structure-report.js';

/** What {@link planInRounds} is given. */
export interface PlanInRoundsOptions extends Omit<PlanStructureOptions, 'importance'> {
  /** How much each head and unit of a model matters, as {@link PlanStructureOptions.importance} has it; asked once in each round. */
  readonly score: (model: BertModelWithHead) => Promise<UnitScores> | UnitScores;
  /** From 1, which is `planStructure`. Default 8. */
  readonly rounds?: number;
}

const DEFAULT_ROUNDS = 8;

/**
 * As {@link planStructure}, with scores of what each round leaves. In each the same share of what is there is saved. The model stays as it is.
 *
 * @throws ConfigError, BackendError as `planStructure` does; ConfigError when `rounds` is out of range
 * @example
 * const score = (model: BertModelWithHead) => scoreUnits(model, maskFisher(), { backend, batches });
 * const { plan } = await planInRounds(model, { score, budget: { speedup: 1.8 }, backend });
 */
export async function planInRounds(
  model: BertModelWithHead,
  { score, rounds = DEFAULT_ROUNDS, ...options }: PlanInRoundsOptions,
): Promise<PlannedStructure> {
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new ConfigError(`planInRounds: rounds is ${rounds}, expected a whole number from 1`, { rounds });
  }
  const { baseline = model } = options;
  const { kind, amount } = readBudget(options.budget);
  const complete = completePlanOptions(options);
  const whole = await amountOf(kind, model, { ...complete, baseline });
  let current = model;
  let plan = wholeStructure(model.config);
  let latency: PlannedStructure['latency'];
  for (let round = 1; round <= rounds; round++) {
    // Of the last round it is what was asked for, to the bit.
    const wanted = round === rounds ? amount : whole * (amount / whole) ** (round / rounds);
    const budget = { [kind]: wanted } as unknown as StructureBudget;
    const table = latency?.table ?? options.table;
    const planned = await planStructure(current, {
      ...{ ...options, baseline, importance: await score(current), budget },
      ...(table !== undefined && { table }),
    });
    plan = composePlans(plan, planned.plan);
    current = applyStructure(current, planned.plan);
    latency = planned.latency;
  }
  const report = structureReport(model, plan, complete);
  return { plan, report, ...(latency !== undefined && { latency }) };
}

/** What the model costs before anything goes, in the unit of a budget. */
async function amountOf(
  kind: BudgetKind,
  model: BertModelWithHead,
  options: PlanningOptions & { readonly baseline: BertInferenceModel },
): Promise<number> {
  if (kind === 'parameters') return model.arena.parameterCount;
  if (kind === 'bytes') return BYTES_PER_PARAMETER * model.arena.parameterCount;
  if (kind === 'flops') return modelFlops(model, options);
  if (kind === 'speedup' && options.baseline === model) return 1;
  const [modelMs, baselineMs] = (await measureModels(meterOf(options), [model, options.baseline])) as [number, number];
  return kind === 'milliseconds' ? modelMs : Math.max(1, baselineMs / modelMs);
}
