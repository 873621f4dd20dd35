import type { BertForSequenceClassification, BertInferenceModel } from '@bertsmith/bert-core';
import { loadModel, loadSequenceClassifier } from '@bertsmith/bert-core/files';
import { FormatError } from '@bertsmith/tensor';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';

/** A model and the tokenizer that it was trained with. */
export interface ModelDirectory<Model = BertForSequenceClassification> {
  readonly model: Model;
  readonly tokenizer: WordPieceTokenizer;
}

/**
 * Reads a classifier with its tokenizer.
 *
 * @throws InputError when a file is missing; FormatError when one is damaged or does not fit the others
 */
export async function loadModelDirectory(directory: string): Promise<ModelDirectory> {
  return await withTokenizer(await loadSequenceClassifier(directory), directory);
}

/** Reads a model of any kind with its tokenizer. @throws InputError, FormatError as {@link loadModelDirectory} */
export async function loadAnyModelDirectory(directory: string): Promise<ModelDirectory<BertInferenceModel>> {
  const { model } = await loadModel(directory);
  return await withTokenizer(model as BertInferenceModel, directory);
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
