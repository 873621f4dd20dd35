import type { AddedToken } from '../added-token.js';
import { isWhitespace, isWordCharacter } from '../normalization/character-classes.js';
import { codePointBefore } from './code-point-before.js';
import type { NeverSplitWords } from './never-split-words.js';
import { TokenAutomaton } from './token-automaton.js';

/** An added token in a text, at code units `start` to `end`. */
export interface AddedTokenMatch {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  /** Where its own characters end: other tokens may begin in the whitespace that it takes along. */
  readonly contentEnd: number;
}

/** Finds added tokens in a text, and words that are never split: of those that begin at a place, the longest. */
export class AddedTokenMatcher {
  /** The code points that an added token may begin with. */
  readonly firstCharacters: ReadonlySet<number>;

  readonly #automaton: TokenAutomaton;
  readonly #neverSplit: NeverSplitWords | undefined;

  /** @param tokens - Of two with the same content, a special one counts, or else the first. */
  constructor(tokens: readonly AddedToken[], neverSplit?: NeverSplitWords) {
    const contents = [...tokens.map(({ content }) => content), ...(neverSplit?.words ?? [])];
    this.firstCharacters = new Set(contents.map((content) => content.codePointAt(0)!));
    this.#automaton = new TokenAutomaton(tokens.toSorted((a, b) => Number(b.special) - Number(a.special)));
    this.#neverSplit = neverSplit;
  }

  /** Begins another text. */
  begin(): void {
    this.#automaton.restart();
  }

  /**
   * The token that begins at `at`. Places must come in order.
   *
   * @param from - The end of the added token before: stripped whitespace reaches no further left.
   */
  match(text: string, at: number, from: number): AddedTokenMatch | undefined {
    const token = this.#automaton.tokenAt(text, at);
    if (token === undefined) {
      const word = this.#neverSplit?.match(text, at, from);
      return word && { ...word, start: at, contentEnd: word.end };
    }
    const contentEnd = at + token.content.length;
    if (token.singleWord && !isSingleWord(text, at, contentEnd)) return undefined;
    const start = token.lstrip ? Math.max(from, skipWhitespaceBackward(text, at, from)) : at;
    const end = token.rstrip ? skipWhitespaceForward(text, contentEnd) : contentEnd;
    // A token of whitespace that the token before has taken along is gone.
    return start < end ? { id: token.id, start, end, contentEnd } : undefined;
  }

  /** True if a token may begin in a text and end behind it. */
  isOpenAfter(text: string): boolean {
    return this.#automaton.isOpenAfter(text);
  }
}

function isSingleWord(text: string, start: number, end: number): boolean {
  const neighbours = [codePointBefore(text, start), text.codePointAt(end)];
  return neighbours.every((neighbour) => neighbour === undefined || !isWordCharacter(neighbour));
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
