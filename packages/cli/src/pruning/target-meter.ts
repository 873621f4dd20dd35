import type { LatencyMeter } from '@bertsmith/prune';
import type { CutModel, CuttingContext } from './cut-model.js';
import { createInferenceMeter } from './inference-meter.js';
import { meanLength } from './measured-lengths.js';
import { typicalLengths } from './scoring-rows.js';

/** What targets of time are measured with, and at which sizes. */
export interface TargetMeter {
  readonly meter: LatencyMeter;
  readonly batchSize: number;
  readonly sequenceLength: number;
}

/** A meter of this machine, with texts as long as those that models are measured on at the end. It says how long these are on average. */
export async function createTargetMeter(context: CuttingContext, { tokenizer }: CutModel): Promise<TargetMeter> {
  const { options, backend, note } = context;
  const { targetBatch: batchSize, threads } = options;
  const lengths = await typicalLengths(context, tokenizer);
  const sizes = { batchSize, sequenceLength: meanLength(lengths) };
  note(`times are of ${describeTexts(sizes)}`);
  return { ...sizes, meter: createInferenceMeter({ batchSize, lengths, backend, threads }) };
}

function describeTexts({ batchSize, sequenceLength }: Omit<TargetMeter, 'meter'>): string {
  return batchSize === 1
    ? `a text of ${sequenceLength} tokens`
    : `batches of ${batchSize} texts, ${sequenceLength} tokens on average`;
}
