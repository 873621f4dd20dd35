/** A directory of sentence-transformers whose encoder is quantized. */
import { type BertConfig, BertForSentenceEmbedding, type SentenceEmbeddingOptions } from '@bertsmith/bert-core';
import { describeSentenceEmbedder } from '@bertsmith/bert-core/files';
import type { QuantizedModel } from '../model/quantized-model.js';
import { loadQuantizedModel } from './load-quantized-model.js';

/** An embedder, and the longest text that it was trained on, in tokens. */
export interface LoadedQuantizedEmbedder {
  readonly model: QuantizedModel<BertForSentenceEmbedding>;
  readonly maxLength: number;
}

/**
 * What `loadSentenceEmbedder` of `@bertsmith/bert-core/files` is for float weights: a quantized encoder of any head, pooled as the files of
 * sentence-transformers beside it say, or as `options` do.
 *
 * @throws InputError, FormatError as {@link loadQuantizedModel}; ConfigError for modules that there are not here
 */
export async function loadQuantizedEmbedder(
  directory: string,
  options: SentenceEmbeddingOptions = {},
): Promise<LoadedQuantizedEmbedder> {
  const { maxLength, ...described } = await describeSentenceEmbedder(directory);
  const create = (config: BertConfig) => new BertForSentenceEmbedding(config, { ...described, ...options });
  return { model: await loadQuantizedModel(directory, { create }), maxLength };
}
