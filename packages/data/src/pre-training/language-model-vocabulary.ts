import { createHash } from 'node:crypto';

/**
 * What pre-training asks of a tokenizer, and no more: `WordPieceTokenizer` of `@bertsmith/tokenizer-wordpiece` is one, and anything
 * else that marks with `##` the tokens that go on with a word.
 */
export interface CorpusTokenizer {
  /** All tokens, each at its id. */
  readonly vocabulary: { readonly tokens: readonly string[] };
  readonly padTokenId: number;
  readonly unkTokenId: number;
  readonly clsTokenId: number;
  readonly sepTokenId: number;
  readonly maskTokenId: number;
  /** The ids of a text, without special tokens around it. */
  encodeIds(text: string, options: { readonly addSpecialTokens: false }): Int32Array;
}

/** What masking needs to know of a vocabulary. */
export interface LanguageModelVocabulary {
  /** Tells tokenizers apart that give other ids for the same text: SHA-256, 64 hex digits. */
  readonly fingerprint: string;
  /** How many tokens there are. */
  readonly size: number;
  readonly padTokenId: number;
  readonly unkTokenId: number;
  readonly clsTokenId: number;
  readonly sepTokenId: number;
  readonly maskTokenId: number;
  /** `[size]`: 1 for a token that goes on with the word of the one before (`##ing`). */
  readonly continuesWord: Uint8Array;
  /** `[size]`: 1 for the five special tokens, which are neither masked nor put in place of others. */
  readonly isSpecial: Uint8Array;
}

const CONTINUATION_PREFIX = '##';
/** A text on which tokenizers with the same vocabulary differ: case, accents, Chinese characters, controls, compatibility forms. */
const PROBE =
  "The QUICK brown fox's caf\u00e9 na\u00efve \u00c5ngstr\u00f6m stra\u00dfe 3.14 \u5317\u4eac \uff21\uff22 a\u0301\u00ad\u200b\tx-ray [MASK]";

/** Describes the vocabulary of a tokenizer. */
export function describeVocabulary(tokenizer: CorpusTokenizer): LanguageModelVocabulary {
  const { tokens } = tokenizer.vocabulary;
  const { padTokenId, unkTokenId, clsTokenId, sepTokenId, maskTokenId } = tokenizer;
  const isSpecial = new Uint8Array(tokens.length);
  for (const id of [padTokenId, unkTokenId, clsTokenId, sepTokenId, maskTokenId]) isSpecial[id] = 1;
  return {
    fingerprint: fingerprintOf(tokenizer),
    size: tokens.length,
    padTokenId,
    unkTokenId,
    clsTokenId,
    sepTokenId,
    maskTokenId,
    continuesWord: Uint8Array.from(tokens, (token) => (token.startsWith(CONTINUATION_PREFIX) ? 1 : 0)),
    isSpecial,
  };
}

function fingerprintOf(tokenizer: CorpusTokenizer): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(tokenizer.vocabulary.tokens));
  hash.update(JSON.stringify([...tokenizer.encodeIds(PROBE, { addSpecialTokens: false })]));
  return hash.digest('hex');
}
