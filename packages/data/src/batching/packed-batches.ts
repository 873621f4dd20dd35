import { type EncodedExamples, rowCount, rowLengths } from '../examples/encoded-examples.js';
import { type BatchSource, type ExampleBatchOptions, fingerprintOf } from './batch-source.js';
import { collatePacked } from './collate-packed.js';
import { planPackedBatches } from './plan-packed-batches.js';

/**
 * Batches of examples in memory, several to a row, as {@link planPackedBatches} orders them: for a graph for packed rows. Options mean what
 * they mean for `exampleBatches`; `batchSize` is the number of examples of a batch on average.
 *
 * @throws ConfigError when a number is out of range, InputError when there are no rows or one has no tokens or more than `maxLength`; when
 *   an epoch is asked for
 * @example
 * const source = packedBatches(encoded, { batchSize: 32, maxLength: 128, seed: 1 });
 * for (const { packed, attentionMask } of source.batches(0)) console.log(packed?.exampleStarts.shape, attentionMask.shape);
 */
export function packedBatches(examples: EncodedExamples, options: ExampleBatchOptions): BatchSource {
  const lengths = rowLengths(examples);
  const plan = (epoch: number) => planPackedBatches({ lengths, epoch, ...options });
  return {
    fingerprint: () => fingerprintOf(examples),
    rowCount: rowCount(examples),
    batchCount: (epoch) => plan(epoch).length,
    *batches(epoch, skip = 0) {
      for (const planned of plan(epoch).slice(skip)) yield collatePacked(examples, planned);
    },
  };
}
