import { ConfigError } from '@bertsmith/tensor';
import type { BatchOptions } from './encode-options.js';
import type { TokenRun } from './encoding.js';

/** The ids of one text or pair, and the stretches they fall into. */
export interface EncodedRow {
  readonly inputIds: Int32Array;
  readonly runs: readonly TokenRun[];
}

/** Encoded texts in rows of one length, row after row, as a backend takes them. */
export interface BatchEncoding {
  /** Rows. */
  readonly batchSize: number;
  /** Tokens in each row, padding included. */
  readonly sequenceLength: number;
  /** `[batch, sequence]`, int32. */
  readonly inputIds: Int32Array;
  /** `[batch, sequence]`, int32: 1 for tokens, 0 for padding. */
  readonly attentionMask: Int32Array;
  /** `[batch, sequence]`, int32: 0 for the first text and padding, 1 for the second text. */
  readonly tokenTypeIds: Int32Array;
  /** `[batch]`, int32: tokens in each row, without padding. */
  readonly lengths: Int32Array;
}

/**
 * Pads rows to one length.
 *
 * @throws ConfigError for a padding length or multiple that is not a positive integer.
 */
export function padRows(rows: readonly EncodedRow[], padTokenId: number, options: BatchOptions = {}): BatchEncoding {
  const sequenceLength = paddedLength(rows, options);
  const batchSize = rows.length;
  const inputIds = new Int32Array(batchSize * sequenceLength).fill(padTokenId);
  const attentionMask = new Int32Array(batchSize * sequenceLength);
  const tokenTypeIds = new Int32Array(batchSize * sequenceLength);
  rows.forEach((row, index) => {
    const length = row.inputIds.length;
    const start = index * sequenceLength + (options.paddingSide === 'left' ? sequenceLength - length : 0);
    inputIds.set(row.inputIds, start);
    attentionMask.fill(1, start, start + length);
    fillTypes(tokenTypeIds, start, row.runs);
  });
  const lengths = Int32Array.from(rows, (row) => row.inputIds.length);
  return { batchSize, sequenceLength, inputIds, attentionMask, tokenTypeIds, lengths };
}

function paddedLength(rows: readonly EncodedRow[], options: BatchOptions): number {
  const multiple = options.padToMultipleOf ?? 1;
  checkPositive('padToMultipleOf', multiple);
  if (options.padToLength !== undefined) checkPositive('padToLength', options.padToLength);
  const longest = rows.reduce((length, row) => Math.max(length, row.inputIds.length), options.padToLength ?? 0);
  return Math.ceil(longest / multiple) * multiple;
}

function checkPositive(option: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new ConfigError(`${option} must be a positive integer, it is ${value}`, { [option]: value });
}

function fillTypes(tokenTypeIds: Int32Array, start: number, runs: readonly TokenRun[]): void {
  let from = start;
  for (const { end, typeId } of runs) {
    if (typeId !== 0) tokenTypeIds.fill(typeId, from, start + end);
    from = start + end;
  }
}
