/**
 * Words, and sequences of words, as scikit-learn's default text analysis sees them.
 */

/** How a text is cut into terms. */
export interface WordNgramOptions {
  /** Shortest and longest sequence of words that is a term. Default `[1, 1]`: single words. */
  readonly ngramRange?: readonly [shortest: number, longest: number];
  /** Lower-case the text first. Default true. */
  readonly lowercase?: boolean;
}

/**
 * Two or more word characters in a row: scikit-learn's `\b\w\w+\b` with Python's meaning of `\w` (letters, numbers of
 * any script, the underscore; no combining marks).
 */
const WORD = /[\p{L}\p{N}_]{2,}/gu;

/**
 * The terms of a text: all single words in order, then all pairs in order, and so on, each joined by spaces.
 *
 * @example
 * wordNgrams('The cat sat', { ngramRange: [1, 2] }); // ['the', 'cat', 'sat', 'the cat', 'cat sat']
 */
export function wordNgrams(text: string, { ngramRange = [1, 1], lowercase = true }: WordNgramOptions = {}): string[] {
  const [shortest, longest] = ngramRange;
  const words = (lowercase ? text.toLowerCase() : text).match(WORD) ?? [];
  const terms: string[] = shortest === 1 ? [...words] : [];
  for (let size = Math.max(2, shortest); size <= Math.min(longest, words.length); size++) {
    for (let start = 0; start + size <= words.length; start++) {
      terms.push(words.slice(start, start + size).join(' '));
    }
  }
  return terms;
}
