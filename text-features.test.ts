/** A classifier with TF-IDF beside its encoder, from training to a directory and back: the vectorizer goes with the model. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  addLinearModel,
  BertForSequenceClassification,
  BertForSequenceClassificationWithFeatures,
  presetConfig,
  TextClassifier,
} from '@bertsmith/bert-core';
import { loadModel, modelFiles } from '@bertsmith/bert-core/files';
import {
  formatTfidfVectorizer,
  parseTfidfVectorizer,
  TFIDF_VECTORIZER_FILE,
  trainTfidfClassifier,
} from '@bertsmith/data';
import { readTextFileOrFail, writeFilesTogether } from '@bertsmith/tensor/files';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer, tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { afterAll, beforeAll, expect, it } from 'vitest';

const LABELS = ['animal', 'plant'];
const TEXTS = ['the cat purrs', 'the oak grows', 'a cat hunts mice', 'an oak has leaves'];
const ARCHITECTURE = 'BertForSequenceClassificationWithFeatures';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'text-features-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('answers from its directory as it did in memory, by what its linear model knows', async () => {
  const backend = createOnnxRuntimeBackend();
  const tokenizer = await trainWordPiece(TEXTS, { vocabSize: 60 });
  const baseline = trainTfidfClassifier(
    TEXTS.map((text, row) => ({ text, label: row % 2 })),
    2,
  );
  const { vectorizer, weights } = baseline;
  const config = presetConfig('tiny', { vocabSize: tokenizer.vocabulary.size, labels: LABELS });
  const untrained = BertForSequenceClassification.initialize(config, { seed: 1 });
  const model = BertForSequenceClassificationWithFeatures.fromClassifier(untrained, {
    numFeatures: vectorizer.terms.length,
  });
  addLinearModel(model, { weights });
  await writeFilesTogether([
    ...tokenizerFiles(tokenizer, directory),
    ...modelFiles(model, directory),
    [join(directory, TFIDF_VECTORIZER_FILE), formatTfidfVectorizer(vectorizer)],
  ]);
  await using classifier = await TextClassifier.create({ model, tokenizer, backend, vectorizer });
  const answers = await classifier.classify(TEXTS);
  expect(answers.map(({ label }) => label)).toEqual(['animal', 'plant', 'animal', 'plant']);

  const path = join(directory, TFIDF_VECTORIZER_FILE);
  const loaded = {
    model: (await loadModel(directory, { architecture: ARCHITECTURE })).model,
    tokenizer: await loadTokenizer(directory),
    vectorizer: parseTfidfVectorizer(await readTextFileOrFail(path), path),
  };
  await using again = await TextClassifier.create({ ...loaded, backend });
  expect(await again.classify(TEXTS)).toEqual(answers);
});
