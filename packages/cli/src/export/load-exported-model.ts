import type { BertInferenceModel, SentencePooling } from '@bertsmith/bert-core';
import { loadModel, loadSentenceEmbedder } from '@bertsmith/bert-core/files';

/**
 * The model of a directory, for export: with the head that it has, or, where a pooling is asked for, as a sentence embedder.
 *
 * @throws InputError when a file is missing; ConfigError when it is a kind of model that is not known; FormatError when a file is damaged
 */
export async function loadExportedModel(directory: string, pooling?: SentencePooling): Promise<BertInferenceModel> {
  if (pooling !== undefined) return (await loadSentenceEmbedder(directory, { pooling })).model;
  return (await loadModel(directory)).model;
}
