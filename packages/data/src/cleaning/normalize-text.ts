/** Normalization of text, option by option. */

/** Unicode's normalization forms (UAX #15). */
export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** What is done to a text, in the order in which it is done. All is off but `whitespace`. */
export interface NormalizeTextOptions {
  /** A normalization form of Unicode: `NFKC` also replaces ligatures, full-width letters, superscripts. */
  readonly unicodeForm?: UnicodeForm | undefined;
  /** Remove control and format characters other than white space: soft hyphens, zero-width spaces, marks of direction. */
  readonly removeControls?: boolean | undefined;
  /** Remove marks over and under letters: `café` becomes `cafe`. */
  readonly stripAccents?: boolean | undefined;
  /** By Unicode's rules, of no language in particular. */
  readonly lowercase?: boolean | undefined;
  /**
   * `simplify`: curly quotes, dashes and ellipses become those of a keyboard. `remove`: punctuation and symbols become spaces, but for
   * apostrophes and hyphens within words. Default `keep`.
   */
  readonly punctuation?: 'keep' | 'simplify' | 'remove' | undefined;
  /** `collapse`: white space of any kind and number becomes one space, and goes at both ends. Default `collapse`. */
  readonly whitespace?: 'keep' | 'collapse' | undefined;
}

const CONTROLS = /[\p{Cf}\p{Cn}\p{Co}]|(?!\s)\p{Cc}/gu;
const MARKS = /\p{Mn}/gu;
const PUNCTUATION = /(?<![\p{L}\p{N}])['’-]|['’-](?![\p{L}\p{N}])|(?!['’-])[\p{P}\p{S}]/gu;
const SIMPLER: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′]/g, "'"],
  [/[“”„‟″«»]/g, '"'],
  [/[‐‑‒–—―−]/g, '-'],
  [/…/g, '...'],
];

/**
 * A text with some of its differences taken away.
 *
 * @example
 * normalizeText(' Ça  va? ', { lowercase: true, stripAccents: true, punctuation: 'remove' }); // 'ca va'
 */
export function normalizeText(text: string, options: NormalizeTextOptions = {}): string {
  const { unicodeForm, removeControls, stripAccents, lowercase, punctuation, whitespace = 'collapse' } = options;
  let result = unicodeForm === undefined ? text : text.normalize(unicodeForm);
  if (removeControls) result = result.replace(CONTROLS, '');
  if (stripAccents) result = removeMarks(result, unicodeForm);
  if (lowercase) result = result.toLowerCase();
  if (punctuation === 'simplify') for (const [odd, plain] of SIMPLER) result = result.replace(odd, plain);
  if (punctuation === 'remove') result = result.replace(PUNCTUATION, ' ');
  return whitespace === 'keep' ? result : result.replace(/\s+/g, ' ').trim();
}

/** Marks are apart from their letters in decomposed text only; then what is left is put together again. */
function removeMarks(text: string, form: UnicodeForm = 'NFC'): string {
  const plain = text.normalize('NFD').replace(MARKS, '');
  return form.endsWith('D') ? plain : plain.normalize('NFC');
}
