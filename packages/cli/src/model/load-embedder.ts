import type { BertForSentenceEmbedding, SentenceEmbeddingOptions } from '@bertsmith/bert-core';
import { loadConfig, loadSentenceEmbedder } from '@bertsmith/bert-core/files';
import { hasQuantizedWeights, loadQuantizedEmbedder } from '@bertsmith/quantize/files';
import { type ModelDirectory, withTokenizer } from './load-model-directory.js';

/** An embedder with its tokenizer. */
export interface EmbedderDirectory extends ModelDirectory<BertForSentenceEmbedding> {
  /** Tokens of a text, as the directory says. */
  readonly maxLength: number;
}

/**
 * Reads an encoder of any head, quantized ones too, as the sentence embedder that it is.
 *
 * @throws InputError, FormatError, ConfigError as `loadSentenceEmbedder`
 */
export async function loadEmbedder(
  directory: string,
  options: SentenceEmbeddingOptions = {},
): Promise<EmbedderDirectory> {
  const load = hasQuantizedWeights(await loadConfig(directory)) ? loadQuantizedEmbedder : loadSentenceEmbedder;
  const { model, maxLength } = await load(directory, options);
  return { ...(await withTokenizer(model, directory)), maxLength };
}
