import type { BertInferenceModel } from '@bertsmith/bert-core';
import { loadConfig } from '@bertsmith/bert-core/files';
import { hasQuantizedWeights } from '@bertsmith/quantize/files';
import { ConfigError } from '@bertsmith/tensor';
import { type CompanionFiles, readCompanions } from '../model/companion-files.js';
import { loadModelDirectory, loadTrainedDirectory, type ModelDirectory } from '../model/load-model-directory.js';

/** A model with float weights, and what belongs to it. */
export interface FloatDirectory extends ModelDirectory<BertInferenceModel> {
  readonly companions: CompanionFiles;
}

/**
 * Reads the model that is to be quantized; one with a head where it is to be scored.
 *
 * @throws InputError, FormatError when a file of the directory cannot be read, those that are only copied among them
 * @throws ConfigError when its weights are quantized already, or it has no head that a task could score
 */
export async function loadFloatDirectory(directory: string, hasTask: boolean): Promise<FloatDirectory> {
  if (hasQuantizedWeights(await loadConfig(directory))) {
    const message = `${directory}: the weights are quantized already: quantize the float model that they were made from`;
    throw new ConfigError(message, { path: directory });
  }
  const companions = await readCompanions(directory);
  const loaded = hasTask ? await loadTrainedDirectory(directory) : await loadModelDirectory(directory);
  return { ...loaded, companions };
}
