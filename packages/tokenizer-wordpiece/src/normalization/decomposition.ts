import { CodePointRanges } from './code-point-ranges.js';
import { DECOMPOSABLE } from './unicode-tables.js';

const decomposable = new CodePointRanges(DECOMPOSABLE);

/**
 * The canonical decomposition (NFD) of one character.
 *
 * The engine knows them all: a decomposition never changes once its character is assigned. Which characters have one
 * is our own table, because a newer engine decomposes characters that Hugging Face's tables do not know.
 */
export function decompose(codePoint: number): readonly number[] {
  if (!decomposable.has(codePoint)) return [codePoint];
  return codePointsOf(String.fromCodePoint(codePoint).normalize('NFD'));
}

/**
 * Orders two characters as NFD does: negative when `a` must come before `b`, 0 when their order stays.
 *
 * Needs no table of combining classes: normalization swaps a pair exactly when the first has the greater class.
 */
export function compareCombiningClass(a: number, b: number): number {
  if (isSwapped(a, b)) return 1;
  return isSwapped(b, a) ? -1 : 0;
}

function isSwapped(first: number, second: number): boolean {
  const pair = String.fromCodePoint(first, second);
  return pair.normalize('NFD') !== pair;
}

/** The code points of a string; a lone surrogate is one. */
export function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}
