import { createLatencyMeter, type LatencyMeter } from '@bertsmith/prune';
import type { CutModel, CuttingContext } from './cut-model.js';
import { typicalLength } from './scoring-rows.js';

/** What targets of time are measured with, and at which sizes. */
export interface TargetMeter {
  readonly meter: LatencyMeter;
  readonly batchSize: number;
  readonly sequenceLength: number;
}

/** Tokens that are run of each model, in all: a median of short runs needs many of them, since other programs strike a few. */
const MEASURED_TOKENS = 4096;
const FEWEST_RUNS = 9;
const MOST_RUNS = 41;

/** A meter of this machine, with texts as long as those of the task are, and parameters frozen as `predict` has them. */
export function createTargetMeter(context: CuttingContext, { tokenizer }: CutModel): TargetMeter {
  const { options, backend } = context;
  const sizes = { batchSize: options.targetBatch, sequenceLength: typicalLength(context, tokenizer) };
  const { threads } = options;
  const runs = Math.round(MEASURED_TOKENS / (sizes.batchSize * sizes.sequenceLength));
  const repetitions = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, runs));
  return { ...sizes, meter: createLatencyMeter({ backend, threads, ...sizes, repetitions, frozen: true }) };
}
