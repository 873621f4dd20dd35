import { BATCH_DTYPES, type PaddingOptions, SIDES } from './encode-options.js';
import type { TokenRun } from './encoding.js';
import { toInt64 } from './int64.js';
import { checkChoice, checkInteger } from './option-checks.js';

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
  /** `[batch, sequence]`: 1 for the special tokens of the template and for padding, 0 for text. */
  readonly specialTokensMask: Ids;
  /** `[batch]`, int32: tokens in each row, without padding. */
  readonly lengths: Int32Array;
}

/** A row to be padded: its ids, and the stretches of tokens of one kind that it consists of. */
export interface BatchRow {
  readonly inputIds: Int32Array;
  readonly runs: readonly TokenRun[];
}

/**
 * Pads rows to one length.
 *
 * @throws ConfigError for a padding length or multiple that is not a positive integer, or another option out of range.
 */
export function padRows(
  rows: readonly BatchRow[],
  padTokenId: number,
  options: PaddingOptions,
): BatchEncoding | BatchEncoding<BigInt64Array> {
  const { dtype, paddingSide, padTokenTypeId = 0 } = options;
  checkChoice('dtype', dtype, BATCH_DTYPES);
  checkChoice('paddingSide', paddingSide, SIDES);
  checkInteger('padTokenId', padTokenId, 0);
  checkInteger('padTokenTypeId', padTokenTypeId, 0);
  const lengths = Int32Array.from(rows, ({ inputIds }) => inputIds.length);
  const sequenceLength = paddedLength(lengths, options);
  const create = (padding: number) => new Int32Array(rows.length * sequenceLength).fill(padding);
  const inputIds = create(padTokenId);
  const attentionMask = create(0);
  const tokenTypeIds = create(padTokenTypeId);
  const specialTokensMask = create(1);
  for (const [row, { inputIds: ids, runs }] of rows.entries()) {
    const start = row * sequenceLength + (paddingSide === 'left' ? sequenceLength - ids.length : 0);
    inputIds.set(ids, start);
    attentionMask.fill(1, start, start + ids.length);
    let from = start;
    for (const { end, typeId, sequence } of runs) {
      tokenTypeIds.fill(typeId, from, start + end);
      if (sequence >= 0) specialTokensMask.fill(0, from, start + end);
      from = start + end;
    }
  }
  const batch = { batchSize: rows.length, sequenceLength, lengths };
  const arrays = { inputIds, attentionMask, tokenTypeIds, specialTokensMask };
  return dtype === 'int64' ? { ...batch, ...widen(arrays) } : { ...batch, ...arrays };
}

function widen<Name extends string>(arrays: Record<Name, Int32Array>): Record<Name, BigInt64Array> {
  const wide = Object.entries<Int32Array>(arrays).map(([name, array]) => [name, toInt64(array)]);
  return Object.fromEntries(wide) as Record<Name, BigInt64Array>;
}

function paddedLength(lengths: Int32Array, options: PaddingOptions): number {
  const multiple = options.padToMultipleOf ?? 1;
  checkInteger('padToMultipleOf', multiple, 1);
  if (options.padToLength !== undefined) checkInteger('padToLength', options.padToLength, 1);
  const longest = lengths.reduce((longest, length) => Math.max(longest, length), options.padToLength ?? 0);
  return Math.ceil(longest / multiple) * multiple;
}
