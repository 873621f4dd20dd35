/** Plans by measured time: a promise from the table, the model that it is made for, and the promise made again with what that one took. */
import { type BertInferenceModel, intermediateSizeOf } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { resizeModel } from '../surgery/resize-model.js';
import type { StructurePlan } from '../surgery/structure-plan.js';
import { structuredConfig } from '../surgery/structured-config.js';
import { createLatencyMeter, type LatencyMeter, measureModels } from './latency-meter.js';
import { interpolate, type LatencyTable, measureLatencyTable } from './latency-table.js';
import { planOfSteps } from './plan-of-steps.js';
import type { CompletePlanOptions } from './plan-structure.js';
import { type PartCost, type RemovalChain, removalChains } from './removal-chain.js';
import { removeGreedily } from './remove-greedily.js';
import { impossibleBudget, readBudget } from './structure-budget.js';
import { flopCosts } from './structure-costs.js';

/** What was measured for a plan. */
export interface MeasuredLatency {
  /** Milliseconds of a run of the whole model, and of the planned one, measured by turns. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** What the table said of a layer, for further plans. */
  readonly table: LatencyTable;
  /** How many models were tried. */
  readonly trials: number;
}

/** A plan, and what its model took. */
interface Trial {
  readonly plan: StructurePlan;
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Milliseconds that it was to take at most: for a speedup, a share of what the whole one took beside it. */
  readonly targetMs: number;
  /** The importance that is gone. */
  readonly lost: number;
}

/** What is measured is not what it was a moment ago: so much above the target is still on it. */
const TOLERANCE = 0.02;

/** A model that is faster than the target by more than this share could keep more. */
const SLACK = 0.05;

/** Plans that are measured before the best of them is taken. */
const MAXIMUM_TRIALS = 5;

/** @throws ConfigError when nothing measures, or no model that was tried is fast enough */
export async function planByLatency(
  model: BertInferenceModel,
  options: CompletePlanOptions,
): Promise<{ readonly plan: StructurePlan; readonly latency: MeasuredLatency }> {
  const meter = meterOf(options);
  const { table = await measureLatencyTable(model.config, meter, { ...options, units: widestLayer(model) }) } = options;
  const chains = removalChains(options.importance, options.unitMultiple, partCost(model, table, options));
  const trials = await tryPlans(model, { chains, meter, options });
  const met = trials.filter(({ afterMs, targetMs }) => afterMs <= targetMs * (1 + TOLERANCE));
  const [best] = met.toSorted((a, b) => a.lost - b.lost);
  if (best === undefined) throw impossible(trials, options);
  const { plan, beforeMs, afterMs } = best;
  return { plan, latency: { beforeMs, afterMs, table, trials: trials.length } };
}

interface Search {
  readonly chains: readonly RemovalChain[];
  readonly meter: LatencyMeter;
  readonly options: CompletePlanOptions;
}

/** Tries until one is fast enough and not much faster than that, or nothing new comes of it. */
async function tryPlans(model: BertInferenceModel, { chains, meter, options }: Search): Promise<Trial[]> {
  const { kind, amount } = readBudget(options.budget);
  const trials: Trial[] = [];
  const tried = new Set<string>();
  const removableMs = chains.reduce((sum, { costs }) => sum + (costs[0] as number), 0);
  let [beforeMs] = await measureModels(meter, [model]);
  /** The share of what the table promises to save that is really saved. */
  let kept = 1;
  while (trials.length < MAXIMUM_TRIALS) {
    const wantedMs = kind === 'speedup' ? (beforeMs as number) / amount : amount;
    const promisedMs = ((beforeMs as number) - wantedMs) / kept;
    const { steps, cost } = removeGreedily(chains, 0, removableMs - promisedMs);
    if (tried.has(steps.join())) break;
    tried.add(steps.join());
    const plan = planOfSteps(model.config, chains, steps);
    const smaller = resizeModel(model, structuredConfig(model.config, plan));
    const [before, afterMs] = (await measureModels(meter, [model, smaller])) as [number, number];
    beforeMs = before;
    const targetMs = kind === 'speedup' ? before / amount : amount;
    trials.push({ plan, beforeMs: before, afterMs, targetMs, lost: lostBy(chains, steps) });
    if (afterMs <= targetMs * (1 + TOLERANCE) && afterMs >= targetMs * (1 - SLACK)) break;
    const realized = (before - afterMs) / (removableMs - cost);
    if (!(realized > 0 && Number.isFinite(realized))) break;
    kept = realized;
  }
  return trials;
}

function lostBy(chains: readonly RemovalChain[], steps: readonly number[]): number {
  return chains.reduce((sum, { lost }, chain) => sum + (lost[steps[chain] as number] as number), 0);
}

/** The table is of a layer that computes all tokens; one that computes less saves less, in proportion to its operations. */
function partCost(model: BertInferenceModel, table: LatencyTable, options: CompletePlanOptions): PartCost {
  const { perHead, perUnit } = flopCosts(model, options);
  const shareOf = (costs: readonly number[]) => {
    const largest = Math.max(...costs);
    return costs.map((cost) => (largest === 0 ? 0 : cost / largest));
  };
  const shares = { heads: shareOf(perHead), units: shareOf(perUnit) };
  return (kind, layer, count) => (shares[kind][layer] as number) * interpolate(table[kind], count);
}

function widestLayer({ config }: BertInferenceModel): number {
  return Math.max(...Array.from({ length: config.numHiddenLayers }, (_, layer) => intermediateSizeOf(config, layer)));
}

function meterOf({ meter, backend, ...options }: CompletePlanOptions): LatencyMeter {
  if (meter !== undefined) return meter;
  if (backend !== undefined) return createLatencyMeter({ ...options, backend });
  throw new ConfigError('planStructure: a budget of time is measured: give it a backend, or a meter of your own', {
    budget: options.budget,
  });
}

function impossible(trials: readonly Trial[], { budget }: CompletePlanOptions): ConfigError {
  const { kind, amount } = readBudget(budget);
  const [fastest] = trials.toSorted((a, b) => a.afterMs / a.beforeMs - b.afterMs / b.beforeMs) as [Trial];
  const closest = kind === 'speedup' ? fastest.beforeMs / fastest.afterMs : fastest.afterMs;
  return impossibleBudget({ kind, amount, closest, of: 'the fastest structure that was measured' });
}
