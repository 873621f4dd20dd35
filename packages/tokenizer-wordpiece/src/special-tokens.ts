import { ConfigError } from '@bertsmith/tensor';
import { type AddedToken, specialToken } from './added-token.js';
import type { Vocabulary } from './vocabulary.js';

/** What the special tokens of BERT are called in a vocabulary. */
export interface SpecialTokenNames {
  /** Stands for a word that cannot be cut into pieces. Default `[UNK]`. */
  readonly unkToken: string;
  /** Separates and ends texts. Default `[SEP]`. */
  readonly sepToken: string;
  /** Fills up short rows of a batch. Default `[PAD]`. */
  readonly padToken: string;
  /** Begins every input. Default `[CLS]`. */
  readonly clsToken: string;
  /** Stands for a token to be guessed. Default `[MASK]`. */
  readonly maskToken: string;
}

/** The names that BERT's own vocabularies use. */
export const DEFAULT_SPECIAL_TOKENS: SpecialTokenNames = {
  unkToken: '[UNK]',
  sepToken: '[SEP]',
  padToken: '[PAD]',
  clsToken: '[CLS]',
  maskToken: '[MASK]',
};

/** The special tokens that a vocabulary has, in the order of their ids: what a tokenizer finds in raw text by default. */
export function addedSpecialTokens(vocabulary: Vocabulary, names: SpecialTokenNames): AddedToken[] {
  const contents = new Set([names.unkToken, names.sepToken, names.padToken, names.clsToken, names.maskToken]);
  const found = [...contents].flatMap((content) => {
    const id = vocabulary.tokenToId(content);
    return id === undefined ? [] : [specialToken(content, id)];
  });
  return found.sort((a, b) => a.id - b.id);
}

/**
 * The id of a token that something cannot do without.
 *
 * @throws ConfigError when the vocabulary has no such token.
 */
export function requireToken(vocabulary: Vocabulary, token: string, purpose: string): number {
  const id = vocabulary.tokenToId(token);
  if (id !== undefined) return id;
  const message = `tokenizer: the vocabulary of ${vocabulary.size} tokens has no ${token}, which ${purpose}; add it`;
  throw new ConfigError(message, { token, size: vocabulary.size });
}
