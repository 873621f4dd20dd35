import { encodeTextRows } from './encode-text-rows.js';
import type { EncodedExamples, RowClasses } from './encoded-examples.js';
import type { Example } from './example.js';
import { requireLabel } from './require-label.js';
import type { SequenceEncoder } from './sequence-encoder.js';

/** How examples are encoded. */
export interface EncodeExamplesOptions {
  /** Ids of a row at most, special tokens included; longer texts are cut. */
  readonly maxLength: number;
  /** Classes of the task: labels are whole numbers from 0 to `numLabels - 1`. */
  readonly numLabels: number;
}

/** What {@link encodeExamples} gives: rows with one class each. */
export interface ClassifiedExamples extends EncodedExamples {
  readonly targets: { readonly labels: RowClasses };
}

/**
 * Tokenizes texts, or pairs of texts, that have a class.
 *
 * Runs on the calling thread until it is done: count on seconds for a hundred thousand sentences.
 *
 * @throws InputError when a text is empty or a label is out of range; names the row, counted from 0
 * @example
 * const encoded = encodeExamples([{ text: 'a large cat', label: 2 }], tokenizer, { maxLength: 128, numLabels: 26 });
 */
export function encodeExamples(
  examples: readonly Example[],
  encoder: SequenceEncoder,
  { maxLength, numLabels }: EncodeExamplesOptions,
): ClassifiedExamples {
  for (const [row, { label }] of examples.entries()) requireLabel(`row ${row}: the label`, row, label, numLabels);
  const data = Int32Array.from(examples, ({ label }) => label);
  const targets = { labels: { per: 'row', dtype: 'int32', data } } as const;
  return { ...encodeTextRows(examples, encoder, maxLength).finish(encoder.padTokenId, targets), targets };
}
