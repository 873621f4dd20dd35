/** Texts in, mean-pooled vectors out: bert-core's own pipeline. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { type BertForSentenceEmbedding, SentenceEmbedder } from '@bertsmith/bert-core';
import { loadSentenceEmbedder } from '@bertsmith/bert-core/files';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';

/** Text in, vectors out. */
export interface OurEmbedder {
  /** The mean of each text's last hidden states, in the order of the texts. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** The encoder of a directory, which gives the mean of its hidden states as they are: what the peers' feature extraction computes. */
export async function loadMeanPooled(directory: string): Promise<BertForSentenceEmbedding> {
  return (await loadSentenceEmbedder(directory, { pooling: 'mean', normalize: false })).model;
}

/**
 * Loads a BERT without a head, and its tokenizer.
 *
 * @param options.threads of the computation, however it uses them
 * @param options.model that of the directory, as it was loaded and changed. Default: as it is there
 */
export async function createOurEmbedder(
  directory: string,
  { threads, model: given }: { readonly threads: number; readonly model?: BertForSentenceEmbedding },
): Promise<OurEmbedder> {
  const model = given ?? (await loadMeanPooled(directory));
  const tokenizer = await loadTokenizer(directory);
  return await SentenceEmbedder.create({
    model,
    tokenizer,
    backend: createOnnxRuntimeBackend(),
    threads,
    frozen: true,
  });
}
