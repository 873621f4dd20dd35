/** The sizes of single layers: pruning leaves some of them with fewer heads or a narrower feed-forward part. */
import type { BertConfig } from './bert-config.js';

/** The width of each head, the same in all layers. */
export function headSize({ hiddenSize, numAttentionHeads }: BertConfig): number {
  return hiddenSize / numAttentionHeads;
}

/** How many heads a layer has. */
export function numHeadsOf({ numAttentionHeads, prunedHeads }: BertConfig, layer: number): number {
  return numAttentionHeads - new Set(prunedHeads[layer]).size;
}

/** The width of what a layer's heads give, side by side. */
export function attentionWidthOf(config: BertConfig, layer: number): number {
  return numHeadsOf(config, layer) * headSize(config);
}

/** The width between a layer's feed-forward products. */
export function intermediateSizeOf({ intermediateSize, intermediateSizes }: BertConfig, layer: number): number {
  return intermediateSizes?.[layer] ?? intermediateSize;
}
