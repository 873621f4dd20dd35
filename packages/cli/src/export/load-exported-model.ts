import { join } from 'node:path';
import type { BertInferenceModel, SentencePooling } from '@bertsmith/bert-core';
import { loadConfig, loadModel, loadSentenceEmbedder } from '@bertsmith/bert-core/files';
import { hasQuantizedWeights, MODEL_FILE } from '@bertsmith/quantize/files';
import { ConfigError } from '@bertsmith/tensor';

/**
 * The model of a directory, for export: with the head that it has, or, where a pooling is asked for, as a sentence embedder.
 *
 * @throws InputError when a file is missing; ConfigError when it is a kind of model that is not known, or one that is an ONNX file already; FormatError
 *   when a file is damaged
 */
export async function loadExportedModel(directory: string, pooling?: SentencePooling): Promise<BertInferenceModel> {
  if (hasQuantizedWeights(await loadConfig(directory))) throw exportedAlready(directory);
  if (pooling !== undefined) return (await loadSentenceEmbedder(directory, { pooling })).model;
  return (await loadModel(directory)).model;
}

function exportedAlready(directory: string): ConfigError {
  const file = join(directory, MODEL_FILE);
  return new ConfigError(
    `${directory}: the weights are quantized, and an ONNX file already: ${file} is what ONNX Runtime loads (with ${MODEL_FILE}.data where there is one); copy it, or export the float model that it was made from`,
    { path: directory, file },
  );
}
