import { checkChoice, withDefaults } from '../option-checks.js';
import { isChineseCharacter, isDropped, isNonspacingMark, isWhitespace } from './character-classes.js';
import { decompose } from './decomposition.js';
import { lowerCase } from './lower-case.js';

/** What a BERT tokenizer does to text before it looks for words. */
export interface BertNormalizerOptions {
  /** Remove control characters and U+FFFD, and turn every whitespace character into a space. Default true. */
  readonly cleanText: boolean;
  /** Make every CJK ideograph a word of its own. Default true. */
  readonly handleChineseChars: boolean;
  /** Remove nonspacing marks after canonical decomposition; `null` does what `lowercase` says. Default `null`. */
  readonly stripAccents: boolean | null;
  /** Turn text into lower case. Default true. */
  readonly lowercase: boolean;
}

/** The normalizer of `bert-base-uncased`. */
const DEFAULT_NORMALIZER: BertNormalizerOptions = {
  cleanText: true,
  handleChineseChars: true,
  stripAccents: null,
  lowercase: true,
};

/** Fills in the defaults. @throws ConfigError for what is neither true nor false. */
export function resolveNormalizer(options: Partial<BertNormalizerOptions> = {}): BertNormalizerOptions {
  const resolved = withDefaults(DEFAULT_NORMALIZER, options);
  for (const name of ['cleanText', 'handleChineseChars', 'lowercase'] as const) {
    checkChoice(`normalizer.${name}`, resolved[name], [true, false]);
  }
  checkChoice('normalizer.stripAccents', resolved.stripAccents, [true, false, null]);
  return resolved;
}

const SPACE = 0x20;
const REPLACEMENT_CHARACTER = 0xfffd;

/**
 * The `BertNormalizer` of Hugging Face, one character at a time: clean, set ideographs apart, strip accents, lower-case.
 *
 * No step looks at neighbours but one: NFD sorts adjacent combining marks. Nearly all of these are removed right after,
 * so their order cannot show; `combining-run.ts` takes care of the few that stay.
 */
export class BertNormalizer {
  readonly options: BertNormalizerOptions;
  /** `stripAccents`, with `null` resolved. */
  readonly stripsAccents: boolean;

  constructor(options: Partial<BertNormalizerOptions> = {}) {
    this.options = resolveNormalizer(options);
    this.stripsAccents = this.options.stripAccents ?? this.options.lowercase;
  }

  /** What becomes of one character: nothing, one character, or several. */
  normalizeCharacter(codePoint: number): readonly number[] {
    const normalized = this.cleanCharacter(codePoint).flatMap((clean) => this.#fold(clean));
    return this.#setApart(codePoint, normalized);
  }

  /** The first step alone: nothing, a space, or the character. A lone surrogate counts as U+FFFD. */
  cleanCharacter(codePoint: number): readonly number[] {
    const character = isSurrogate(codePoint) ? REPLACEMENT_CHARACTER : codePoint;
    if (!this.options.cleanText) return [character];
    if (isDropped(character)) return [];
    return isWhitespace(character) ? [SPACE] : [character];
  }

  #fold(codePoint: number): readonly number[] {
    const stripped = this.stripsAccents ? decompose(codePoint).filter((part) => !isNonspacingMark(part)) : [codePoint];
    return this.options.lowercase ? stripped.flatMap(lowerCase) : stripped;
  }

  #setApart(codePoint: number, normalized: readonly number[]): readonly number[] {
    const isApart = this.options.handleChineseChars && isChineseCharacter(codePoint);
    return isApart ? [SPACE, ...normalized, SPACE] : normalized;
  }
}

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff;
}
