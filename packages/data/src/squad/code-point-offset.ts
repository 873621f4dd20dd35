const SURROGATE = /[\ud800-\udfff]/;

/**
 * Turns offsets in code points, as Python counts them, into offsets in UTF-16 code units, as JavaScript does.
 *
 * @returns a function for this one text; offsets beyond its end give its length
 * @example
 * codePointOffsets('🙂 yes')(2); // 3
 */
export function codePointOffsets(text: string): (codePoints: number) => number {
  if (!SURROGATE.test(text)) return (codePoints) => Math.min(codePoints, text.length);
  const starts: number[] = [];
  let start = 0;
  for (const character of text) {
    starts.push(start);
    start += character.length;
  }
  return (codePoints) => starts[codePoints] ?? text.length;
}
