import { createHash } from 'node:crypto';

/**
 * True for a text whose SHA-1 (UTF-8; its first 8 hex digits, as a whole number) is divisible by `divisor`.
 *
 * A split by content needs no file and no seed, is the same on every machine, and never puts the same text on both
 * sides.
 *
 * @param divisor holds about one text in `divisor` out
 * @example
 * const validation = examples.filter((example) => isHeldOut(example.text, 10));
 */
export function isHeldOut(text: string, divisor: number): boolean {
  const firstWord = createHash('sha1').update(text, 'utf8').digest().readUInt32BE(0);
  return firstWord % divisor === 0;
}
