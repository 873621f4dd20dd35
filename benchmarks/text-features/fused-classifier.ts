import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { addLinearModel, BertForSequenceClassificationWithFeatures, TextClassifier } from '@bertsmith/bert-core';
import type { Example, TfidfClassifier } from '@bertsmith/data';
import { accuracy } from '@bertsmith/metrics';
import { LABELS } from './settings.js';
import type { PreparedClassifier } from './trained-classifier.js';

/** The accuracy of a trained classifier with the linear model over TF-IDF beside it, on rows that neither has seen. */
export async function fusedAccuracy(
  { model, tokenizer, settings: { maxLength } }: PreparedClassifier,
  { vectorizer, weights }: TfidfClassifier,
  rows: readonly Example[],
  threads: number,
): Promise<number> {
  const numFeatures = vectorizer.terms.length;
  const fused = BertForSequenceClassificationWithFeatures.fromClassifier(model, { numFeatures });
  addLinearModel(fused, { weights });
  const backend = createOnnxRuntimeBackend();
  await using classifier = await TextClassifier.create({
    model: fused,
    tokenizer,
    backend,
    vectorizer,
    maxLength,
    threads,
  });
  const answers = await classifier.classify(rows.map(({ text }) => text));
  const predictions = Int32Array.from(answers, ({ label }) => LABELS.indexOf(label));
  return accuracy({ predictions, labels: Int32Array.from(rows, ({ label }) => label) });
}
