/** Plans by measured time: a promise from the table, the model that it is made for, and the promise made again with what that one took. */
import { type BertInferenceModel, intermediateSizeOf } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { resizeModel } from '../surgery/resize-model.js';
import type { StructurePlan } from '../surgery/structure-plan.js';
import { structuredConfig } from '../surgery/structured-config.js';
import { createLatencyMeter, type LatencyMeter, measureModels } from './latency-meter.js';
import { interpolate, type LatencyTable, measureLatencyTable } from './latency-table.js';
import { planOfSteps } from './plan-of-steps.js';
import type { CompletePlanOptions, PlanningOptions } from './plan-structure.js';
import { type PartCost, type RemovalChain, removalChains } from './removal-chain.js';
import { removeGreedily } from './remove-greedily.js';
import { impossibleBudget, readBudget } from './structure-budget.js';
import type { StructureCosts } from './structure-costs.js';

/** What was measured for a plan. */
export interface MeasuredLatency {
  /** Milliseconds of a run of the model, for a speedup of the baseline that it is counted from, and of the planned one, measured by turns. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** What the table said of a layer, for further plans. */
  readonly table: LatencyTable;
  /** How many models were tried, in all rounds. */
  readonly trials: number;
}

/** Milliseconds of a run of what a plan is made for and held against. */
interface Times {
  readonly modelMs: number;
  readonly baselineMs: number;
}

/** A plan, and what its model took. */
interface Trial {
  readonly steps: readonly number[];
  readonly plan: StructurePlan;
  readonly times: Times;
  readonly afterMs: number;
  /** Milliseconds that it was to take at most: for a speedup, a share of what the baseline took beside it. */
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

/** Plans that are measured before the target is given up. */
const LAST_TRIAL = 20;

/** While none was fast enough, the next saves more than all before by this factor at least, whatever a noisy measurement says. */
const NEXT_SAVING = 1.05;

/** @throws ConfigError when nothing measures, or no model that was tried is fast enough */
export async function planByLatency(
  model: BertInferenceModel,
  options: CompletePlanOptions,
  flops: StructureCosts,
): Promise<{ readonly plan: StructurePlan; readonly latency: MeasuredLatency }> {
  const meter = meterOf(options);
  const { table = await measureLatencyTable(model.config, meter, { ...options, units: widestLayer(model) }) } = options;
  const chains = removalChains(options.importance, options, partCost(table, flops));
  const trials = await tryPlans({ model, chains, meter, options });
  const [best] = trials.filter(isMet).sort((a, b) => a.lost - b.lost);
  if (best === undefined) throw impossible(trials, options);
  const { plan, times, afterMs } = best;
  return { plan, latency: { beforeMs: times.baselineMs, afterMs, table, trials: trials.length } };
}

interface Search {
  readonly model: BertInferenceModel;
  readonly chains: readonly RemovalChain[];
  readonly meter: LatencyMeter;
  readonly options: CompletePlanOptions;
}

/** Tries until a plan is fast enough and not much faster than that, or nothing new comes of it. */
async function tryPlans(search: Search): Promise<Trial[]> {
  const { chains, options } = search;
  const trials: Trial[] = [];
  const all = promisedBy(chains, lastSteps(chains));
  let { times } = await measureBeside(search);
  /** The share of what the table promises to save that is believed. */
  let belief = 1;
  while (trials.length < (trials.some(isMet) ? MAXIMUM_TRIALS : LAST_TRIAL)) {
    const least = trials.some(isMet) ? 0 : Math.max(0, ...trials.map(({ steps }) => promisedBy(chains, steps)));
    const wantedMs = Math.max(NEXT_SAVING * least, (times.modelMs - targetOf(options, times)) / belief);
    const steps = wantedMs > all ? lastSteps(chains) : stepsToSave(chains, wantedMs);
    // A plan that was too slow asks for one that saves more, so what comes out again is one of which a faster one is known.
    if (trials.some((trial) => trial.steps.join() === steps.join())) break;
    const trial = await measureTrial(search, steps, times);
    trials.push(trial);
    if (isMet(trial) && trial.afterMs >= trial.targetMs * (1 - SLACK)) break;
    times = trial.times;
    const realized = (times.modelMs - trial.afterMs) / promisedBy(chains, steps);
    belief = realized > 0 && Number.isFinite(realized) ? realized : belief / 2;
  }
  return trials;
}

async function measureTrial(search: Search, steps: readonly number[], last: Times): Promise<Trial> {
  const { model, chains, options } = search;
  const plan = planOfSteps(model.config, chains, steps);
  const lost = chains.reduce((sum, chain, index) => sum + (chain.lost[steps[index] as number] as number), 0);
  const trial = { steps, plan, lost };
  // What is not changed is as fast as it is.
  if (steps.every((step) => step === 0)) {
    return { ...trial, times: last, afterMs: last.modelMs, targetMs: targetOf(options, last) };
  }
  const smaller = resizeModel(model, structuredConfig(model.config, plan));
  const { times, othersMs } = await measureBeside(search, [smaller]);
  return { ...trial, times, afterMs: othersMs[0] as number, targetMs: targetOf(options, times) };
}

/** The model, what a speedup is counted from, and others, by turns. */
async function measureBeside(
  { model, meter, options }: Search,
  others: readonly BertInferenceModel[] = [],
): Promise<{ readonly times: Times; readonly othersMs: readonly number[] }> {
  const isSpeedup = readBudget(options.budget).kind === 'speedup';
  const { baseline = model } = isSpeedup ? options : {};
  const first = baseline === model ? [model] : [model, baseline];
  const measured = await measureModels(meter, [...first, ...others]);
  const [modelMs, baselineMs] = [measured[0] as number, measured[first.length - 1] as number];
  return { times: { modelMs, baselineMs }, othersMs: measured.slice(first.length) };
}

function isMet({ afterMs, targetMs }: Trial): boolean {
  return afterMs <= targetMs * (1 + TOLERANCE);
}

function targetOf({ budget }: CompletePlanOptions, { baselineMs }: Times): number {
  const { kind, amount } = readBudget(budget);
  return kind === 'speedup' ? baselineMs / amount : amount;
}

function lastSteps(chains: readonly RemovalChain[]): number[] {
  return chains.map(({ costs }) => costs.length - 1);
}

function stepsToSave(chains: readonly RemovalChain[], savedMs: number): readonly number[] {
  const removableMs = chains.reduce((sum, { costs }) => sum + (costs[0] as number), 0);
  return removeGreedily(chains, 0, removableMs - savedMs).steps;
}

/** Milliseconds that the table says are saved by so many steps. */
function promisedBy(chains: readonly RemovalChain[], steps: readonly number[]): number {
  return chains.reduce((sum, { costs }, index) => {
    return sum + (costs[0] as number) - (costs[steps[index] as number] as number);
  }, 0);
}

/** The table is of a layer that computes all tokens; one that computes less saves less, in proportion to its operations. */
function partCost(table: LatencyTable, { perHead, perUnit }: StructureCosts): PartCost {
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

/** @throws ConfigError when nothing measures */
export function meterOf({ meter, backend, ...options }: PlanningOptions): LatencyMeter {
  if (meter !== undefined) return meter;
  if (backend !== undefined) return createLatencyMeter({ ...options, backend });
  throw new ConfigError('planStructure: a budget of time is measured: give it a backend, or a meter of your own', {
    budget: options.budget,
  });
}

function impossible(trials: readonly Trial[], { budget }: CompletePlanOptions): ConfigError {
  const { kind, amount } = readBudget(budget);
  const shareOf = ({ afterMs, times }: Trial) => afterMs / times.baselineMs;
  const [fastest] = trials.toSorted((a, b) => shareOf(a) - shareOf(b)) as [Trial];
  const closest = kind === 'speedup' ? 1 / shareOf(fastest) : fastest.afterMs;
  return impossibleBudget({ kind, amount, closest });
}
