import { type AddedToken, specialToken } from '../added-token.js';
import { isChineseCharacter, isWhitespace } from '../normalization/character-classes.js';
import type { TokenizerSettings } from '../tokenizer-settings.js';

/** An added token in a text, at code units `start` to `end`; `id` is -1 when its neighbours rule it out. */
export interface AddedTokenMatch {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** A token to be found, and whether only between spaces (`never_split`). */
type SoughtToken = AddedToken & { readonly neverSplit?: boolean };

const WORD_CHARACTER = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** Finds added tokens in raw text: of those that begin at a place, the longest. */
export class AddedTokenMatcher {
  /** The code points that an added token may begin with. */
  readonly firstCharacters: ReadonlySet<number>;

  readonly #tokens: ReadonlyMap<string, SoughtToken>;
  /** The lengths of the tokens, longest first. */
  readonly #lengths: readonly number[];

  constructor(tokens: readonly SoughtToken[]) {
    this.firstCharacters = new Set(tokens.map(({ content }) => content.codePointAt(0)!));
    this.#tokens = new Map(tokens.map((token) => [token.content, token]));
    this.#lengths = [...new Set(tokens.map(({ content }) => content.length))].sort((a, b) => b - a);
  }

  /**
   * The token that begins at `at`.
   *
   * @param from - The end of the added token before: stripped whitespace reaches no further left.
   */
  match(text: string, at: number, from: number): AddedTokenMatch | undefined {
    const token = this.#longestAt(text, at);
    if (token === undefined) return undefined;
    const end = at + token.content.length;
    if (token.neverSplit && !standsAlone(text, from, at, end)) return undefined;
    if (token.singleWord && !isSingleWord(text, at, end)) return { id: -1, start: at, end };
    return {
      id: token.id,
      start: token.lstrip ? skipWhitespaceBackward(text, at, from) : at,
      end: token.rstrip ? skipWhitespaceForward(text, end) : end,
    };
  }

  #longestAt(text: string, at: number): SoughtToken | undefined {
    for (const length of this.#lengths) {
      const token = this.#tokens.get(text.slice(at, at + length));
      if (token !== undefined) return token;
    }
    return undefined;
  }
}

function isSingleWord(text: string, start: number, end: number): boolean {
  return !WORD_CHARACTER.test(characterBefore(text, start)) && !WORD_CHARACTER.test(text.slice(end, end + 2));
}

function characterBefore(text: string, end: number): string {
  const isPair = end >= 2 && text.codePointAt(end - 2)! > 0xffff;
  return text.slice(Math.max(0, isPair ? end - 2 : end - 1), end);
}

// No whitespace character lies beyond U+FFFF, so code units do.
function skipWhitespaceBackward(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && isWhitespace(text.charCodeAt(start - 1))) start--;
  return start;
}

function skipWhitespaceForward(text: string, start: number): number {
  let end = start;
  while (end < text.length && isWhitespace(text.charCodeAt(end))) end++;
  return end;
}

/**
 * Words that are not normalized and not split, as in Google's `BasicTokenizer`: they are found only where they stand
 * between spaces or ideographs, and are unknown where the vocabulary does not have them.
 */
export function neverSplitTokens({
  neverSplit,
  addedTokens,
  vocabulary,
  specialTokens,
}: TokenizerSettings): SoughtToken[] {
  const added = new Set(addedTokens.map(({ content }) => content));
  const unknown = vocabulary.tokenToId(specialTokens.unkToken)!;
  const words = neverSplit.filter((word) => word !== '' && !added.has(word));
  return words.map((word) => ({ ...specialToken(word, vocabulary.tokenToId(word) ?? unknown), neverSplit: true }));
}

function standsAlone(text: string, from: number, start: number, end: number): boolean {
  return (start === from || isBoundary(characterBefore(text, start))) && isBoundary(text.slice(end, end + 2));
}

function isBoundary(text: string): boolean {
  const codePoint = text.codePointAt(0);
  return codePoint === undefined || isWhitespace(codePoint) || isChineseCharacter(codePoint);
}
