import type { BertConfig, BertInferenceModel } from '@bertsmith/bert-core';
import { type NumbersByLayer, removeFromLayers } from './remove-from-layers.js';

/**
 * A new model without some attention heads: their rows of the query, key and value matrices and their columns of the projection are gone.
 * They are in `config.prunedHeads` from then on.
 *
 * @param heads by layer, and in it by the numbers that they had before anything was pruned, as transformers 4 has it: a layer that lacks
 *   head 0 has no head 0, and its others keep their numbers
 * @throws ConfigError for a layer or head that is not there, is gone already or named twice, and for all heads of a layer
 * @example
 * const smaller = removeHeads(model, { 0: [3, 7], 5: [0] });
 */
export function removeHeads<Model extends BertInferenceModel>(model: Model, heads: NumbersByLayer): Model {
  return removeFromLayers(model, { part: 'heads', removed: heads, explain });
}

function explain({ prunedHeads }: BertConfig, layer: number, head: number): string {
  const isGone = prunedHeads[layer]?.includes(head) ?? false;
  return isGone ? `head ${head} of layer ${layer} is gone already` : `layer ${layer} has no head ${head}`;
}
