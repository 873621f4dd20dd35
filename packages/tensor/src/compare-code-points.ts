/**
 * Compares texts by code point, which is the order of their UTF-8 bytes and so of names in Hugging Face's writer.
 *
 * `<` on strings compares UTF-16 units, which puts U+1F600 (a surrogate pair from 0xd83d on) before U+FF01.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return (a.codePointAt(i) as number) - (b.codePointAt(i) as number);
  }
  return a.length - b.length;
}
