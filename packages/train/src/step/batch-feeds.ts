import type { Batch } from '@bertsmith/data';
import type { Tensor } from '@bertsmith/tensor';

/** A batch under the names that a model's graphs have for it, without what is to be learned. */
export function encoderFeeds(batch: Batch): Record<string, Tensor> {
  return {
    input_ids: batch.inputIds,
    attention_mask: batch.attentionMask,
    token_type_ids: batch.tokenTypeIds,
  };
}

/** A batch with what is to be learned, for graphs with a loss. */
export function labelledFeeds(batch: Batch): Record<string, Tensor> {
  return { ...encoderFeeds(batch), ...batch.targets };
}
