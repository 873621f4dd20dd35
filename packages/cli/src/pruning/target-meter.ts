import { createLatencyMeter, type LatencyMeter } from '@bertsmith/prune';
import type { CutModel, CuttingContext } from './cut-model.js';
import { typicalLength } from './scoring-rows.js';

/** What targets of time are measured with, and at which sizes. */
export interface TargetMeter {
  readonly meter: LatencyMeter;
  readonly batchSize: number;
  readonly sequenceLength: number;
}

/** Runs of each model; texts are short, and other programs strike a few of them. */
const REPETITIONS = 41;

/** A meter of this machine, with texts as long as those of the task are, and parameters frozen as `predict` has them. */
export function createTargetMeter(context: CuttingContext, { tokenizer }: CutModel): TargetMeter {
  const { options, backend } = context;
  const sizes = { batchSize: options.targetBatch, sequenceLength: typicalLength(context, tokenizer) };
  const { threads } = options;
  return {
    ...sizes,
    meter: createLatencyMeter({ backend, threads, ...sizes, repetitions: REPETITIONS, frozen: true }),
  };
}
