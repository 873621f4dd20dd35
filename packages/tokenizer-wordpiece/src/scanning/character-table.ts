/**
 * From a character of raw text to what the scanner does with it, in one array read.
 *
 * Normalization, word boundaries and the alphabet of the vocabulary are all functions of one character, so their
 * composition is a table: code point -> *entry*. An entry is computed when its character is first met, and kept. The
 * table therefore grows with the alphabet of the text, never with its length: 256 KiB for each 65,536 code points that
 * occur, 4.25 MiB at most, and a short list for each of those that normalize to several characters.
 */

import type { BertNormalizer } from '../normalization/bert-normalizer.js';
import { isNonStarter, isNonspacingMark, isPunctuation, isWhitespace } from '../normalization/character-classes.js';
import { decompose } from '../normalization/decomposition.js';

/** Entry of a character not met before. */
export const NOT_COMPUTED = 0;
/** Entry of a character that separates words. */
export const SPACE = 1;
/** Entry of a character that vanishes without ending a word. */
export const VANISHES = 2;
/** Entry of half a surrogate pair: the whole character has its own entry. */
export const SURROGATE = 3;
/** Entry of a character that may begin an added token; `plainEntry` says what it is otherwise. */
export const BEGINS_ADDED_TOKEN = 4;
/** Entry of a character with a combining part that stays and that NFD may move; `plainEntry` says what it is otherwise. */
export const REORDERED = 5;
/** Entries from here on are labels: the character continues a word. */
export const FIRST_LABEL = 6;

/** Entries below this one stand for several characters: see {@link CharacterTable.expansion}. */
export const LOWEST_LONE_WORD = -0x40000000;

/** Gives each character of normalized text its label, at least {@link FIRST_LABEL}. */
export type LabelOf = (codePoint: number) => number;

const PLANE_SIZE = 0x10000;
const SPACE_CHARACTER = 0x20;

/** The entries of all characters, for one normalizer and one alphabet. */
export class CharacterTable {
  /** Entries by UTF-16 code unit. A negative entry `e` is a word of its own, labelled `~e`. */
  readonly basicPlane = new Int32Array(PLANE_SIZE).fill(SURROGATE, 0xd800, 0xe000);

  readonly #normalizer: BertNormalizer;
  readonly #labelOf: LabelOf;
  readonly #tokenStarts: ReadonlySet<number>;
  // Set by the constructor: the CommonJS build gives public fields their values after private ones.
  readonly #planes: Int32Array[];
  /** Plain entries of characters that have another one in `#planes`, and of lone surrogates. */
  readonly #rareEntries = new Map<number, number>();
  readonly #expansions: (readonly number[])[] = [];

  /** @param tokenStarts - The first character of every added token. */
  constructor(normalizer: BertNormalizer, labelOf: LabelOf, tokenStarts: ReadonlySet<number> = new Set()) {
    this.#normalizer = normalizer;
    this.#labelOf = labelOf;
    this.#tokenStarts = tokenStarts;
    this.#planes = [this.basicPlane];
  }

  /** The entry of any code point, computed if need be. */
  entryOf(codePoint: number): number {
    if (codePoint >= 0xd800 && codePoint < 0xe000) return this.plainEntry(codePoint);
    const plane = this.#planeOf(codePoint);
    const offset = codePoint % PLANE_SIZE;
    if (plane[offset] === NOT_COMPUTED) plane[offset] = this.#computeEntry(codePoint);
    return plane[offset]!;
  }

  /** The entry of a character where it neither begins an added token nor is moved. */
  plainEntry(codePoint: number): number {
    const known = this.#rareEntries.get(codePoint);
    if (known !== undefined) return known;
    const entry = this.#computePlainEntry(codePoint);
    this.#rareEntries.set(codePoint, entry);
    return entry;
  }

  /** The entries that an entry below {@link LOWEST_LONE_WORD} stands for. */
  expansion(entry: number): readonly number[] {
    return this.#expansions[LOWEST_LONE_WORD - entry - 1]!;
  }

  #computeEntry(codePoint: number): number {
    if (this.#tokenStarts.has(codePoint)) return BEGINS_ADDED_TOKEN;
    return isReordered(codePoint, this.#normalizer) ? REORDERED : this.#computePlainEntry(codePoint);
  }

  #computePlainEntry(codePoint: number): number {
    const entries = this.#normalizer.normalizeCharacter(codePoint).map((character) => this.classify(character));
    if (entries.length === 0) return VANISHES;
    if (entries.length === 1) return entries[0]!;
    if (entries.length === 3 && entries[0] === SPACE && entries[2] === SPACE) return loneWord(entries[1]!);
    return LOWEST_LONE_WORD - this.#expansions.push(entries);
  }

  /** The entry of a character that is normalized already. */
  classify(normalized: number): number {
    if (normalized === SPACE_CHARACTER || isWhitespace(normalized)) return SPACE;
    const label = this.#labelOf(normalized);
    return isPunctuation(normalized) ? ~label : label;
  }

  #planeOf(codePoint: number): Int32Array {
    const index = codePoint >>> 16;
    this.#planes[index] ??= new Int32Array(PLANE_SIZE);
    return this.#planes[index];
  }
}

/** True for a character with a combining part that NFD may move and that is not removed after. */
export function isReordered(codePoint: number, normalizer: BertNormalizer): boolean {
  return normalizer.stripsAccents && decompose(codePoint).some(staysAndMoves);
}

function staysAndMoves(codePoint: number): boolean {
  return isNonStarter(codePoint) && !isNonspacingMark(codePoint);
}

function loneWord(entry: number): number {
  return entry > 0 ? ~entry : entry;
}
