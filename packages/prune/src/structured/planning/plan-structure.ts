/**
 * From scores and a budget to a plan: which heads and units of which layers stay, so that the least importance is lost for what has to be
 * saved. Costs of parameters, bytes and operations are exact. Milliseconds come from a table that is measured on this machine, and the model
 * that they promise is measured too; where it is not as promised, the plan is made again with what was learned.
 *
 * The idea of a measured table in place of a formula is from H. Shen et al., "Structural pruning via latency-saliency knapsack", NeurIPS 2022
 * (there solved as a knapsack; greedy removal by the ratio is its usual approximation: G. Dantzig, 1957), and, for BERT, E. Kurtic,
 * E. Frantar, D. Alistarh, "ZipLM: inference-aware structured pruning of language models", NeurIPS 2023.
 */
import type { BertInferenceModel } from '@bertsmith/bert-core';
import type { Backend } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import { checkScores, type UnitScores } from '../importance/unit-scores.js';
import type { StructurePlan } from '../surgery/structure-plan.js';
import type { LatencyMeter } from './latency-meter.js';
import type { LatencyTable } from './latency-table.js';
import { type MeasuredLatency, planByLatency } from './plan-by-latency.js';
import { planOfSteps } from './plan-of-steps.js';
import { removalChains } from './removal-chain.js';
import { removeGreedily } from './remove-greedily.js';
import { impossibleBudget, readBudget, type StructureBudget } from './structure-budget.js';
import {
  type BatchSizes,
  BYTES_PER_PARAMETER,
  flopCosts,
  parameterCosts,
  type StructureCosts,
} from './structure-costs.js';
import { reportWithCosts, type StructureReport } from './structure-report.js';

/** What {@link planStructure} is given. */
export interface PlanStructureOptions extends Partial<BatchSizes> {
  /** How much each head and unit matters, in numbers that may be compared with one another: those of `maskFisher` may. */
  readonly importance: UnitScores;
  readonly budget: StructureBudget;
  /** What may go. Default both. */
  readonly parts?: readonly ('heads' | 'units')[];
  /** Units go in blocks, so that what is left is a multiple of this, which kernels like. Default 32. */
  readonly unitMultiple?: number;
  /** Rows of the batch that operations and times are for. Default 1. */
  readonly batchSize?: number;
  /** Tokens of each of its rows. Default 128. */
  readonly sequenceLength?: number;
  /** What measures times, for budgets of these, unless there is a `meter`. */
  readonly backend?: Backend;
  /** Of the measured runs. Default: the backend's. */
  readonly threads?: number;
  /** Another way to measure: another machine's, or a test's. Default: medians of the backend's runs. */
  readonly meter?: LatencyMeter;
  /** The model that a speedup is counted from: one from which something is gone already has to become less faster. Default: the model. */
  readonly baseline?: BertInferenceModel;
  /** A table that was measured before, at the same sizes. Default: measured anew. */
  readonly table?: LatencyTable;
}

/** What {@link planStructure} found. */
export interface PlannedStructure {
  /** For `applyStructure`. */
  readonly plan: StructurePlan;
  readonly report: StructureReport;
  /** What was measured, where the budget is one of time. */
  readonly latency?: MeasuredLatency;
}

/** How a plan is made, whatever of: what has a default is filled in. */
export type PlanningOptions = Omit<PlanStructureOptions, 'importance'> &
  BatchSizes &
  Required<Pick<PlanStructureOptions, 'unitMultiple' | 'parts'>>;

/** {@link PlanStructureOptions} with the defaults filled in. */
export type CompletePlanOptions = PlanningOptions & Pick<PlanStructureOptions, 'importance'>;

const PARTS: readonly ('heads' | 'units')[] = ['heads', 'units'];

/**
 * A plan that keeps to a budget. At least one head, and `unitMultiple` units or as many as there are, stay in a layer; layers and words are
 * not taken out. The same scores and measurements give the same plan.
 *
 * @throws ConfigError when an option is out of range, scores are not those of the model, times are asked for with nothing that measures, or
 *   the budget cannot be met: then `details.closest` says what can
 * @throws BackendError when a model cannot be measured
 * @example
 * const importance = await scoreUnits(model, maskFisher(), { backend, batches });
 * const { plan, report, latency } = await planStructure(model, { importance, budget: { speedup: 1.8 }, backend });
 * const smaller = applyStructure(model, plan);
 */
export async function planStructure(
  model: BertInferenceModel,
  options: PlanStructureOptions,
): Promise<PlannedStructure> {
  const complete = { ...completePlanOptions(options), importance: options.importance };
  checkScores(model.config, options.importance, 'planStructure: importance');
  checkPlanningOptions(model, complete);
  const { kind } = readBudget(options.budget);
  const flops = flopCosts(model, complete);
  if (kind === 'milliseconds' || kind === 'speedup') {
    const { plan, latency } = await planByLatency(model, complete, flops);
    return { plan, latency, report: reportWithCosts(model, plan, complete, flops) };
  }
  const plan = planByCosts(model, complete, flops);
  return { plan, report: reportWithCosts(model, plan, complete, flops) };
}

/** The options with defaults for what is not there. */
export function completePlanOptions(options: Omit<PlanStructureOptions, 'importance'>): PlanningOptions {
  return { parts: PARTS, unitMultiple: 32, batchSize: 1, sequenceLength: 128, ...options };
}

function planByCosts(model: BertInferenceModel, options: CompletePlanOptions, flops: StructureCosts): StructurePlan {
  const { kind, amount } = readBudget(options.budget);
  const costs = kind === 'flops' ? flops : parameterCosts(model);
  const unit = kind === 'bytes' ? BYTES_PER_PARAMETER : 1;
  const chains = removalChains(options.importance, options, (part, layer, count) => {
    return count * costOfOne(costs, part, layer);
  });
  const removable = chains.reduce((sum, chain) => sum + (chain.costs[0] as number), 0);
  const { steps, cost } = removeGreedily(chains, costs.total - removable, amount / unit);
  if (cost * unit <= amount) return planOfSteps(model.config, chains, steps);
  throw impossibleBudget({ kind, amount, closest: cost * unit });
}

function costOfOne({ perHead, perUnit }: StructureCosts, part: 'heads' | 'units', layer: number): number {
  return (part === 'heads' ? perHead : perUnit)[layer] as number;
}

/** @throws ConfigError when an option is out of range */
export function checkPlanningOptions({ config }: BertInferenceModel, options: PlanningOptions): void {
  for (const name of ['unitMultiple', 'batchSize', 'sequenceLength'] as const) {
    if (Number.isInteger(options[name]) && options[name] >= 1) continue;
    const message = `planStructure: ${name} is ${options[name]}, expected a whole number from 1`;
    throw new ConfigError(message, { [name]: options[name] });
  }
  if (options.parts.length === 0 || options.parts.some((part) => !PARTS.includes(part))) {
    const message = `planStructure: parts are [${options.parts}], expected some of ${PARTS.join(', ')}`;
    throw new ConfigError(message, { parts: options.parts });
  }
  const { sequenceLength } = options;
  if (sequenceLength <= config.maxPositionEmbeddings) return;
  const message = `planStructure: sequenceLength is ${sequenceLength}, the model takes ${config.maxPositionEmbeddings} tokens`;
  throw new ConfigError(message, { sequenceLength, maxPositionEmbeddings: config.maxPositionEmbeddings });
}
