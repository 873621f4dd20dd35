import { join } from 'node:path';
import { BertForSequenceClassificationWithFeatures, type BertInferenceModel } from '@bertsmith/bert-core';
import { parseTfidfVectorizer, TFIDF_VECTORIZER_FILE, type TfidfVectorizer } from '@bertsmith/data';
import { readTextFileOrFail } from '@bertsmith/tensor/files';

/**
 * The vectorizer in a model's directory, when the model has features.
 *
 * @throws InputError when it is missing, FormatError when it is damaged
 */
export async function loadVectorizer(
  model: BertInferenceModel,
  directory: string,
): Promise<TfidfVectorizer | undefined> {
  if (!(model instanceof BertForSequenceClassificationWithFeatures)) return undefined;
  const path = join(directory, TFIDF_VECTORIZER_FILE);
  return parseTfidfVectorizer(await readTextFileOrFail(path), path);
}
