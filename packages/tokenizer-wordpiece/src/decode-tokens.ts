/** How tokens become text again: the WordPiece decoder of Hugging Face. */
export interface DecoderOptions {
  /** What marks a token that continues a word. Default `##`. */
  readonly prefix: string;
  /** Close up punctuation and English contractions: `do n't .` becomes `don't.`. Default true. */
  readonly cleanUp: boolean;
}

/** What `cleanUp` replaces, in this order, within each token and the space in front of it. */
const CLEAN_UPS: readonly (readonly [string, string])[] = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [' do not', " don't"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

/**
 * Joins tokens to text: a space in front of each but the first, unless it continues a word.
 *
 * @param decoder - `null` puts spaces between all tokens.
 */
export function decodeTokens(tokens: readonly string[], decoder: DecoderOptions | null): string {
  if (decoder === null) return tokens.join(' ');
  const { prefix, cleanUp } = decoder;
  const pieces = tokens.map((token, index) => {
    if (index === 0) return token;
    return token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
  });
  return (cleanUp ? pieces.map(cleanUpPiece) : pieces).join('');
}

function cleanUpPiece(piece: string): string {
  return CLEAN_UPS.reduce((text, [spaced, closed]) => text.replaceAll(spaced, closed), piece);
}
