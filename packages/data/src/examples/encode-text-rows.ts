import { InputError } from '@bertsmith/tensor';
import { pairStartOf, RowColumns } from './row-columns.js';
import type { SequenceEncoder } from './sequence-encoder.js';

/** A text, or two that belong together. */
export interface TextRow {
  readonly text: string;
  readonly pair?: string;
}

/**
 * Tokenizes texts and pairs, a row for each; longer ones are cut.
 *
 * @throws InputError when a text is empty; names the row, counted from 0
 */
export function encodeTextRows(rows: readonly TextRow[], encoder: SequenceEncoder, maxLength: number): RowColumns {
  const columns = new RowColumns();
  for (const [row, { text, pair }] of rows.entries()) {
    requireText(text, row, 'the text');
    if (pair === undefined) {
      columns.add(encoder.encodeIds(text, { maxLength }));
    } else {
      requireText(pair, row, 'the second text');
      const { inputIds, tokenTypeIds } = encoder.encode(text, { pair, maxLength });
      columns.add(inputIds, pairStartOf(tokenTypeIds));
    }
  }
  return columns;
}

/** @throws InputError when there is nothing but white space */
export function requireText(text: string, row: number, what: string): void {
  if (text.trim() === '') throw new InputError(`row ${row}: ${what} is empty; leave the row out`, { row });
}
