/**
 * Accuracy on `wordnet-noun` of an encoder with TF-IDF beside it, of the same encoder without, and of the linear model over TF-IDF alone; for
 * an encoder from scratch and, with `--model`, for one that was pre-trained.
 */
import { basename } from 'node:path';
import { type Example, type TfidfClassifier, trainTfidfClassifier, wordnetNoun } from '@bertsmith/data';
import { accuracy } from '@bertsmith/metrics';
import type { Benchmark, BenchmarkCase, BenchmarkContext, Contenders } from '../harness/benchmark.js';
import { once } from '../harness/once.js';
import { fusedAccuracy } from './fused-classifier.js';
import { FINE_TUNED, FROM_SCRATCH, LABELS, type TrainingSettings } from './settings.js';
import {
  classifierFromCheckpoint,
  classifierFromScratch,
  type PreparedClassifier,
  trainClassifier,
} from './trained-classifier.js';

/** What the cases share. */
interface Nouns {
  readonly validation: readonly Example[];
  readonly baseline: TfidfClassifier;
}

const benchmark: Benchmark = {
  unit: 'accuracy',
  better: 'higher',
  warmup: 0,
  repetitions: 1,
  async listCases(context) {
    const rows = once(() => wordnetNoun.load());
    const nouns = once(async () => {
      const { train, validation } = await rows();
      return { validation, baseline: trainTfidfClassifier(train, LABELS.length) };
    });
    const compare = (name: string, settings: TrainingSettings, make: () => Promise<PreparedClassifier>) => ({
      name: `${name}, ${describeSettings(settings)}`,
      prepare: async () => contendersOf(await make(), await nouns(), context),
    });
    const { modelFolder } = context;
    const cases: BenchmarkCase[] = [
      compare('mini (4x256) from scratch', FROM_SCRATCH, async () => classifierFromScratch(await rows())),
    ];
    if (modelFolder !== undefined) {
      const make = async () => classifierFromCheckpoint(modelFolder, await rows(), FINE_TUNED);
      cases.push(compare(basename(modelFolder), FINE_TUNED, make));
    }
    return cases;
  },
};

function contendersOf(prepared: PreparedClassifier, nouns: Nouns, context: BenchmarkContext): Contenders {
  const { validation, baseline } = nouns;
  // Both sides are one training: ours adds the linear model to what the peer is.
  const train = once(() => trainClassifier(prepared, context));
  const fused = async () => {
    await train();
    return await fusedAccuracy(prepared, baseline, validation, context.threads);
  };
  const linear = async () => {
    const labels = Int32Array.from(validation, ({ label }) => label);
    return accuracy({ predictions: baseline.predict(validation), labels });
  };
  const peers = [
    { name: 'without TF-IDF', run: train },
    { name: 'TF-IDF + logistic regression', run: linear },
  ];
  return { ours: { name: 'ours', run: fused }, peers };
}

function describeSettings({ epochs, batch, learningRate }: TrainingSettings): string {
  return `epochs ${epochs}, batch ${batch}, learning rate ${learningRate}`;
}

export default benchmark;
