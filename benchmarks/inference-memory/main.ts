/** How much memory a process has that answers texts of random lengths, or makes and disposes of models, for a long time. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSentenceEmbedding, EncoderRunner, presetConfig, type TokenRow } from '@bertsmith/bert-core';
import { Xoshiro128 } from '@bertsmith/data';
import { currentRssBytes } from '@bertsmith/metrics';
import type { Benchmark, Contender } from '../harness/benchmark.js';

const VOCABULARY = 30_522;
const LONGEST = 256;
/** Readings after 1,000, 2,000, ... 10,000 batches; the first is warm-up. */
const BATCHES_BETWEEN = 1000;
/** Readings after 10, 20, ... 100 models. */
const MODELS_BETWEEN = 10;
const READINGS = 10;
const BATCH = 4;

const benchmark: Benchmark = {
  unit: 'MB',
  better: 'lower',
  warmup: 1,
  repetitions: READINGS - 1,
  async listCases({ threads }) {
    return [
      {
        name: `mini, batches of ${BATCH}, lengths 2 to ${LONGEST} at random, every ${BATCHES_BETWEEN} batches`,
        prepare: async () => ({ ours: await createAnswerer(threads), peers: [] }),
      },
      {
        name: `mini, made, run and disposed of, every ${MODELS_BETWEEN} models`,
        prepare: async () => ({ ours: createMaker(threads), peers: [] }),
      },
    ];
  },
};

export default benchmark;

const config = presetConfig('mini', { vocabSize: VOCABULARY });

async function createAnswerer(threads: number): Promise<Contender> {
  const runner = await createRunner(BertForSentenceEmbedding.initialize(config, { seed: 1 }), threads);
  const random = Xoshiro128.fromSeed(1);
  return {
    name: 'ours',
    run: async () => {
      await runner.run(randomRows(BATCHES_BETWEEN * BATCH, random), () => undefined);
      return readMegabytes();
    },
    dispose: () => runner.dispose(),
  };
}

function createMaker(threads: number): Contender {
  const random = Xoshiro128.fromSeed(2);
  return {
    name: 'ours',
    run: async () => {
      for (let count = 0; count < MODELS_BETWEEN; count++) {
        const runner = await createRunner(BertForSentenceEmbedding.initialize(config, { seed: 1 }), threads);
        await runner.run(randomRows(8 * BATCH, random), () => undefined);
        await runner.dispose();
      }
      return readMegabytes();
    },
  };
}

function createRunner(model: BertForSentenceEmbedding, threads: number): Promise<EncoderRunner> {
  return EncoderRunner.create({
    model,
    backend: createOnnxRuntimeBackend(),
    padTokenId: 0,
    threads,
    batchSize: BATCH,
    batchTokens: BATCH * LONGEST,
  });
}

function randomRows(count: number, random: Xoshiro128): TokenRow[] {
  const upTo = (limit: number) => random.nextBelow(limit);
  return Array.from({ length: count }, () => ({
    ids: Int32Array.from({ length: 2 + upTo(LONGEST - 1) }, () => upTo(VOCABULARY)),
  }));
}

function readMegabytes(): number {
  globalThis.gc?.();
  return currentRssBytes() / 1e6;
}
