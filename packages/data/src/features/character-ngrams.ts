/**
 * Sequences of characters, as scikit-learn's `char` and `char_wb` analyzers see them. Spelling variants, endings and compounds share
 * most of their sequences, which words as wholes do not.
 */

/** White space as Python's `str.isspace` has it: JavaScript's `\s` lacks U+001C to U+001F and U+0085, and has U+FEFF. */
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const SPACES_IN_A_ROW = new RegExp(`${SPACE}{2,}`, 'gu');
const SPACES = new RegExp(`${SPACE}+`, 'u');

/** Shortest and longest sequence, in code points. */
type NgramRange = readonly [shortest: number, longest: number];

/**
 * All sequences of characters of a text, the shortest first. White space of two or more characters counts as one space.
 *
 * @example
 * characterNgrams('a cat', [3, 4]); // ['a c', ' ca', 'cat', 'a ca', ' cat']
 */
export function characterNgrams(text: string, range: NgramRange): string[] {
  const characters = Array.from(text.replace(SPACES_IN_A_ROW, ' '));
  const ngrams: string[] = [];
  for (let size = range[0]; size <= Math.min(range[1], characters.length); size++) {
    appendSequences(characters, size, ngrams);
  }
  return ngrams;
}

/**
 * The sequences of characters within each word, a space before and one after it included. A word that is shorter than the shortest
 * sequence is a sequence as it is, once.
 *
 * @example
 * characterNgramsWithinWords('a cat', [4, 5]); // [' a ', ' cat', 'cat ', ' cat ']
 */
export function characterNgramsWithinWords(text: string, range: NgramRange): string[] {
  const words = text.split(SPACES).filter((word) => word !== '');
  const ngrams: string[] = [];
  for (const word of words) appendWordSequences(Array.from(` ${word} `), range, ngrams);
  return ngrams;
}

function appendWordSequences(characters: readonly string[], [shortest, longest]: NgramRange, ngrams: string[]): void {
  for (let size = shortest; size <= longest; size++) {
    appendSequences(characters, Math.min(size, characters.length), ngrams);
    if (size >= characters.length) return;
  }
}

function appendSequences(characters: readonly string[], size: number, ngrams: string[]): void {
  for (let start = 0; start + size <= characters.length; start++) {
    ngrams.push(characters.slice(start, start + size).join(''));
  }
}
