import { codePointsOf } from './normalization/decomposition.js';
import type { TokenLengths } from './scanning/placed-token-buffer.js';
import type { Vocabulary } from './vocabulary.js';

/** How many characters (code points) of a word each token covers. */
export function measureTokens(vocabulary: Vocabulary, continuingSubwordPrefix: string): TokenLengths {
  const prefixLength = codePointsOf(continuingSubwordPrefix).length;
  const first = Int32Array.from(vocabulary.tokens, (token) => codePointsOf(token).length);
  return { first, later: first.map((length) => length - prefixLength) };
}
