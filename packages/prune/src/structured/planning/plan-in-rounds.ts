/**
 * A plan that is made a little at a time. Scores say what the loss does when one head or unit goes, not when many do: of two that do the
 * same work both look needless, and what is left after the first is not. So a part of what is to go goes, what is left is scored anew, and so
 * on (P. Molchanov et al., "Pruning convolutional neural networks for resource efficient inference", ICLR 2017, section 2).
 */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { UnitScores } from '../importance/unit-scores.js';
import { applyStructure } from '../surgery/apply-structure.js';
import { composePlans } from '../surgery/compose-plans.js';
import { wholeStructure } from '../surgery/structure-plan.js';
import { measureModels } from './latency-meter.js';
import { type MeasuredLatency, meterOf } from './plan-by-latency.js';
import {
  checkPlanningOptions,
  completePlanOptions,
  type PlannedStructure,
  type PlanningOptions,
  type PlanStructureOptions,
  planStructure,
} from './plan-structure.js';
import { type BudgetKind, impossibleBudget, readBudget, type StructureBudget } from './structure-budget.js';
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
 * As {@link planStructure}, with scores of what each round leaves. In each the same share of what is there is saved; a model that
 * meets the budget as it is has one round. The model stays as it is.
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
  const complete = completePlanOptions(options);
  checkPlanningOptions(model, complete);
  const { kind, amount } = readBudget(options.budget);
  const whole = await amountOf(kind, model, complete);
  const isMet = kind === 'speedup' ? whole >= amount : whole <= amount;
  let current = model;
  let plan = wholeStructure(model.config);
  let latency: MeasuredLatency | undefined;
  for (const wanted of isMet ? [amount] : stepsTowards(amount, whole, rounds)) {
    const table = latency?.table ?? options.table;
    const planned = await planStructure(current, {
      ...{ baseline: model, ...options, importance: await score(current) },
      budget: { [kind]: wanted } as unknown as StructureBudget,
      ...(table !== undefined && { table }),
    }).catch((error: unknown) => {
      throw ofWholeBudget(error, kind, amount);
    });
    plan = composePlans(plan, planned.plan);
    current = applyStructure(current, planned.plan);
    latency = planned.latency && addTrials(planned.latency, latency);
  }
  const report = structureReport(model, plan, complete);
  if (latency === undefined) return { plan, report };
  // A time is not measured against anything: what the last round was made of is not what was given.
  return { plan, report, latency: kind === 'milliseconds' ? { ...latency, beforeMs: whole } : latency };
}

function addTrials(latency: MeasuredLatency, earlier: MeasuredLatency | undefined): MeasuredLatency {
  return { ...latency, trials: latency.trials + (earlier?.trials ?? 0) };
}

/** From what the whole costs to what it may, by the same factor each time; the last is what was asked for, to the bit. */
function stepsTowards(amount: number, whole: number, rounds: number): number[] {
  return Array.from({ length: rounds }, (_, index) => {
    const round = index + 1;
    return round === rounds ? amount : whole * (amount / whole) ** (round / rounds);
  });
}

/** What the model costs before anything goes, in the unit of a budget. */
async function amountOf(kind: BudgetKind, model: BertModelWithHead, options: PlanningOptions): Promise<number> {
  const { baseline = model } = options;
  switch (kind) {
    case 'parameters':
      return model.arena.parameterCount;
    case 'bytes':
      return BYTES_PER_PARAMETER * model.arena.parameterCount;
    case 'flops':
      return modelFlops(model, options);
    case 'milliseconds':
      return (await measureModels(meterOf(options), [model]))[0] as number;
    case 'speedup': {
      if (baseline === model) return 1;
      const [modelMs, baselineMs] = (await measureModels(meterOf(options), [model, baseline])) as [number, number];
      return Math.max(1, baselineMs / modelMs);
    }
  }
}

/** What a round may not have, the whole plan may not have either: the error names what was asked for, and not that round's part of it. */
function ofWholeBudget(error: unknown, kind: BudgetKind, amount: number): unknown {
  const closest = ConfigError.isInstance(error) ? error.details.closest : undefined;
  return typeof closest === 'number' ? impossibleBudget({ kind, amount, closest }) : error;
}
