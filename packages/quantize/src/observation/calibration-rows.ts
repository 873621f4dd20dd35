import type { TokenRow } from '@bertsmith/bert-core';
import { type EncodedExamples, rowCount } from '@bertsmith/data';

/** Rows of encoded examples as text that is looked at: at most `count` of them, evenly spread. Labels are not needed. */
export function calibrationRows(examples: EncodedExamples, count: number): TokenRow[] {
  const rows = rowCount(examples);
  const taken = Math.min(count, rows);
  return Array.from({ length: taken }, (_, index) => tokenRow(examples, Math.floor((index * rows) / taken)));
}

function tokenRow({ inputIds, offsets, pairStarts }: EncodedExamples, row: number): TokenRow {
  const ids = inputIds.slice(offsets[row], offsets[row + 1]);
  return { ids, tokenTypeIds: new Int32Array(ids.length).fill(1, pairStarts[row]) };
}
