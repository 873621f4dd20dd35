import { FIRST_LABEL } from '../scanning/character-table.js';

/**
 * The characters of a vocabulary, numbered: frequent ones first, so that the trie's cells stay close together.
 *
 * Labels run from `FIRST_LABEL` to `unknownLabel`; the last one stands for every character that no token has.
 */
export class Alphabet {
  readonly unknownLabel: number;
  readonly #labels: ReadonlyMap<number, number>;

  constructor(tokens: readonly string[]) {
    const counts = countCharacters(tokens);
    const sorted = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b);
    this.#labels = new Map(sorted.map(([codePoint], index) => [codePoint, FIRST_LABEL + index]));
    this.unknownLabel = FIRST_LABEL + sorted.length;
  }

  /** The characters that have a label of their own. */
  characters(): Iterable<number> {
    return this.#labels.keys();
  }

  /** The label of a character, or `unknownLabel`. */
  labelOf(codePoint: number): number {
    return this.#labels.get(codePoint) ?? this.unknownLabel;
  }
}

function countCharacters(tokens: readonly string[]): Map<number, number> {
  const ascii = new Uint32Array(0x80);
  const counts = new Map<number, number>();
  for (const token of tokens) {
    for (let at = 0; at < token.length; at++) {
      const codePoint = token.codePointAt(at)!;
      if (codePoint < 0x80) ascii[codePoint]!++;
      else counts.set(codePoint, (counts.get(codePoint) ?? 0) + 1);
      if (codePoint > 0xffff) at++;
    }
  }
  ascii.forEach((count, codePoint) => {
    if (count > 0) counts.set(codePoint, count);
  });
  return counts;
}
