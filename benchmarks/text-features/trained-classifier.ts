import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { loadModel } from '@bertsmith/bert-core/files';
import { type EncodedExamples, type Example, encodeExamples, type TaskData } from '@bertsmith/data';
import { trainWordPiece, type WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Trainer } from '@bertsmith/train';
import type { BenchmarkContext } from '../harness/benchmark.js';
import { FROM_SCRATCH, LABELS, type TrainingSettings } from './settings.js';

/** Of the initialization, dropout and the order of rows. */
const SEED = 1;

/** A classifier and the rows as it reads them. */
export interface PreparedClassifier {
  readonly model: BertForSequenceClassification;
  readonly tokenizer: WordPieceTokenizer;
  readonly settings: TrainingSettings;
  readonly encoded: { readonly train: EncodedExamples; readonly validation: EncodedExamples };
}

/** Untrained, with a vocabulary of the training texts. */
export async function classifierFromScratch(rows: TaskData): Promise<PreparedClassifier> {
  const { preset, vocabulary } = FROM_SCRATCH;
  const texts = rows.train.map(({ text }) => text);
  const tokenizer = await trainWordPiece(texts, { vocabSize: vocabulary });
  const config = presetConfig(preset, { vocabSize: vocabulary, labels: LABELS });
  const model = BertForSequenceClassification.initialize(config, { seed: SEED });
  return { model, tokenizer, settings: FROM_SCRATCH, encoded: encodeSplits(rows, tokenizer, FROM_SCRATCH) };
}

/** A fresh head on the encoder of a model directory. */
export async function classifierFromCheckpoint(
  directory: string,
  rows: TaskData,
  settings: TrainingSettings,
): Promise<PreparedClassifier> {
  const architecture = 'BertForSequenceClassification';
  const tokenizer = await loadTokenizer(directory);
  const { model } = await loadModel(directory, { architecture, labels: LABELS, seed: SEED });
  return { model, tokenizer, settings, encoded: encodeSplits(rows, tokenizer, settings) };
}

/** Trains it, and answers its accuracy on the held-out rows. */
export async function trainClassifier(
  { model, encoded, settings }: PreparedClassifier,
  { threads, log }: BenchmarkContext,
): Promise<number> {
  const { epochs, batch, learningRate, maxLength } = settings;
  const trainer = new Trainer({
    model,
    backend: createOnnxRuntimeBackend(),
    ...encoded,
    maxLength,
    epochs,
    batchSize: batch,
    learningRate,
    seed: SEED,
    threads,
    onEvent: (event) => {
      if (event.kind === 'evaluation') log(`ours, epoch ${event.epoch + 1}: ${event.result.metrics.accuracy}`);
    },
  });
  const { evaluation, seconds } = await trainer.train();
  log(`ours: ${seconds.toFixed(0)} s`);
  return evaluation.metrics.accuracy ?? Number.NaN;
}

function encodeSplits(rows: TaskData, tokenizer: WordPieceTokenizer, { maxLength }: TrainingSettings) {
  const numLabels = LABELS.length;
  const encode = (examples: readonly Example[]) => encodeExamples(examples, tokenizer, { maxLength, numLabels });
  return { train: encode(rows.train), validation: encode(rows.validation) };
}
