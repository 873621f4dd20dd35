/**
 * How long a layer takes with fewer heads or units, measured for a few numbers of each. Both halves of a layer run one after the other, so
 * that their times add up: `T(heads, units) = T(all, all) - saved by fewer heads - saved by fewer units`, and some ten models tell what a
 * grid of them would.
 */
import { type BertConfig, BertModel, headSize } from '@bertsmith/bert-core';
import { type LatencyMeter, measureModels } from './latency-meter.js';

/** Times by numbers, ascending. */
export interface LatencyCurve {
  /** Numbers of heads or of units. */
  readonly counts: readonly number[];
  /** Milliseconds of a layer with so many, all of the other kind there. */
  readonly milliseconds: readonly number[];
}

/** Plain data: it can be kept and used again, on the machine that it is of. */
export interface LatencyTable {
  readonly heads: LatencyCurve;
  readonly units: LatencyCurve;
}

/** Layers of a model that is measured for the table: more than one, since one alone is short. */
const PROBE_LAYERS = 2;

/** Words of such a model. A table of words is no part of a layer. */
const PROBE_WORDS = 8;

/** The shares of heads and units that are measured, beside the least there may be. */
const MEASURED_SHARES = [0.25, 0.5, 0.75, 1];

/**
 * Measures a table for the layers of a model's width, with up to `numAttentionHeads` heads and `units` units.
 *
 * @param options.units the widest layer
 * @param options.unitMultiple units that a layer has at least; measured numbers are multiples of it
 */
export async function measureLatencyTable(
  config: BertConfig,
  meter: LatencyMeter,
  { units, unitMultiple }: { readonly units: number; readonly unitMultiple: number },
): Promise<LatencyTable> {
  const { numAttentionHeads } = config;
  const headCounts = measuredCounts(numAttentionHeads, 1);
  const unitCounts = measuredCounts(units, unitMultiple);
  const shapes = [
    ...headCounts.map((heads) => ({ heads, units })),
    ...unitCounts.map((each) => ({ heads: numAttentionHeads, units: each })),
  ];
  const times = await measureModels(
    meter,
    shapes.map((shape) => probeOf(config, shape)),
  );
  const perLayer = times.map((time) => time / PROBE_LAYERS);
  return {
    heads: { counts: headCounts, milliseconds: neverFalling(perLayer.slice(0, headCounts.length)) },
    units: { counts: unitCounts, milliseconds: neverFalling(perLayer.slice(headCounts.length)) },
  };
}

/** On the straight line between the measured neighbours, or on from the last two. */
export function interpolate({ counts, milliseconds }: LatencyCurve, count: number): number {
  const last = counts.length - 1;
  const next = counts.findIndex((each) => each >= count);
  const upper = Math.max(Math.min(1, last), next < 0 ? last : next);
  const lower = Math.max(0, upper - 1);
  const [low, high] = [counts[lower] as number, counts[upper] as number];
  const [below, above] = [milliseconds[lower] as number, milliseconds[upper] as number];
  return high === low ? above : below + ((above - below) * (count - low)) / (high - low);
}

/** The least, and some shares of all, rounded to multiples of the least; ascending, each once. */
function measuredCounts(all: number, least: number): number[] {
  const shares = MEASURED_SHARES.map((share) => Math.max(least, Math.round((share * all) / least) * least));
  return [...new Set([Math.min(least, all), ...shares.filter((count) => count < all), all])].sort((a, b) => a - b);
}

/** An encoder of some layers that are all of one shape, their matrices whole. */
function probeOf(config: BertConfig, { heads, units }: { readonly heads: number; readonly units: number }): BertModel {
  const gone = Array.from({ length: config.numAttentionHeads - heads }, (_, index) => heads + index);
  const layers = Array.from({ length: PROBE_LAYERS }, (_, layer) => layer);
  const probe = {
    ...config,
    vocabSize: PROBE_WORDS,
    padTokenId: 0,
    numHiddenLayers: PROBE_LAYERS,
    hiddenSize: config.numAttentionHeads * headSize(config),
    prunedHeads: Object.fromEntries(layers.map((layer) => [layer, gone])),
    intermediateSize: units,
    intermediateSizes: null,
    matrixRanks: {},
  };
  return new BertModel(probe, { hasPooler: false });
}

/** What fewer cannot take longer: where noise says so, the larger has the blame. */
function neverFalling(times: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY;
  return times
    .toReversed()
    .map((time) => (least = Math.min(least, time)))
    .reverse();
}
