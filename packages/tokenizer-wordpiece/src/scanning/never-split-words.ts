import { isChineseCharacter, isWhitespace } from '../normalization/character-classes.js';
import type { TokenizerSettings } from '../tokenizer-settings.js';
import { codePointBefore } from './code-point-before.js';

/**
 * Words that are not normalized and not split, as in Google's `BasicTokenizer`: they are found only where they stand
 * between spaces or ideographs, and are unknown where the vocabulary does not have them.
 */
export class NeverSplitWords {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #longest: number;

  constructor({ neverSplit, vocabulary, specialTokens }: TokenizerSettings) {
    const unknown = vocabulary.tokenToId(specialTokens.unkToken)!;
    const words = neverSplit.filter((word) => word !== '');
    this.#ids = new Map(words.map((word) => [word, vocabulary.tokenToId(word) ?? unknown]));
    this.#longest = words.reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  /** The words. */
  get words(): Iterable<string> {
    return this.#ids.keys();
  }

  /**
   * The id and end of the word that begins at `at`.
   *
   * @param from - The end of the added token before, which a word may follow at once.
   */
  match(text: string, at: number, from: number): { readonly id: number; readonly end: number } | undefined {
    if (at !== from && !isBoundary(codePointBefore(text, at))) return undefined;
    const last = Math.min(text.length, at + this.#longest);
    let end = at;
    while (end < last && !isBoundary(text.codePointAt(end))) end++;
    const id = isBoundary(text.codePointAt(end)) ? this.#ids.get(text.slice(at, end)) : undefined;
    return id === undefined ? undefined : { id, end };
  }
}

/** True for what may stand beside a word: nothing, a space or an ideograph. */
function isBoundary(codePoint: number | undefined): boolean {
  return codePoint === undefined || isWhitespace(codePoint) || isChineseCharacter(codePoint);
}
