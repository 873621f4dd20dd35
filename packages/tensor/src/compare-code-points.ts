/**
 * Compares texts by code point, which is the order of their UTF-8 bytes, and so Python's order and that of names in Hugging Face's
 * files.
 *
 * `<` on strings compares UTF-16 units, which puts U+1F600 (a surrogate pair from 0xd83d on) before U+FF01.
 *
 * @returns below 0 when `a` comes first, above 0 when `b` does, 0 when they are equal
 * @example
 * ['\u{1f600}', '\uff01'].sort(compareCodePoints); // ['\uff01', '\u{1f600}']
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return (a.codePointAt(i) as number) - (b.codePointAt(i) as number);
  }
  return a.length - b.length;
}
