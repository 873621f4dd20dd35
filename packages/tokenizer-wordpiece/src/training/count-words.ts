import { checkText } from '../encode-options.js';
import { BertNormalizer, type BertNormalizerOptions } from '../normalization/bert-normalizer.js';
import { FIRST_LABEL } from '../scanning/character-table.js';
import { WordScanner } from '../scanning/word-scanner.js';
import { WordTable } from './word-table.js';

/**
 * Counts the words of texts, after normalization and splitting as for encoding. Special tokens in a text count as the
 * words and brackets that they look like; words too long to be encoded are left out.
 */
export async function countWords(
  texts: Iterable<string> | AsyncIterable<string>,
  normalizer: Partial<BertNormalizerOptions>,
  maxInputCharsPerWord: number,
): Promise<WordTable> {
  const words = new WordTable();
  const scanner = new WordScanner({
    normalizer: new BertNormalizer(normalizer),
    labelOf: (codePoint) => codePoint + FIRST_LABEL,
    maxInputCharsPerWord,
  });
  const sink = {
    word(count: number): boolean {
      if (count <= maxInputCharsPerWord) words.add(scanner.labels, count, FIRST_LABEL);
      return false;
    },
    addedToken: () => false,
  };
  await forEachText(texts, (text) => scanner.scan(text, sink));
  return words;
}

/** Without waiting between the texts of a plain iterable: that would take longer than counting their words. */
async function forEachText(texts: Iterable<string> | AsyncIterable<string>, take: (text: string) => void) {
  const checkAndTake = (text: string) => {
    checkText(text);
    take(text);
  };
  if (Symbol.iterator in texts) for (const text of texts) checkAndTake(text);
  else for await (const text of texts) checkAndTake(text);
}
