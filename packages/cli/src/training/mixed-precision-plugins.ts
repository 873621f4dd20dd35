import { chooseMixedPrecision, mixedPrecision, STANDARD_POLICIES } from '@bertsmith/amp';
import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { type Batch, type EncodedExamples, exampleBatches } from '@bertsmith/data';
import type { TrainingPlugin } from '@bertsmith/train';
import { Option } from 'commander';
import { knownName } from '../options/known-name.js';

/** What `--amp` takes. */
export const AMP_NAMES = [...Object.keys(STANDARD_POLICIES), 'auto'] as readonly (
  | keyof typeof STANDARD_POLICIES
  | 'auto'
)[];

/** A name of {@link AMP_NAMES}. */
export type AmpName = (typeof AMP_NAMES)[number];

/** The option of commands that train. */
export function ampOption(): Option {
  return new Option(
    '--amp <policy>',
    `train in few bits: ${AMP_NAMES.join(', ')}; auto measures and takes the fastest that is right (default: float32)`,
  ).argParser(knownName('policy', AMP_NAMES));
}

/** What is trained, as far as a choice hangs on it. */
export interface AmpContext {
  readonly model: BertModelWithHead;
  readonly train: EncodedExamples;
  readonly batchSize: number;
  readonly maxLength: number;
  readonly seed: number;
  readonly threads: number;
  readonly provider: ExecutionProvider;
}

/** Batches that `auto` tries. */
const TRIED_BATCHES = 5;

/**
 * The plugin of a policy, or of what `auto` measures to be best.
 *
 * @param note told what was chosen and why
 */
export async function mixedPrecisionPlugins(
  amp: AmpName | undefined,
  context: AmpContext,
  note: (line: string) => void,
): Promise<TrainingPlugin[]> {
  if (amp === undefined) return [];
  if (amp !== 'auto') return [mixedPrecision({ policy: amp })];
  note('measuring int8 and 16 bits against float32');
  const { model, threads, provider } = context;
  const batches = await firstBatches(context);
  const { options, reason } = await chooseMixedPrecision({
    model,
    backend: createOnnxRuntimeBackend({ executionProvider: provider }),
    batches,
    threads,
  });
  note(`training in ${reason}`);
  return options === undefined ? [] : [mixedPrecision(options)];
}

async function firstBatches({ train, batchSize, maxLength, seed }: AmpContext): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of exampleBatches(train, { batchSize, maxLength, seed }).batches(0)) {
    batches.push(batch);
    if (batches.length === TRIED_BATCHES) break;
  }
  return batches;
}
