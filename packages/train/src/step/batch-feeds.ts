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

/** The input of graphs whose loss is that of words and that of pairs: what the second is multiplied by. */
const PAIR_WEIGHT = 'pair_weight';
const PAIRS = 'next_sentence_label';

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
  const weight = graph.inputs.has(PAIR_WEIGHT) && { [PAIR_WEIGHT]: scalar(1) };
  return { ...inputs, ...maskedTargets(labels as Tensor<'int32'>), ...weight, ...others };
}

/**
 * Batches of one step whose shares of it are their `lossWeight`s, so weighed that the losses of all pairs are a mean too: a batch with many words for
 * its pairs would give them too much. Batches without pairs stay as they are.
 */
export function weighPairs(batches: readonly Batch[]): readonly Batch[] {
  const pairsOf = ({ targets }: Batch) => targets[PAIRS]?.data.length ?? 0;
  const pairs = sum(batches.map(pairsOf));
  if (pairs === 0) return batches;
  const words = sum(batches.map(({ lossWeight }) => lossWeight));
  return batches.map((batch) => {
    const weight = (pairsOf(batch) * words) / (pairs * Math.max(1, batch.lossWeight));
    return { ...batch, targets: { ...batch.targets, [PAIR_WEIGHT]: scalar(weight) } };
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

function scalar(value: number): Tensor<'float32'> {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
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
