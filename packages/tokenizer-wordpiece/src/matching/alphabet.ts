import { isPunctuation, isWhitespace } from '../normalization/character-classes.js';
import { FIRST_LABEL } from '../scanning/character-table.js';

const ASCII = 0x80;

/** The label of every character that no token has. */
export const UNKNOWN_LABEL = FIRST_LABEL;

/**
 * The characters of a vocabulary, numbered: frequent ones first, so that the cells of the trie lie close together.
 * (Numbered as they turn up, BERT's vocabulary takes 40 % more cells and longer to load.)
 */
export class Alphabet {
  /** One more than the largest label. */
  readonly labelCount: number;

  readonly #labels: ReadonlyMap<number, number>;
  readonly #asciiLabels: Int32Array;
  /** 1 for the labels of characters that never stand inside a word. */
  readonly #separates: Uint8Array;

  constructor(tokens: readonly string[]) {
    const sorted = [...countCharacters(tokens)].sort(([a, countA], [b, countB]) => countB - countA || a - b);
    const characters = sorted.map(([codePoint]) => codePoint);
    this.labelCount = UNKNOWN_LABEL + 1 + characters.length;
    this.#labels = new Map(characters.map((codePoint, index) => [codePoint, UNKNOWN_LABEL + 1 + index]));
    this.#asciiLabels = Int32Array.from({ length: ASCII }, (_, codePoint) => this.#find(codePoint));
    this.#separates = new Uint8Array(this.labelCount);
    for (const codePoint of characters) this.#separates[this.labelOf(codePoint)] = Number(isSeparator(codePoint));
  }

  /** The label of a character, or {@link UNKNOWN_LABEL}. */
  labelOf(codePoint: number): number {
    return codePoint < ASCII ? this.#asciiLabels[codePoint]! : this.#find(codePoint);
  }

  /**
   * Writes the labels of the characters of a token.
   *
   * @returns How many there are.
   */
  spell(token: string, labels: Int32Array): number {
    let length = 0;
    const asciiLabels = this.#asciiLabels;
    for (let at = 0; at < token.length; at++) {
      const unit = token.charCodeAt(at);
      if (unit < ASCII) labels[length++] = asciiLabels[unit]!;
      else {
        const codePoint = token.codePointAt(at)!;
        labels[length++] = this.#find(codePoint);
        if (codePoint > 0xffff) at++;
      }
    }
    return length;
  }

  /** False for a token such as `[CLS]`, which no text can bring forth as one word: it would only fill the trie. */
  isOneWord(labels: Int32Array, from: number, to: number): boolean {
    if (to - from === 1) return true;
    for (let at = from; at < to; at++) {
      if (this.#separates[labels[at]!] === 1) return false;
    }
    return true;
  }

  #find(codePoint: number): number {
    return this.#labels.get(codePoint) ?? UNKNOWN_LABEL;
  }
}

function isSeparator(codePoint: number): boolean {
  return isPunctuation(codePoint) || isWhitespace(codePoint);
}

function countCharacters(tokens: readonly string[]): Map<number, number> {
  const ascii = new Uint32Array(ASCII);
  const counts = new Map<number, number>();
  for (const token of tokens) {
    for (let at = 0; at < token.length; at++) {
      const unit = token.charCodeAt(at);
      if (unit < ASCII) ascii[unit] = ascii[unit]! + 1;
      else {
        const codePoint = token.codePointAt(at)!;
        counts.set(codePoint, (counts.get(codePoint) ?? 0) + 1);
        if (codePoint > 0xffff) at++;
      }
    }
  }
  ascii.forEach((count, codePoint) => {
    if (count > 0) counts.set(codePoint, count);
  });
  return counts;
}
