import { type BertConfig, type BertInferenceModel, headSize, intermediateSizeOf } from '@bertsmith/bert-core';
import { graphCost } from '@bertsmith/graph';
import { presentHeads } from '../surgery/present-heads.js';
import { resizeModel } from '../surgery/resize-model.js';

/** Of float32. */
export const BYTES_PER_PARAMETER = 4;

/** The sizes of a batch that costs are for. */
export interface BatchSizes {
  /** Rows. */
  readonly batchSize: number;
  /** Tokens of each row. */
  readonly sequenceLength: number;
}

/** What a model costs, and of that each head and each feed-forward unit of each layer. All of it is linear in their numbers. */
export interface StructureCosts {
  readonly total: number;
  /** By layer: of one head. */
  readonly perHead: readonly number[];
  /** By layer: of one unit. */
  readonly perUnit: readonly number[];
}

/**
 * Parameters: those of query, key and value with their biases, and of the projection; of a row with its bias, and of a column. Of a factorized
 * matrix rows and columns are as long as its rank.
 */
export function parameterCosts({ config, arena }: BertInferenceModel): StructureCosts {
  const { hiddenSize, matrixRanks, numHiddenLayers } = config;
  const ranks = Array.from({ length: numHiddenLayers }, (_, layer) => matrixRanks[layer] ?? {});
  return {
    total: arena.parameterCount,
    perHead: ranks.map((of) => headSize(config) * (3 * hiddenSize + 3 + (of['attention.output.dense'] ?? hiddenSize))),
    perUnit: ranks.map((of) => (of['intermediate.dense'] ?? hiddenSize) + 1 + (of['output.dense'] ?? hiddenSize)),
  };
}

/**
 * Floating-point operations of the inference graph, by the cost rules of its ops. What a head or unit costs is found by leaving a head out of a layer, or giving
 * it back where there is one alone, and by adding a unit; where only the first token of the last layer is computed, it costs less there.
 */
export function flopCosts(model: BertInferenceModel, sizes: BatchSizes): StructureCosts {
  const { config } = model;
  const total = modelFlops(model, sizes);
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
  const flopsOf = (changed: BertConfig) => modelFlops(resizeModel(model, changed), sizes);
  return {
    total,
    perHead: layers.map((layer) => {
      if (config.numAttentionHeads === 1) return onlyHead(config, layer, flopsOf);
      return Math.abs(total - flopsOf(withOtherHeads(config, layer)));
    }),
    perUnit: layers.map((layer) => flopsOf(withUnit(config, layer)) - total),
  };
}

/** Floating-point operations of one run of a model's inference graph. */
export function modelFlops(model: BertInferenceModel, { batchSize, sequenceLength }: BatchSizes): number {
  const sizes = { batch: batchSize, sequence: sequenceLength, features: 1 };
  return graphCost(model.buildInferenceGraph(), sizes).flops;
}

/** With one head less in a layer; where there is one, with one more of those that were pruned. */
function withOtherHeads(config: BertConfig, layer: number): BertConfig {
  const { prunedHeads } = config;
  const present = presentHeads(config, layer);
  const pruned = prunedHeads[layer] ?? [];
  const changed = present.length === 1 ? pruned.slice(1) : [...pruned, present[0] as number];
  return { ...config, prunedHeads: { ...prunedHeads, [layer]: changed } };
}

/**
 * Of a model that never had more than one head, which cannot have none or two: cut into `k` heads, a head costs `a + b size / k`, and of two such cuts follow both.
 * A size with a single cut (2, or a prime) is taken to be all `b`.
 */
function onlyHead(config: BertConfig, layer: number, flopsOf: (changed: BertConfig) => number): number {
  const size = headSize(config);
  const [first, second] = Array.from({ length: size }, (_, index) => index + 1).filter((k) => k > 1 && size % k === 0);
  if (first === undefined) return 0;
  const costOfCut = (k: number) => {
    const heads = Array.from({ length: k }, (_, head) => head);
    const withHeads = (kept: number) => {
      const ofOthers = Array.from({ length: config.numHiddenLayers }, (_, each) => [each, heads.slice(1)]);
      const prunedHeads = { ...Object.fromEntries(ofOthers), [layer]: heads.slice(kept) };
      return flopsOf({ ...config, numAttentionHeads: k, prunedHeads });
    };
    return withHeads(2) - withHeads(1);
  };
  const ofFirst = costOfCut(first);
  if (second === undefined) return first * ofFirst;
  const perShare = (ofFirst - costOfCut(second)) / (1 / first - 1 / second);
  return Math.round(ofFirst + perShare * (1 - 1 / first));
}

function withUnit(config: BertConfig, layer: number): BertConfig {
  const sizes = Array.from({ length: config.numHiddenLayers }, (_, each) => intermediateSizeOf(config, each));
  return { ...config, intermediateSizes: sizes.with(layer, (sizes[layer] as number) + 1) };
}
