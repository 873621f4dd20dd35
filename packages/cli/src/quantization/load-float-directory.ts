import type { BertInferenceModel } from '@bertsmith/bert-core';
import { loadConfig } from '@bertsmith/bert-core/files';
import { hasQuantizedWeights } from '@bertsmith/quantize/files';
import { ConfigError } from '@bertsmith/tensor';
import { loadModelDirectory, loadTrainedDirectory, type ModelDirectory } from '../model/load-model-directory.js';

/**
 * Reads the model that is to be quantized; one with a head where it is to be scored.
 *
 * @throws ConfigError when its weights are quantized already, or it has no head that a task could score
 */
export async function loadFloatDirectory(
  directory: string,
  hasTask: boolean,
): Promise<ModelDirectory<BertInferenceModel>> {
  if (hasQuantizedWeights(await loadConfig(directory))) {
    const message = `${directory}: the weights are quantized already: quantize the float model that they were made from`;
    throw new ConfigError(message, { path: directory });
  }
  return hasTask ? await loadTrainedDirectory(directory) : await loadModelDirectory(directory);
}
