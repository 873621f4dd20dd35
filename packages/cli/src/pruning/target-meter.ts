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

/** A meter of this machine, with texts as long as those that models are measured on at the end. It says how long these are. */
export async function createTargetMeter(context: CuttingContext, { tokenizer }: CutModel): Promise<TargetMeter> {
  const { options, backend, note } = context;
  const sizes = { batchSize: options.targetBatch, sequenceLength: await typicalLength(context, tokenizer) };
  note(`times are of ${describeTexts(sizes)}`);
  return { ...sizes, meter: createInferenceMeter({ ...sizes, backend, threads: options.threads }) };
}

function describeTexts({ batchSize, sequenceLength }: Omit<TargetMeter, 'meter'>): string {
  return batchSize === 1 ? `a text of ${sequenceLength} tokens` : `${batchSize} texts of ${sequenceLength} tokens each`;
}
