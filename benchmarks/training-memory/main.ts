/** Resident memory while training on sequences of random lengths: it must not grow. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import {
  collate,
  type EncodedExamples,
  type PlannedBatch,
  planTrainingBatches,
  rowLengths,
  Xoshiro128,
} from '@bertsmith/data';
import { currentRssBytes } from '@bertsmith/metrics';
import { AdamW, FlatKernels, GradientStep, globalGradientNorm } from '@bertsmith/train';
import type { Benchmark, Contender } from '../harness/benchmark.js';

const VOCABULARY = 30_522;
const MAX_LENGTH = 128;
const BATCH = 16;
/** Readings after 200, 400, ... 2,000 steps. */
const STEPS_BETWEEN = 200;
const READINGS = 10;

const benchmark: Benchmark = {
  unit: 'MB',
  better: 'lower',
  warmup: 0,
  repetitions: READINGS,
  async listCases({ threads }) {
    return [
      {
        name: `mini, batch ${BATCH}, lengths 2 to ${MAX_LENGTH} at random, every ${STEPS_BETWEEN} steps`,
        prepare: async () => ({ ours: await createReader(threads), peers: [] }),
      },
    ];
  },
};

/** Each run trains some steps and reads the memory then. */
async function createReader(threads: number): Promise<Contender> {
  const labels = ['a', 'b', 'c'];
  const model = BertForSequenceClassification.initialize(presetConfig('mini', { labels }), { seed: 1 });
  const kernels = new FlatKernels(model.arena.heap, { threads });
  const step = await GradientStep.compile({ model, backend: createOnnxRuntimeBackend(), kernels, threads });
  const optimizer = new AdamW(model.arena, kernels);
  const examples = randomExamples(STEPS_BETWEEN * READINGS * BATCH, labels.length);
  const plan = planBatches(examples);
  let next = 0;
  const trainUntil = async (end: number) => {
    for (; next < end; next++) {
      const batch = collate(examples, plan[next % plan.length] as PlannedBatch);
      const { gradients } = await step.run(batch, { seed: 0, step: next });
      await globalGradientNorm(gradients, kernels);
      await optimizer.step({ gradients, learningRate: 1e-5 });
    }
  };
  return {
    name: 'ours',
    run: async () => {
      await trainUntil(next + STEPS_BETWEEN);
      return currentRssBytes() / 1e6;
    },
    dispose: async () => {
      await step.dispose();
      await kernels.dispose();
    },
  };
}

function planBatches(examples: EncodedExamples): PlannedBatch[] {
  const lengths = rowLengths(examples);
  return planTrainingBatches({ lengths, batchSize: BATCH, maxLength: MAX_LENGTH, seed: 1, epoch: 0 });
}

function randomExamples(rows: number, numLabels: number): EncodedExamples {
  const generator = Xoshiro128.fromSeed(1);
  const lengths = Int32Array.from({ length: rows }, () => 2 + generator.nextBelow(MAX_LENGTH - 1));
  const offsets = new Int32Array(rows + 1);
  for (const [row, length] of lengths.entries()) offsets[row + 1] = (offsets[row] as number) + length;
  const inputIds = Int32Array.from({ length: offsets[rows] as number }, () => generator.nextBelow(VOCABULARY));
  const labels = Int32Array.from({ length: rows }, () => generator.nextBelow(numLabels));
  const targets = { labels: { per: 'row', dtype: 'int32', data: labels } } as const;
  return { inputIds, offsets, targets, pairStarts: lengths, padTokenId: 0 };
}

export default benchmark;
