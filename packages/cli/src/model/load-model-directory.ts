import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';
import { FormatError } from '@bertsmith/tensor';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';

/** A classifier and the tokenizer that it was trained with. */
export interface ModelDirectory {
  readonly model: BertForSequenceClassification;
  readonly tokenizer: WordPieceTokenizer;
}

/**
 * Reads a classifier with its tokenizer.
 *
 * @throws InputError when a file is missing; FormatError when one is damaged or does not fit the others
 */
export async function loadModelDirectory(directory: string): Promise<ModelDirectory> {
  const model = await loadSequenceClassifier(directory);
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
