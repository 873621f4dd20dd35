import type { LatencyMeter } from '@bertsmith/prune';
import type { CutModel, CuttingContext } from './cut-model.js';
import { createInferenceMeter } from './inference-meter.js';
import { typicalLength } from './scoring-rows.js';

/** What targets of time are measured with, and at which sizes. */
export interface TargetMeter {
  readonly meter: LatencyMeter;
  readonly batchSize: number;
  readonly sequenceLength: number;
}

/** A meter of this machine, with texts as long as those of the task are. */
export function createTargetMeter(context: CuttingContext, { tokenizer }: CutModel): TargetMeter {
  const { options, backend } = context;
  const sizes = { batchSize: options.targetBatch, sequenceLength: typicalLength(context, tokenizer) };
  return { ...sizes, meter: createInferenceMeter({ ...sizes, backend, threads: options.threads }) };
}
