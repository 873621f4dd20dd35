import { type BertInferenceModel, EncoderRunner } from '@bertsmith/bert-core';
import type { Backend } from '@bertsmith/graph';
import { medianTimes } from '@bertsmith/metrics';
import type { LatencyMeter } from '@bertsmith/prune';
import { MEASURED_BATCHES } from '../measurement/measured-texts.js';
import { measuredLengths } from './measured-lengths.js';

/** What is run, and by how many threads. */
export interface InferenceMeterOptions {
  readonly backend: Backend;
  readonly threads: number;
  /** Texts of a run. */
  readonly batchSize: number;
  /** Tokens of some texts, at least one. A text by itself has the mean of them; those of batches are spread over all of them. */
  readonly lengths: readonly number[];
}

/** Tokens that are run of each model, in all: a median of short runs needs many of them, since other programs strike a few. */
const MEASURED_TOKENS = 4096;
const FEWEST_RUNS = 5;
const MOST_RUNS = 41;
const WARM_UP_RUNS = 2;
/** So many batches for each thread, at least, are shared out among sessions, as those of many texts are. */
const BATCHES_PER_THREAD = 2;

/**
 * Measures models as `predict` and `bench` run them: a text at a time by all threads, or batches that are shared out among threads; with
 * parameters that are frozen. Models take turns, so that what else the machine does strikes them alike.
 */
export function createInferenceMeter(options: InferenceMeterOptions): LatencyMeter {
  const { backend, threads, batchSize } = options;
  const batches = batchSize === 1 ? 1 : Math.max(MEASURED_BATCHES, BATCHES_PER_THREAD * threads);
  const measured = measuredLengths(options.lengths, batches * batchSize);
  const rows = measured.map((length) => ({ ids: new Int32Array(length) }));
  const wanted = Math.round(MEASURED_TOKENS / measured.reduce((sum, length) => sum + length, 0));
  const repetitions = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, wanted));
  const open = (model: BertInferenceModel) =>
    EncoderRunner.create({ model, backend, padTokenId: 0, batchSize, threads, frozen: true });
  return {
    async measure(models) {
      const runners: EncoderRunner[] = [];
      try {
        for (const model of models) runners.push(await open(model));
        const tasks = runners.map((runner) => () => runner.run(rows, () => undefined));
        const times = await medianTimes(tasks, { repetitions, warmup: WARM_UP_RUNS });
        return times.map((ms) => ms / batches);
      } finally {
        for (const runner of runners) await runner.dispose();
      }
    },
  };
}
