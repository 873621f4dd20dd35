/** Real tokens a second of training steps on batches that are padded, sorted by length or packed, beside batches without any padding. */
import type { Batch } from '@bertsmith/data';
import type { Benchmark, BenchmarkContext, Contender, Contenders } from '../harness/benchmark.js';
import { type BatchingName, batchMaker, PEERS } from './batchings.js';
import { CORPORA, type Corpus } from './corpora.js';
import { createStepper, type Stepper } from './stepper.js';

/** Steps of one measurement: a batch may be anything, several are about average. */
const STEPS = 6;

const benchmark: Benchmark = {
  unit: 'tokens/s',
  better: 'higher',
  warmup: 1,
  repetitions: 5,
  async listCases(context) {
    const corpora = await Promise.all(CORPORA.map((createCorpus) => createCorpus()));
    return corpora.map((corpus) => ({ name: corpus.name, prepare: () => prepare(corpus, context) }));
  },
};

/** One model for all sides: they differ in nothing but their batches. */
async function prepare(corpus: Corpus, { threads, log }: BenchmarkContext): Promise<Contenders> {
  const stepper = await createStepper(corpus.model(), threads);
  const contenderOf = (name: BatchingName, as: string): Contender => {
    const next = batchMaker(name, corpus);
    const { inputIds, realTokens } = next();
    log(`${corpus.name}, ${name}: the first batch is [${inputIds.shape.join(', ')}], ${realTokens} tokens are real`);
    return { name: as, run: () => tokensPerSecond(stepper, next) };
  };
  const ours = { ...contenderOf('packing', 'ours'), dispose: () => stepper.dispose() };
  return { ours, peers: PEERS.map((name) => contenderOf(name, name)) };
}

async function tokensPerSecond(stepper: Stepper, next: () => Batch): Promise<number> {
  const batches = Array.from({ length: STEPS }, next);
  const tokens = batches.reduce((sum, { realTokens }) => sum + realTokens, 0);
  const started = performance.now();
  for (const batch of batches) await stepper.run(batch);
  return tokens / ((performance.now() - started) / 1000);
}

export default benchmark;
