/** Accuracy of a BERT trained from scratch on `wordnet-noun`, beside PyTorch with the same settings and linear baselines. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import {
  type ClassifiedExamples,
  encodeExamples,
  majorityClass,
  trainTfidfClassifier,
  wordnetNoun,
} from '@bertsmith/data';
import { accuracy } from '@bertsmith/metrics';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { Trainer } from '@bertsmith/train';
import type { Benchmark, BenchmarkContext, Contender } from '../harness/benchmark.js';
import { prepareWithRows } from './prepare-with-rows.js';

/** The settings of the comparison; the Python peer gets the same. */
const SETTINGS = {
  preset: 'mini',
  epochs: 3,
  batch: 64,
  learningRate: 3e-4,
  maxLength: 128,
  vocabulary: 30_522,
} as const;

const benchmark: Benchmark = {
  unit: 'accuracy',
  better: 'higher',
  warmup: 0,
  repetitions: 1,
  async listCases(context) {
    return [{ name: 'mini (4x256), 3 epochs, batch 64, learning rate 3e-4', prepare: () => prepare(context) }];
  },
};

async function prepare(context: BenchmarkContext) {
  const pytorch = await context.startPythonPeer('PyTorch fp32');
  const rows = await wordnetNoun.load();
  const numLabels = rows.labels.length;
  const tokenizer = await trainWordPiece(
    rows.train.map(({ text }) => text),
    { vocabSize: SETTINGS.vocabulary },
  );
  const encode = (split: 'train' | 'validation') =>
    encodeExamples(rows[split], tokenizer, { maxLength: SETTINGS.maxLength, numLabels });
  const encoded = { train: encode('train'), validation: encode('validation') };
  const labels = encoded.validation.targets.labels.data;
  const majority = majorityClass(encoded.train.targets.labels.data);
  const peers: Contender[] = [
    fixed('majority class', () => accuracy({ predictions: labels.map(() => majority), labels })),
    fixed('TF-IDF + logistic regression', () => {
      const classifier = trainTfidfClassifier(rows.train, numLabels);
      return accuracy({ predictions: classifier.predict(rows.validation), labels });
    }),
  ];
  if (pytorch !== undefined) {
    const settings = { ...SETTINGS, labels: numLabels };
    peers.push(await prepareWithRows(encoded, (files) => pytorch.prepare('PyTorch fp32', { ...settings, ...files })));
  }
  return { ours: trainOurs(context, rows.labels, encoded), peers };
}

function fixed(name: string, score: () => number): Contender {
  return { name, run: async () => score() };
}

function trainOurs(
  { threads, log }: BenchmarkContext,
  classes: readonly string[],
  encoded: { readonly train: ClassifiedExamples; readonly validation: ClassifiedExamples },
): Contender {
  const config = presetConfig(SETTINGS.preset, { vocabSize: SETTINGS.vocabulary, labels: classes });
  return {
    name: 'ours',
    run: async () => {
      const trainer = new Trainer({
        model: BertForSequenceClassification.initialize(config, { seed: 1 }),
        backend: createOnnxRuntimeBackend(),
        ...encoded,
        maxLength: SETTINGS.maxLength,
        epochs: SETTINGS.epochs,
        batchSize: SETTINGS.batch,
        learningRate: SETTINGS.learningRate,
        seed: 1,
        threads,
        onEvent: (event) => {
          if (event.kind === 'evaluation') log(`ours, epoch ${event.epoch + 1}: ${event.result.metrics.accuracy}`);
        },
      });
      const { evaluation, seconds } = await trainer.train();
      log(`ours: ${seconds.toFixed(0)} s`);
      return evaluation.metrics.accuracy ?? Number.NaN;
    },
  };
}

export default benchmark;
