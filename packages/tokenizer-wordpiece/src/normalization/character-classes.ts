import { CodePointRanges } from './code-point-ranges.js';
import {
  CHINESE,
  DROPPED,
  LATER_WORDS,
  NON_STARTERS,
  NONSPACING_MARKS,
  PUNCTUATION,
  RECENT_WORDS,
  WHITESPACE,
} from './unicode-tables.js';

const dropped = new CodePointRanges(DROPPED);
const whitespace = new CodePointRanges(WHITESPACE);
const punctuation = new CodePointRanges(PUNCTUATION);
const chinese = new CodePointRanges(CHINESE);
const nonspacingMarks = new CodePointRanges(NONSPACING_MARKS);
const nonStarters = new CodePointRanges(NON_STARTERS);

/** What `clean_text` removes: NUL, U+FFFD, and control, format and private-use characters other than tab and newline. */
export function isDropped(codePoint: number): boolean {
  return dropped.has(codePoint);
}

/** Unicode's White_Space property: what separates words. */
export function isWhitespace(codePoint: number): boolean {
  return whitespace.has(codePoint);
}

/** ASCII symbols and Unicode's P categories: what is always a word of its own. */
export function isPunctuation(codePoint: number): boolean {
  return punctuation.has(codePoint);
}

/** The CJK ideograph blocks of BERT, with the start of extension E as Hugging Face has it (U+2B920, not U+2B820). */
export function isChineseCharacter(codePoint: number): boolean {
  return chinese.has(codePoint);
}

/** Category Mn: what `strip_accents` removes after decomposition. */
export function isNonspacingMark(codePoint: number): boolean {
  return nonspacingMarks.has(codePoint);
}

/** A character with a canonical combining class other than 0, so that NFD may move it. */
export function isNonStarter(codePoint: number): boolean {
  return nonStarters.has(codePoint);
}

const recentWords = new CodePointRanges(RECENT_WORDS);
const laterWords = new CodePointRanges(LATER_WORDS);
const WORD_CHARACTER = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/**
 * A character that an added token with `single_word` must not touch: a letter, mark, digit, connector or joiner.
 *
 * The engine knows most of them. All of them would be the largest table of all, so there is a table only of where engines
 * differ from Hugging Face: with Unicode 14 to 17, that is. A letter that a later Unicode adds is one here.
 */
export function isWordCharacter(codePoint: number): boolean {
  if (recentWords.has(codePoint)) return true;
  return WORD_CHARACTER.test(String.fromCodePoint(codePoint)) && !laterWords.has(codePoint);
}
