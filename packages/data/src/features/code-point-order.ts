import { compareCodePoints } from '@bertsmith/tensor';

/**
 * Sorts strings in place by code point, as Python does.
 *
 * JavaScript's own order is by UTF-16 unit, which puts characters beyond U+FFFF (surrogates, U+D800 to U+DFFF) before
 * U+E000 to U+FFFF. The slower comparison is used only when such characters are there.
 */
export function sortByCodePoint(strings: string[]): string[] {
  const hasSurrogates = strings.some((string) => /[\ud800-\udfff]/.test(string));
  return hasSurrogates ? strings.sort(compareCodePoints) : strings.sort();
}
