import { stat } from 'node:fs/promises';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import {
  type BertArchitecture,
  type LoadedModel,
  type LoadModelOptions,
  loadModel,
  type ModelsByArchitecture,
} from '../checkpoint/load-model.js';
import { type DownloadOptions, downloadSnapshot } from './download-model.js';

/** How a pre-trained model is found and loaded. */
export type FromPretrainedOptions<Architecture extends BertArchitecture = BertArchitecture> = DownloadOptions &
  LoadModelOptions<Architecture>;

/** A pre-trained model, its tokenizer, and where both are. */
export interface PretrainedModel<Model> extends LoadedModel<Model> {
  readonly tokenizer: WordPieceTokenizer;
  readonly directory: string;
}

/**
 * A model with its tokenizer, by the name that it has on the hub, or by the path of its directory: `downloadModel`, `loadModel` and
 * `loadTokenizer` in one.
 *
 * @throws InputError, FormatError, OutputError, ConfigError as those do
 * @example
 * const { model, tokenizer } = await fromPretrained('google-bert/bert-base-uncased');
 * const { model: classifier } = await fromPretrained('google-bert/bert-base-uncased', {
 *   architecture: 'BertForSequenceClassification',
 *   labels: ['no', 'yes'],
 * });
 */
export async function fromPretrained<Architecture extends BertArchitecture = BertArchitecture>(
  name: string,
  options: FromPretrainedOptions<Architecture> = {},
): Promise<PretrainedModel<ModelsByArchitecture[Architecture]>> {
  const { directory, warnings } = (await isDirectory(name))
    ? { directory: name, warnings: [] }
    : await downloadSnapshot(name, options);
  const loaded = await loadModel(directory, options);
  return {
    ...loaded,
    warnings: [...warnings, ...loaded.warnings],
    tokenizer: await loadTokenizer(directory),
    directory,
  };
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
