import type { BertInferenceModel, BertModelWithHead } from '@bertsmith/bert-core';
import { loadConfig, loadModel } from '@bertsmith/bert-core/files';
import { hasQuantizedWeights, loadQuantizedModel } from '@bertsmith/quantize/files';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';

/** A model and the tokenizer that it was trained with. */
export interface ModelDirectory<Model = BertInferenceModel> {
  readonly model: Model;
  readonly tokenizer: WordPieceTokenizer;
}

/**
 * Reads a model of any kind, quantized ones too, with its tokenizer.
 *
 * @throws InputError when a file is missing; FormatError when one is damaged or does not fit the others
 */
export async function loadModelDirectory(directory: string): Promise<ModelDirectory> {
  const isQuantized = hasQuantizedWeights(await loadConfig(directory));
  const model = isQuantized ? await loadQuantizedModel(directory) : (await loadModel(directory)).model;
  return await withTokenizer(model as BertInferenceModel, directory);
}

/** The same for a model that can be scored. @throws ConfigError for an encoder without a head */
export async function loadTrainedDirectory(directory: string): Promise<ModelDirectory<BertModelWithHead>> {
  const { model, tokenizer } = await loadModelDirectory(directory);
  if ('buildEvaluationGraph' in model) return { model: model as BertModelWithHead, tokenizer };
  throw new ConfigError(
    `${directory}: this is an encoder without a head, a ${model.architecture}: train it for a task`,
    {
      path: directory,
      architecture: model.architecture,
    },
  );
}

/** A model with the tokenizer of its directory. @throws InputError, FormatError as {@link loadModelDirectory} */
export async function withTokenizer<Model extends BertInferenceModel>(
  model: Model,
  directory: string,
): Promise<ModelDirectory<Model>> {
  const tokenizer = await loadTokenizer(directory);
  const [tokens, rows] = [tokenizer.vocabulary.size, model.config.vocabSize];
  if (tokens > rows) {
    throw new FormatError(
      `${directory}: the vocabulary has ${tokens} tokens, vocab_size in config.json is ${rows}: take both files from one model`,
      { path: directory, expected: rows, actual: tokens },
    );
  }
  return { model, tokenizer };
}
