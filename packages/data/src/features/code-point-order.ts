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

function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Moves surrogates above all other units, where the code points that they spell belong. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
