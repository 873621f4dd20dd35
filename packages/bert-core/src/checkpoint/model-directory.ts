/** A model as a directory that Hugging Face transformers loads too: `config.json` and weights. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import {
  explainOutputFailure,
  type FileContent,
  makeDirectory,
  readTextFileOrFail,
  writeFilesTogether,
} from '@bertsmith/tensor/files';
import type { BertConfig } from '../config/bert-config.js';
import { formatBertConfig, parseBertConfig } from '../config/bert-config-json.js';
import { unnamedLabels } from '../config/config-labels.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import type { BertInferenceModel } from '../models/bert-model-with-head.js';
import { loadWeights } from './loading/load-weights.js';
import { isWeightsFileName, type SaveModelOptions, weightFiles } from './saving/weight-files.js';
import type { WeightsDType } from './weights-file.js';

const CONFIG_FILE = 'config.json';

/** What transformers takes a classifier to have when its configuration does not speak of labels, and so does not write. */
const DEFAULT_LABEL_COUNT = 2;

/**
 * Writes a model into a directory, which is made if need be. No file is replaced before all of them are complete on the disk. Then
 * weights are removed that an earlier save left under the other names (one file, or several), since they might be read instead.
 *
 * @throws OutputError when it cannot be written
 * @throws InputError when a parameter is beyond the range of the dtype: 65,504 in `float16`
 */
export async function saveModel(
  model: BertInferenceModel,
  directory: string,
  options: SaveModelOptions = {},
): Promise<void> {
  await makeDirectory(directory);
  const files = modelFiles(model, directory, options);
  await writeFilesTogether(files);
  await removeOtherWeights(directory, new Set(files.map(([path]) => path)));
}

/** The files of a model with their contents, for whoever writes more into the same directory with `writeFilesTogether`. */
export function modelFiles(
  model: BertInferenceModel,
  directory: string,
  options: SaveModelOptions = {},
): (readonly [path: string, data: FileContent])[] {
  return [
    ...weightFiles(model.arena, directory, options),
    [join(directory, CONFIG_FILE), formatBertConfig(describeSaved(model, options.dtype))],
  ];
}

/** The configuration of the files: transformers converts weights to the dtype that it names, `torch_dtype` in older versions. */
function describeSaved({ config, architecture }: BertInferenceModel, dtype: WeightsDType = 'float32'): BertConfig {
  const { torch_dtype: _, ...unknownFields } = config.unknownFields;
  return { ...config, unknownFields: { ...unknownFields, architectures: [architecture], dtype } };
}

async function removeOtherWeights(directory: string, written: ReadonlySet<string>): Promise<void> {
  try {
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      if (isWeightsFileName(name) && !written.has(path)) await rm(path);
    }
  } catch (cause) {
    throw explainOutputFailure(directory, cause);
  }
}

/**
 * The configuration of a model directory.
 *
 * @throws InputError when it cannot be read, FormatError when it is damaged, ConfigError when it contradicts itself
 */
export async function loadConfig(directory: string): Promise<BertConfig> {
  const path = join(directory, CONFIG_FILE);
  return parseBertConfig(await readTextFileOrFail(path), path);
}

/**
 * A sequence classifier from a directory, ours or one that transformers wrote. One without names for its labels calls them `LABEL_0`,
 * `LABEL_1`, as transformers does.
 *
 * @throws InputError when a file is missing or cannot be read
 * @throws ConfigError when the directory holds another kind of model
 * @throws FormatError when a file is damaged or does not fit the other
 */
export async function loadSequenceClassifier(directory: string): Promise<BertForSequenceClassification> {
  const config = await loadConfig(directory);
  requireClassifier(config, join(directory, CONFIG_FILE));
  const labels = config.labels.length > 0 ? config.labels : unnamedLabels(DEFAULT_LABEL_COUNT);
  const model = new BertForSequenceClassification({ ...config, labels });
  await loadWeights(directory, model.arena);
  return model;
}

function requireClassifier({ unknownFields }: BertConfig, path: string): void {
  requireValue(path, 'architectures', unknownFields.architectures, 'BertForSequenceClassification');
}

/** A field that may be absent, but not be something else; a list must have the value among its own. */
function requireValue(path: string, field: string, actual: unknown, expected: string): void {
  if (actual === undefined || actual === null || [actual].flat().includes(expected)) return;
  const found = [actual]
    .flat()
    .map((each) => JSON.stringify(each))
    .join(', ');
  throw new ConfigError(`${path}: ${field}: expected "${expected}", found ${found}: it is another kind of model`, {
    path,
    field,
    expected,
    actual,
  });
}
