/** A model as a directory that Hugging Face transformers loads too: `config.json` and `model.safetensors`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { readTextFileOrFail, writeFileAtomically } from '@bertsmith/tensor/files';
import type { BertConfig } from '../config/bert-config.js';
import { formatBertConfig, parseBertConfig } from '../config/bert-config-json.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import type { BertModelWithHead } from '../models/bert-model.js';
import { loadWeights, saveWeights, WEIGHTS_FILE } from './weights-file.js';

const CONFIG_FILE = 'config.json';

/**
 * Writes a model into a directory, which is made if need be. Each file is replaced as a whole or not at all; the weights come first,
 * so that a configuration never stands beside weights it does not describe.
 *
 * @throws OutputError when it cannot be written
 */
export async function saveModel(model: BertModelWithHead, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await saveWeights(join(directory, WEIGHTS_FILE), model.arena);
  const unknownFields = { ...model.config.unknownFields, architectures: [model.architecture] };
  await writeFileAtomically(join(directory, CONFIG_FILE), formatBertConfig({ ...model.config, unknownFields }));
}

/** The configuration of a model directory. @throws FormatError when it is damaged, ConfigError when it contradicts itself */
export async function loadConfig(directory: string): Promise<BertConfig> {
  const path = join(directory, CONFIG_FILE);
  return parseBertConfig(await readTextFileOrFail(path), path);
}

/**
 * A sequence classifier from a directory, ours or one that transformers wrote.
 *
 * @throws ConfigError when it holds another kind of model; FormatError when a file is damaged or does not fit the others
 */
export async function loadSequenceClassifier(directory: string): Promise<BertForSequenceClassification> {
  const config = await loadConfig(directory);
  const path = join(directory, CONFIG_FILE);
  const architectures = config.unknownFields.architectures as readonly string[] | undefined;
  if (architectures !== undefined && !architectures.includes('BertForSequenceClassification')) {
    throw new ConfigError(`${path}: expected a BertForSequenceClassification, found ${architectures.join(', ')}`, {
      path,
      architectures,
    });
  }
  const model = new BertForSequenceClassification(config);
  await loadWeights(join(directory, WEIGHTS_FILE), model.arena);
  return model;
}
