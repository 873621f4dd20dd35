/** A model as a directory that Hugging Face transformers loads too: `config.json` and weights. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  explainOutputFailure,
  type FileContent,
  makeDirectory,
  readTextFileOrFail,
  writeFilesTogether,
} from '@bertsmith/tensor/files';
import type { BertConfig } from '../config/bert-config.js';
import { formatBertConfig, parseBertConfig } from '../config/bert-config-json.js';
import type { BertInferenceModel } from '../models/bert-model-with-head.js';
import { ENCODER_PREFIX } from '../parameters/bert-parameters.js';
import type { Shard } from './saving/split-into-shards.js';
import { isWeightsFileName, type SaveModelOptions, weightFiles } from './saving/weight-files.js';
import type { WeightsDType } from './weights-file.js';

/** The file of the configuration in a model directory. */
export const CONFIG_FILE = 'config.json';

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
    ...weightFiles(savedParameters(model), directory, options),
    [join(directory, CONFIG_FILE), formatBertConfig(describeSaved(model, options.dtype))],
  ];
}

/** Under the names that files have: those of the encoder alone begin without `bert.`, as transformers saves them. */
function savedParameters({ arena, architecture }: BertInferenceModel): Shard {
  const isEncoder = architecture === 'BertModel';
  return Array.from(arena.parts(), ([name, parameter]) => [
    isEncoder ? name.replace(ENCODER_PREFIX, '') : name,
    parameter,
  ]);
}

/** The configuration of the files: transformers converts weights to the dtype that it names, `torch_dtype` in older versions. */
function describeSaved({ config, architecture }: BertInferenceModel, dtype: WeightsDType = 'float32'): BertConfig {
  const { torch_dtype: _, ...unknownFields } = config.unknownFields;
  return { ...config, unknownFields: { ...unknownFields, architectures: [architecture], dtype } };
}

/**
 * Removes the safetensors files of a model that was saved in a directory before, all but those that were just written.
 *
 * @param written their paths
 * @throws OutputError when one cannot be removed
 */
export async function removeOtherWeights(directory: string, written: ReadonlySet<string>): Promise<void> {
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
