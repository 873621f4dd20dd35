import { BATCH_DTYPES, type BatchOptions, SIDES } from './encode-options.js';
import type { TokenRun } from './encoding.js';
import { toInt64 } from './int64.js';
import { checkChoice, checkInteger } from './option-checks.js';
import type { RaggedIds } from './ragged-ids.js';

/** Encoded texts in rows of one length, row after row, as a backend takes them; int32 unless `dtype` is `int64`. */
export interface BatchEncoding<Ids extends Int32Array | BigInt64Array = Int32Array> {
  /** Rows. */
  readonly batchSize: number;
  /** Tokens in each row, padding included. */
  readonly sequenceLength: number;
  /** `[batch, sequence]`. */
  readonly inputIds: Ids;
  /** `[batch, sequence]`: 1 for tokens, 0 for padding. */
  readonly attentionMask: Ids;
  /** `[batch, sequence]`: 0 for the first text and padding, 1 for the second text. */
  readonly tokenTypeIds: Ids;
  /** `[batch]`, int32: tokens in each row, without padding. */
  readonly lengths: Int32Array;
}

/**
 * Pads rows to one length.
 *
 * @param runs - The stretches of one token type in each row.
 * @throws ConfigError for a padding length or multiple that is not a positive integer.
 */
export function padRows(
  { inputIds: ids, rowSplits }: RaggedIds,
  runs: readonly (readonly TokenRun[])[],
  padTokenId: number,
  options: BatchOptions = {},
): BatchEncoding {
  checkChoice('dtype', options.dtype, BATCH_DTYPES);
  checkChoice('paddingSide', options.paddingSide, SIDES);
  const lengths = Int32Array.from(runs, (_, row) => rowSplits[row + 1]! - rowSplits[row]!);
  const sequenceLength = paddedLength(lengths, options);
  const inputIds = new Int32Array(runs.length * sequenceLength).fill(padTokenId);
  const attentionMask = new Int32Array(inputIds.length);
  const tokenTypeIds = new Int32Array(inputIds.length);
  lengths.forEach((length, row) => {
    const start = row * sequenceLength + (options.paddingSide === 'left' ? sequenceLength - length : 0);
    inputIds.set(ids.subarray(rowSplits[row], rowSplits[row + 1]), start);
    attentionMask.fill(1, start, start + length);
    fillTypes(tokenTypeIds, start, runs[row]!);
  });
  return { batchSize: runs.length, sequenceLength, inputIds, attentionMask, tokenTypeIds, lengths };
}

/** The same batch with int64 elements. */
export function widenBatch(batch: BatchEncoding): BatchEncoding<BigInt64Array> {
  const { inputIds, attentionMask, tokenTypeIds } = batch;
  return {
    ...batch,
    inputIds: toInt64(inputIds),
    attentionMask: toInt64(attentionMask),
    tokenTypeIds: toInt64(tokenTypeIds),
  };
}

function paddedLength(lengths: Int32Array, options: BatchOptions): number {
  const multiple = options.padToMultipleOf ?? 1;
  checkInteger('padToMultipleOf', multiple, 1);
  if (options.padToLength !== undefined) checkInteger('padToLength', options.padToLength, 1);
  const longest = lengths.reduce((longest, length) => Math.max(longest, length), options.padToLength ?? 0);
  return Math.ceil(longest / multiple) * multiple;
}

function fillTypes(tokenTypeIds: Int32Array, start: number, runs: readonly TokenRun[]): void {
  let from = start;
  for (const { end, typeId } of runs) {
    tokenTypeIds.fill(typeId, from, start + end);
    from = start + end;
  }
}
