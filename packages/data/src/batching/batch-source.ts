/**
 * Where a training run has its batches from. Examples in memory are one source ({@link exampleBatches}); a corpus on disk, masked anew in
 * each epoch, is another.
 */
import { createHash } from 'node:crypto';
import type { EncodedExamples } from '../examples/encoded-examples.js';
import { rowCount, rowLengths } from '../examples/encoded-examples.js';
import { type Batch, collate } from './collate.js';
import { planTrainingBatches } from './plan-batches.js';

/**
 * Batches by epoch. An epoch is a pure function of its number: asked again, it gives the same batches, so a run that was interrupted goes
 * on by leaving out those that are done.
 */
export interface BatchSource {
  /** Says which data it is: two sources with the same one have the same rows. */
  fingerprint(): string;
  /** Rows of an epoch. */
  readonly rowCount: number;
  /** Batches of an epoch. @param epoch counted from 0 */
  batchCount(epoch: number): number;
  /** The batches of an epoch in their order. @param skip how many of them to leave out, without the work that they are */
  batches(epoch: number, skip?: number): Iterable<Batch> | AsyncIterable<Batch>;
}

/** A source whose batches are there as soon as they are asked for. */
export interface SynchronousBatchSource extends BatchSource {
  batches(epoch: number, skip?: number): Iterable<Batch>;
}

/** How examples become batches. */
export interface ExampleBatchOptions {
  /** Rows of a batch; the last of an epoch may have fewer. */
  readonly batchSize: number;
  /** Tokens of a batch at most, padding included: long rows then share a batch with fewer others. Default: no limit. */
  readonly batchTokens?: number;
  /** The longest sequence, in tokens. */
  readonly maxLength: number;
  /** A whole number from 0. */
  readonly seed: number;
}

/**
 * Batches of examples in memory, as {@link planTrainingBatches} orders them.
 *
 * @throws ConfigError when a number is out of range, InputError when there are no rows or one is longer than `maxLength`; when an epoch
 *   is asked for
 * @example
 * const source = exampleBatches(encoded, { batchSize: 32, maxLength: 128, seed: 1 });
 * for (const batch of source.batches(0)) console.log(batch.realTokens);
 */
export function exampleBatches(examples: EncodedExamples, options: ExampleBatchOptions): SynchronousBatchSource {
  const lengths = rowLengths(examples);
  let count: number | undefined;
  const plan = (epoch: number) => planTrainingBatches({ lengths, epoch, ...options });
  return {
    fingerprint: () => fingerprintOf(examples),
    rowCount: rowCount(examples),
    batchCount: () => {
      // It hangs on the lengths alone, and a run asks for that of each epoch.
      count ??= plan(0).length;
      return count;
    },
    *batches(epoch, skip = 0) {
      for (const planned of plan(epoch).slice(skip)) yield collate(examples, planned);
    },
  };
}

/** A hash of the tokens and targets. */
export function fingerprintOf({ inputIds, offsets, targets }: EncodedExamples): string {
  const hash = createHash('sha1');
  for (const { buffer, byteOffset, byteLength } of [
    inputIds,
    offsets,
    ...Object.values(targets).map(({ data }) => data),
  ]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
