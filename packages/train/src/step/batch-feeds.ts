import { maskedTargets } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Graph } from '@bertsmith/graph';
import { InputError, type Tensor } from '@bertsmith/tensor';
import { POSITION_IDS } from './forward-graph.js';

/** A batch under the names that a model's graphs have for it, without what is to be learned. */
export function encoderFeeds({ inputIds, attentionMask, tokenTypeIds, packed }: Batch): Record<string, Tensor> {
  return {
    input_ids: inputIds,
    attention_mask: attentionMask,
    token_type_ids: tokenTypeIds,
    ...(packed && { [POSITION_IDS]: packed.positionIds, [EXAMPLE_STARTS]: packed.exampleStarts }),
  };
}

/** The input of graphs that guess masked words, which read the tokens asked for instead of labels for all. */
export const MASKED_POSITIONS = 'masked_positions';

/** Only heads that look at first tokens read it. */
const EXAMPLE_STARTS = 'example_starts';

/**
 * A batch with what is to be learned, for a graph with a loss.
 *
 * @throws InputError when the batch is packed and the graph is not for packed rows, or the other way round
 */
export function labelledFeeds(batch: Batch, graph: Graph): Record<string, Tensor> {
  checkPacking(batch, graph);
  const { [EXAMPLE_STARTS]: starts, ...tokens } = encoderFeeds(batch);
  const inputs =
    starts !== undefined && graph.inputs.has(EXAMPLE_STARTS) ? { ...tokens, [EXAMPLE_STARTS]: starts } : tokens;
  if (!graph.inputs.has(MASKED_POSITIONS)) return { ...inputs, ...batch.targets };
  const { labels, ...others } = batch.targets;
  return { ...inputs, ...maskedTargets(labels as Tensor<'int32'>), ...others };
}

function checkPacking({ packed }: Batch, { inputs }: Graph): void {
  const isForPacked = inputs.has(POSITION_IDS);
  if ((packed !== undefined) === isForPacked) return;
  throw new InputError(
    isForPacked
      ? 'the batch has one example a row, the graph is for packed rows: make batches with packedBatches, or train without packing'
      : 'the batch is packed, the graph is for one example a row: train with packing, or make batches with exampleBatches',
    { isPacked: packed !== undefined, isForPacked },
  );
}
