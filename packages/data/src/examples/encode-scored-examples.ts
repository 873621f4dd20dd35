import { InputError } from '@bertsmith/tensor';
import { encodeTextRows } from './encode-text-rows.js';
import type { EncodedExamples, RowNumbers } from './encoded-examples.js';
import type { ScoredExample } from './example.js';
import type { SequenceEncoder } from './sequence-encoder.js';

/** What {@link encodeScoredExamples} gives: rows with one number each. */
export interface EncodedScoredExamples extends EncodedExamples {
  readonly targets: { readonly labels: RowNumbers };
}

/**
 * Tokenizes texts, or pairs of texts, that have a number.
 *
 * @throws InputError when a text is empty or a score is not finite; names the row, counted from 0
 * @example
 * encodeScoredExamples([{ text: 'A man eats.', pair: 'He has lunch.', score: 3.8 }], tokenizer, { maxLength: 128 });
 */
export function encodeScoredExamples(
  examples: readonly ScoredExample[],
  encoder: SequenceEncoder,
  { maxLength }: { readonly maxLength: number },
): EncodedScoredExamples {
  const bad = examples.findIndex(({ score }) => !Number.isFinite(score));
  if (bad >= 0) {
    const { score } = examples[bad] as ScoredExample;
    throw new InputError(`row ${bad}: the score is ${score}, expected a finite number`, { row: bad, score });
  }
  const data = Float32Array.from(examples, ({ score }) => score);
  const targets = { labels: { per: 'row', dtype: 'float32', data } } as const;
  return { ...encodeTextRows(examples, encoder, maxLength).finish(encoder.padTokenId, targets), targets };
}
