import { type BertConfig, type BertInferenceModel, headSize, intermediateSizeOf } from '@bertsmith/bert-core';
import { graphCost } from '@bertsmith/graph';
import { presentHeads } from '../surgery/present-heads.js';
import { resizeModel } from '../surgery/resize-model.js';

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
 * Floating-point operations of the inference graph, by the cost rules of its ops. What a head or unit costs is found by leaving one out of a
 * layer; where only the first token of the last layer is computed, it costs less there.
 */
export function flopCosts(model: BertInferenceModel, sizes: BatchSizes): StructureCosts {
  const { config } = model;
  const total = modelFlops(model, sizes);
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
  const savedBy = (smaller: BertConfig | undefined) =>
    smaller === undefined ? 0 : total - modelFlops(resizeModel(model, smaller), sizes);
  return {
    total,
    perHead: layers.map((layer) => savedBy(withoutHead(config, layer))),
    perUnit: layers.map((layer) => savedBy(withoutUnit(config, layer))),
  };
}

/** Floating-point operations of one run of a model's inference graph. */
export function modelFlops(model: BertInferenceModel, { batchSize, sequenceLength }: BatchSizes): number {
  const sizes = { batch: batchSize, sequence: sequenceLength, features: 1 };
  return graphCost(model.buildInferenceGraph(), sizes).flops;
}

/** Undefined for a layer with one head, which stays. */
function withoutHead(config: BertConfig, layer: number): BertConfig | undefined {
  const [first, ...others] = presentHeads(config, layer);
  if (first === undefined || others.length === 0) return undefined;
  const { prunedHeads } = config;
  return { ...config, prunedHeads: { ...prunedHeads, [layer]: [...(prunedHeads[layer] ?? []), first] } };
}

function withoutUnit(config: BertConfig, layer: number): BertConfig | undefined {
  const sizes = Array.from({ length: config.numHiddenLayers }, (_, each) => intermediateSizeOf(config, each));
  const size = sizes[layer] as number;
  return size < 2 ? undefined : { ...config, intermediateSizes: sizes.with(layer, size - 1) };
}
