import type { BertConfig } from '@bertsmith/bert-core';

/** The heads that a layer has, ascending, by the numbers that they had before any was pruned. */
export function presentHeads({ numAttentionHeads, prunedHeads }: BertConfig, layer: number): number[] {
  const gone = new Set(prunedHeads[layer]);
  return Array.from({ length: numAttentionHeads }, (_, head) => head).filter((head) => !gone.has(head));
}
