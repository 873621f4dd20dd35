/** The code point that ends before a code unit of a text; none at its beginning. */
export function codePointBefore(text: string, end: number): number | undefined {
  const isPair = end >= 2 && text.codePointAt(end - 2)! > 0xffff;
  return text.codePointAt(isPair ? end - 2 : end - 1);
}
