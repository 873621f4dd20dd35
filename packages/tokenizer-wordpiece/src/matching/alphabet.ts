import { FIRST_LABEL } from '../scanning/character-table.js';

const ASCII = 0x80;

/** The label of every character that no token has. */
export const UNKNOWN_LABEL = FIRST_LABEL;
const FIRST_ASCII_LABEL = UNKNOWN_LABEL + 1;

/**
 * The characters of a vocabulary, numbered: those of ASCII, whether a token has them or not, then the others in the order
 * of the tokens.
 */
export class Alphabet {
  /** One more than the largest label. */
  readonly labelCount: number;
  readonly #labels: ReadonlyMap<number, number>;

  /** @param others - The characters of the tokens that are not ASCII. */
  constructor(others: ReadonlySet<string>) {
    const firstLabel = FIRST_ASCII_LABEL + ASCII;
    this.#labels = new Map(Array.from(others, (character, index) => [character.codePointAt(0)!, firstLabel + index]));
    this.labelCount = firstLabel + others.size;
  }

  /** The label of a character, or {@link UNKNOWN_LABEL}. */
  labelOf(codePoint: number): number {
    return codePoint < ASCII ? FIRST_ASCII_LABEL + codePoint : (this.#labels.get(codePoint) ?? UNKNOWN_LABEL);
  }
}
