import type { EncodedExamples, TargetColumn } from '../examples/encoded-examples.js';
import { Int32List } from '../examples/int32-list.js';
import { pairStartOf, RowColumns } from '../examples/row-columns.js';
import type { MaskedLanguageModelRows } from './masked-language-model-rows.js';

/** Which rows are taken. */
export interface MaskedExamplesOptions {
  /** Whose masks they have. Default 0. */
  readonly epoch?: number;
  /** Rows at most, evenly spread. Default: all. */
  readonly maxRows?: number;
}

/**
 * Rows with the masks of one epoch, in memory: what a language model is judged by again and again.
 *
 * @example
 * const validation = maskedExamples(rows, { maxRows: 1000 });
 */
export function maskedExamples(
  rows: MaskedLanguageModelRows,
  { epoch = 0, maxRows = rows.rowCount }: MaskedExamplesOptions = {},
): EncodedExamples {
  const count = Math.min(maxRows, rows.rowCount);
  const [columns, labels, nextSentence] = [new RowColumns(), new Int32List(), [] as number[]];
  for (let index = 0; index < count; index++) {
    const row = rows.row(epoch, Math.floor((index * rows.rowCount) / count));
    columns.add(row.inputIds, pairStartOf(row.tokenTypeIds));
    labels.append(row.labels);
    if (row.nextSentenceLabel !== undefined) nextSentence.push(row.nextSentenceLabel);
  }
  const targets: Record<string, TargetColumn> = { labels: { per: 'token', dtype: 'int32', data: labels.toArray() } };
  if (nextSentence.length > 0) {
    targets.next_sentence_label = { per: 'row', dtype: 'int32', data: Int32Array.from(nextSentence) };
  }
  return columns.finish(rows.vocabulary.padTokenId, targets);
}
