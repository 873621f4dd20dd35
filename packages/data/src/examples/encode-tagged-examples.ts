import { InputError } from '@bertsmith/tensor';
import { requireText } from './encode-text-rows.js';
import { type EncodedExamples, IGNORED_LABEL, type TokenClasses } from './encoded-examples.js';
import type { TaggedExample } from './example.js';
import { Int32List } from './int32-list.js';
import { requireLabel } from './require-label.js';
import { RowColumns } from './row-columns.js';
import type { EncodedWindow, WindowEncoder } from './sequence-encoder.js';

/** How sentences are encoded. */
export interface EncodeTaggedExamplesOptions {
  /** Ids of a row at most, special tokens included; longer sentences go on in further rows. */
  readonly maxLength: number;
  /** Tags of the task: whole numbers from 0 to `numLabels - 1`; or {@link IGNORED_LABEL}, for a word whose tag is not known. */
  readonly numLabels: number;
}

/** What {@link encodeTaggedExamples} gives: rows with a class for the first piece of each word. */
export interface EncodedTaggedExamples extends EncodedExamples {
  readonly targets: { readonly labels: TokenClasses };
  readonly exampleNumbers: Int32Array;
}

/**
 * Tokenizes sentences whose words have tags. The first piece of a word has its tag, its other pieces and special tokens have
 * {@link IGNORED_LABEL} (Devlin et al. 2019, section 5.3), as has a word whose tag is not known. A word of which normalization leaves nothing has no piece, and counts nowhere.
 *
 * @throws InputError when a sentence has no words, or a tag is missing or out of range; names the row, counted from 0
 * @example
 * encodeTaggedExamples([{ words: ['Ada', 'codes'], tags: [1, 0] }], tokenizer, { maxLength: 128, numLabels: 2 });
 */
export function encodeTaggedExamples(
  examples: readonly TaggedExample[],
  encoder: WindowEncoder,
  { maxLength, numLabels }: EncodeTaggedExamplesOptions,
): EncodedTaggedExamples {
  const [columns, labels, exampleNumbers] = [new RowColumns(), new Int32List(), [] as number[]];
  for (const [row, example] of examples.entries()) {
    requireTags(example, row, numLabels);
    let lastWord = -1;
    for (const window of encoder.encodeWindows(example.words, { maxLength, stride: 0 })) {
      columns.add(window.inputIds);
      labels.append(tagFirstPieces(window, example.tags, lastWord));
      exampleNumbers.push(row);
      lastWord = window.wordIds.reduce((last, word) => Math.max(last, word), lastWord);
    }
  }
  const targets = { labels: { per: 'token', dtype: 'int32', data: labels.toArray() } } as const;
  const rows = columns.finish(encoder.padTokenId, targets);
  return { ...rows, targets, exampleNumbers: Int32Array.from(exampleNumbers) };
}

/** @param lastWord the last word of the windows before; what is left of it in this window is not its first piece */
function tagFirstPieces({ wordIds }: EncodedWindow, tags: readonly number[], lastWord: number): Int32Array {
  return wordIds.map((word, token) => {
    const isFirstPiece = word > lastWord && word !== wordIds[token - 1];
    return isFirstPiece ? (tags[word] as number) : IGNORED_LABEL;
  });
}

function requireTags({ words, tags }: TaggedExample, row: number, numLabels: number): void {
  requireText(words.join(' '), row, 'the sentence');
  if (words.length !== tags.length) {
    throw new InputError(`row ${row}: there are ${words.length} words and ${tags.length} tags, expected one for each`, {
      row,
      words: words.length,
      tags: tags.length,
    });
  }
  for (const [word, tag] of tags.entries()) {
    if (tag !== IGNORED_LABEL) requireLabel(`row ${row}: the tag of word ${word}`, row, tag, numLabels);
  }
}
