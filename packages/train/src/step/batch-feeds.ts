import { maskedTargets } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Graph } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';

/** A batch under the names that a model's graphs have for it, without what is to be learned. */
export function encoderFeeds(batch: Batch): Record<string, Tensor> {
  return {
    input_ids: batch.inputIds,
    attention_mask: batch.attentionMask,
    token_type_ids: batch.tokenTypeIds,
  };
}

/** The input of graphs that guess masked words, which read the tokens asked for instead of labels for all. */
export const MASKED_POSITIONS = 'masked_positions';

/** A batch with what is to be learned, for a graph with a loss. */
export function labelledFeeds(batch: Batch, graph: Graph): Record<string, Tensor> {
  if (!graph.inputs.has(MASKED_POSITIONS)) return { ...encoderFeeds(batch), ...batch.targets };
  const { labels, ...others } = batch.targets;
  return { ...encoderFeeds(batch), ...maskedTargets(labels as Tensor<'int32'>), ...others };
}
